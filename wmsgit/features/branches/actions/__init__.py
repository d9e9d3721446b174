"""What surfaces may do with the branches of a record: start, look, push, clean."""
