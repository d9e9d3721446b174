"""Kinds as data: finds the schema files, makes `Kind` objects of them, and validates records."""
