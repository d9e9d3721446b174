"""Removals: which files of a folder HEAD's history has removed, so that nothing brings them back unasked."""

from pathlib import Path

from wmsgit.vcs.history.operations import TRAILER
from wmsgit.vcs.process import read_git

_UNDO = "undo"
_FATAL = 128  # as where there is no commit yet
_FORMAT = f"%x01%(trailers:key={TRAILER},valueonly,separator=%x20)"


def removed_files(root: Path, folder: str) -> frozenset[str]:
    """The paths that the newest commit to touch their presence removed; not those that an undo took back.

    Args:
        root: the worktree.
        folder: relative to it: `records`.

    Raises:
        GitError: when git cannot read the history.
    """
    output = read_git(
        root, "-c", "log.showSignature=false", "log", "--no-renames", "--diff-filter=AD", "--name-status", "-z",
        "--diff-merges=first-parent", f"--format={_FORMAT}", "HEAD", "--", folder, accept=(0, _FATAL),
    )  # fmt: skip
    latest: dict[str, bool] = {}
    for commit in output.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        head, _, changes = commit.partition("\0")
        parts = [part for part in changes.split("\0") if part.strip()]
        for state, path in zip(parts[::2], parts[1::2], strict=False):
            latest.setdefault(path, state.strip() == "D" and head.strip() != _UNDO)
    return frozenset(path for path, is_removed in latest.items() if is_removed)
