"""Composition: a workspace on disk, and the one path by which anything in it is written."""
