"""History: what changed between states of the records, and what follows. Values in, values out."""
