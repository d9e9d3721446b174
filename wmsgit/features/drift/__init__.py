"""Drift: the rules of decisions, what breaks them, and the life of a finding. Nothing is opened or written here."""
