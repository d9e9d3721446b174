"""Checks of a change against its base, one a file."""
