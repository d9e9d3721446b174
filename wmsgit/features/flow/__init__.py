"""Flow: how work moves through its statuses, told from the history. Values in, values out."""
