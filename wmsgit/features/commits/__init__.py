"""Commits of the members, and the records that they belong to."""
