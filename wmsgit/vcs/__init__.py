"""Everything that touches Git: commits of named paths, reads at a revision, locks, configuration, hooks."""
