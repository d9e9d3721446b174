"""Merges: the driver, a text merge, a trial merge, what is unmerged."""
