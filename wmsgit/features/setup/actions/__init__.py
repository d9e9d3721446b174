"""Making and mending a workspace: `init`, schemas, `setup` and `doctor`."""
