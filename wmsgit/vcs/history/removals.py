"""Removals: which files of a folder HEAD's history has removed, so that nothing brings them back unasked."""

from collections.abc import Mapping
from pathlib import Path

from wmsgit.vcs.message import TRAILER
from wmsgit.vcs.process import read_git

_UNDO = "undo"
_FATAL = 128  # as where there is no commit yet
_FORMAT = f"%x01%(trailers:key={TRAILER},valueonly,separator=%x20)"


def removed_files(root: Path, folder: str) -> Mapping[str, str]:
    """The paths that the newest commit to touch their presence removed, each with the id of the blob that was there.

    What an undo took back is not among them.

    Args:
        root: the worktree.
        folder: relative to it: `records`.

    Raises:
        GitError: when git cannot read the history.
    """
    output = read_git(
        root, "-c", "log.showSignature=false", "log", "--no-renames", "--diff-filter=AD", "--raw", "--no-abbrev", "-z",
        "--diff-merges=first-parent", f"--format={_FORMAT}", "HEAD", "--", folder, accept=(0, _FATAL),
    )  # fmt: skip
    latest: dict[str, str] = {}
    for commit in output.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        head, _, changes = commit.partition("\0")
        parts = [part for part in changes.split("\0") if part.strip()]
        for entry, path in zip(parts[::2], parts[1::2], strict=False):
            _, _, blob, _, state = entry.split(" ")
            latest.setdefault(path, blob if state == "D" and head.strip() != _UNDO else "")
    return {path: blob for path, blob in latest.items() if blob}
