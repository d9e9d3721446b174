"""What wmsgit installs in a repository: hooks, attributes, exclusions."""
