"""Actions: pull requests of a workspace's members, looked at, opened and updated."""
