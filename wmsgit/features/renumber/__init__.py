"""Ids that stand twice, and their way to other ids."""
