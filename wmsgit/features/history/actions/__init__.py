"""History: the walk over the commits, kept in the Git directory, and what `log` and `blame` read from it."""
