"""Imports: what source files import, read from their text, and the patterns that rules name modules by."""
