"""The formats of other tools, one a file: each reads or writes values, and knows nothing of Git or the workspace."""
