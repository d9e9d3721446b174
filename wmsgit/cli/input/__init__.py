"""What a user typed, read: options, targets, values, texts from an editor."""
