"""Writes: the transaction, what leads to it, and how it lands."""
