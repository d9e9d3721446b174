"""What the index of Git says without its entries being read, and which tracked files differ from its status of them.

The second is a question that Git answers in C, in parallel.

Only the status is compared, so neither filters nor line ends count, and no commit is needed. A file whose status is
that of its entry has not changed since the entry was written; one that differs may have.
"""

import os
from pathlib import Path
from typing import NamedTuple

from wmsgit.model.record import Stamp
from wmsgit.vcs.locate import GitDirs

_EXACT = ("-c", "core.trustctime=true", "-c", "core.checkStat=default")
"""Git compares all of a status, whatever the configuration says (git-config)."""
_LOOKED_AT = frozenset({"H", "M"})
"""The tags of entries that Git looks at: others are skip-worktree or, in lower case, assume-unchanged."""
_PLAIN_HEADER = b"DIRC\0\0\0\2"
_SHARED = "sharedindex."
"""How the names of the files begin that hold what a split index does not (gitformat-index)."""


class FolderLook(NamedTuple):
    """What a look at a folder's files has told.

    Attributes:
        changed: the tracked ones that may differ from the index.
        has_unknown: whether there may be one that is not tracked.
    """

    changed: tuple[str, ...]
    has_unknown: bool


def index_status(dirs: GitDirs) -> Stamp | None:
    """The status of the index, which Git only ever replaces as a whole; None where there is none."""
    try:
        status = os.lstat(dirs.git_dir / "index")
    except OSError:
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def is_plain_index(dirs: GitDirs) -> bool:
    """Whether no entry of the index can be marked skip-worktree, or only be announced by `git add -N`. No process.

    Both are kept in flags that an index has from version 3 on (gitformat-index); Git writes version 2 without them.
    A split index has entries in a file of its own.
    """
    try:
        with (dirs.git_dir / "index").open("rb") as file:
            header = file.read(len(_PLAIN_HEADER))
        return header == _PLAIN_HEADER and not any(name.startswith(_SHARED) for name in os.listdir(dirs.git_dir))
    except OSError:
        return False


def changed_by_status(root: Path, folder: str) -> list[str]:
    """The tracked files below a folder whose status is not that of their entries, and those that are gone.

    Raises:
        GitError: when git fails.
    """
    from wmsgit.vcs.process import nul_split, read_git

    command = ("diff-files", "--name-only", "-z", "--ignore-submodules=all", "--no-renames")
    return nul_split(read_git(root, *_EXACT, *command, "--", folder, is_plane=True))


def has_unknown_files(root: Path, folder: str) -> bool:
    """Whether a folder holds, at any depth, a file that is not tracked, be it ignored.

    Raises:
        GitError: when git fails.
    """
    from wmsgit.vcs.process import read_git

    return bool(read_git(root, "ls-files", "--others", "-z", "--", folder))


def tracked_files(root: Path, folder: str) -> frozenset[str] | None:
    """The files below a folder that have an entry; None where Git is told not to look at one of them.

    Raises:
        GitError: when git fails.
    """
    from wmsgit.vcs.process import nul_split, read_git

    lines = nul_split(read_git(root, "ls-files", "-v", "-z", "--", folder))
    if not _LOOKED_AT.issuperset(line[:1] for line in lines):
        return None
    return frozenset(line[2:] for line in lines)
