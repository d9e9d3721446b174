"""Versions: ranges of them as Python (PEP 440, Poetry) and npm write them, and whether one lies within another."""
