"""The check: composition of the checks with files, index and Git, and its caches."""
