"""What surfaces may call to import and export."""
