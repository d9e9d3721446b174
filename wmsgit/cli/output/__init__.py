"""What a user is shown: data, tables, progress, results of writes."""
