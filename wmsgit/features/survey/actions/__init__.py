"""Actions: a workspace as it is or at a revision, and what it shows to people."""
