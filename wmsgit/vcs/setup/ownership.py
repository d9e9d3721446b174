"""Ownership: whether git refuses to work in a repository because another user owns it."""

from pathlib import Path

from wmsgit.vcs.process import try_git

_SIGN = "dubious ownership"


def belongs_to_another(root: Path) -> bool:
    """Whether git does nothing in this worktree, since it is not the user's (git-config, `safe.directory`)."""
    outcome, _ = try_git(root, "rev-parse", "--git-dir")
    return outcome.status != 0 and _SIGN in outcome.stderr
