"""Actions: the flow of a workspace's records, as a surface asks for it."""
