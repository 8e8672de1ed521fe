"""The question bank: questions and their vectors, in LanceDB."""
