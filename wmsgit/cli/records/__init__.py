"""The verbs of every noun, one a file: `build(kind)` gives the function and its parameters for a kind."""
