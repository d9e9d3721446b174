"""Reviewing: what a change means, and whether it may be made. Nothing is written but the disposable cache."""
