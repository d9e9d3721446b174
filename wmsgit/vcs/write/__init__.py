"""What changes a repository: staging, commits, their messages, the lock."""
