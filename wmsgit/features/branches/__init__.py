"""One branch, and one worktree, for a record in each of its repositories: made, pushed and cleaned up together."""
