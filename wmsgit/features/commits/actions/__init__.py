"""What surfaces may ask about the commits of members: of a record, by name, as rows."""
