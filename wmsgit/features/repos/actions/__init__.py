"""What surfaces may do with members: clone, freeze."""
