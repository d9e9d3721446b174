"""What surfaces may do with records: write, move through a lifecycle, edit, save, format, undo."""
