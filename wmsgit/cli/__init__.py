"""The command line: options in, one call, one rendering out. Only here is anything printed or exited."""
