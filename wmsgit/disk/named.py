"""Paths that a user named: they may lie anywhere, but a link that a checkout brought is not followed."""

import os
from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def named_file(path: "Path", checkouts: Collection["Path"] = ()) -> tuple["Path", str]:
    """The folder down to which links are the user's own, and the rest of the path, in which none may stand.

    That folder is the top of the outermost worktree on the way, for whatever lies below may have come with it; outside
    of every worktree it is the file's own folder. `..` is taken from the path as it is written.

    Args:
        path: what the user named; a relative one begins at the current directory.
        checkouts: tops of checkouts that are no worktrees of Git.
    """
    root, rest = named_parts(str(path), frozenset(map(str, checkouts)))
    return type(path)(root), rest


def named_parts(path: str, checkouts: Collection[str] = ()) -> tuple[str, str]:
    """As `named_file`, for who starts without `pathlib`."""
    parts = os.path.abspath(path).split(os.sep)  # `resolve` would follow the links that are looked for
    folder = ""
    for count in range(1, len(parts)):
        folder = os.sep.join(parts[:count]) + (os.sep if count == 1 else "")
        if folder in checkouts or os.path.lexists(os.path.join(folder, ".git")):
            return folder, "/".join(parts[count:])
    return folder, parts[-1]


def named_folder(directory: "Path", checkouts: Collection["Path"] = ()) -> tuple["Path", str]:
    """As `named_file`, for a folder to write files into; outside of every worktree it is made where it is missing.

    Returns:
        The trusted folder, and the prefix, empty or with a final `/`, of the files below it.

    Raises:
        OSError: when the folder cannot be made.
    """
    root, path = named_file(directory / "file", checkouts)
    prefix = path.removesuffix("file")
    if not prefix:
        make_user_folder(root)
    return root, prefix


def make_user_folder(path: "Path") -> None:
    """Makes a folder that the user named, or whose place was judged, where it is missing; what is there stays.

    A link that leads nowhere is refused by the system itself (mkdir(2)).

    Raises:
        OSError: when the file system refuses.
    """
    path.mkdir(parents=True, exist_ok=True)


def remove_user_folder(path: "Path") -> None:
    """Removes a folder that wmsgit has made, if it is empty; every other stays, and so does one that resists."""
    with suppress(OSError):
        path.rmdir()
