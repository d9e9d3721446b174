"""Forge: pull requests and checks, asked of hosts through the user's own programs."""
