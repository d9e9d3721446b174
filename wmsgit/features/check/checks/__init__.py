"""Checks of a record, one a file."""
