"""Fetch, renumber, merge, judge and push as one operation."""
