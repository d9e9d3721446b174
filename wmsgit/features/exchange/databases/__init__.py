"""Databases: the tables of `wmsgit sql` kept in a database of another program, brought up to date by what changed."""
