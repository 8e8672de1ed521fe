"""The command line `study-pipeline`: argument parsing and printing only."""
