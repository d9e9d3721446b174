"""Commits as they are read: log, ranges, journal, operations."""
