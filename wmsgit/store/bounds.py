"""Bounds: how large a record's file may be."""

MAX_RECORD_BYTES = 1 << 20
"""The largest file that is read as a record."""
