"""Sync: our records and those of a remote become the same."""
