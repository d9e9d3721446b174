"""The members of a workspace as repositories."""
