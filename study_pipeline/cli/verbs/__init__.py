"""The verbs of `study-pipeline`, a file each: arguments in, a call, words out."""
