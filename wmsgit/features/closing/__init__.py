"""Closing on merge: a record closes once its work is on the default branch of all of its repositories."""
