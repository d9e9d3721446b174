"""Hosts: one a file, each with what its program is asked and how its answers are read."""
