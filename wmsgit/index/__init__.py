"""The index: records as tables of an in-memory SQLite database, made warm by a snapshot."""
