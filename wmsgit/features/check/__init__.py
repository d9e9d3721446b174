"""Checks: one a file, each a function from values to findings. Nothing is opened or written here."""
