"""Actions: a workspace in, what was written or taken away out."""
