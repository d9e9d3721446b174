"""First commits: when each file of a folder came into being."""

from collections.abc import Mapping
from pathlib import Path

from wmsgit.vcs.process import read_git

_FATAL = 128  # as where there is no commit yet


def first_commits(root: Path, folder: str) -> Mapping[str, int]:
    """Path, relative to the worktree → the seconds since the epoch at which the oldest commit to add it was made.

    Args:
        root: the worktree.
        folder: relative to it; `.` for all.

    Raises:
        GitError: when git cannot read the history.
    """
    output = read_git(
        root, "-c", "log.showSignature=false", "log", "--no-renames", "--diff-filter=A", "--name-only", "-z",
        "--format=%x01%at", "HEAD", "--", folder, accept=(0, _FATAL),
    )  # fmt: skip
    oldest: dict[str, int] = {}
    for commit in output.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        head, _, names = commit.partition("\0")
        for name in names.split("\0"):
            if path := name.strip("\n"):
                oldest[path] = int(head)
    return oldest
