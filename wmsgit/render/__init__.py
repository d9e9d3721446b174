"""Render: one output format a file. Values in, pieces of text out; nothing is printed."""
