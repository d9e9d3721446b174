"""The language server: the Language Server Protocol over standard input and output, and nothing else."""
