"""The workspace at a revision: its records as a commit has them. The working tree is never touched."""
