"""Editing: what an editor asks while records are typed, over values; it knows no editor's protocol."""
