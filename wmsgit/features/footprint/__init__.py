"""Footprint: what wmsgit writes around the records, for Git, hosts and assistants, and takes away again."""
