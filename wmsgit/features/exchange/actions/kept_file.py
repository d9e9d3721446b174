"""Kept files: what an export has to say, written only where the file says something else."""

from pathlib import Path
from typing import Literal

from wmsgit.disk.named import named_file
from wmsgit.disk.writer import read_plain, write_file
from wmsgit.workspace.workspace import Workspace

FileState = Literal["written", "unchanged", "stale"]


def keep_file(ws: Workspace, target: Path, text: bytes, *, is_check: bool = False) -> FileState:
    """Make a file that the user named say this; with `is_check` only see whether it does.

    Returns:
        `unchanged` for a file that says it already, else `written`, or `stale` where nothing was to be written.

    Raises:
        InvalidError: when a symbolic link of a checkout stands on the way.
        GitError: when the file system refuses.
    """
    root, path = named_file(target, [ws.root])
    if read_plain(root, path) == text:
        return "unchanged"
    if is_check:
        return "stale"
    write_file(root, path, text)
    return "written"
