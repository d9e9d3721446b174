"""Changes of records: assignments, transitions, gates."""
