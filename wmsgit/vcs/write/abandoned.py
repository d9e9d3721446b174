"""Abandoned locks: an `index.lock` whose git was killed, which keeps every other git from writing."""

import time
from dataclasses import dataclass
from pathlib import Path

from wmsgit.disk.writer import remove_file
from wmsgit.errors import ConflictError
from wmsgit.vcs.locate import GitDirs

_PROCESSES = Path("/proc")
_MINUTE_S, _HOUR_S = 60, 3600
_QUIET_S = 600
"""Where processes cannot be listed, a lock of this age is taken for abandoned: git holds it for moments."""


@dataclass(frozen=True, slots=True)
class IndexLock:
    """A lock of the index.

    Attributes:
        path: the file.
        age_s: how old it is, in seconds.
        is_abandoned: whether no git process works in the repository any more.
    """

    path: Path
    age_s: float
    is_abandoned: bool

    @property
    def age(self) -> str:
        """Its age in words."""
        if self.age_s < _MINUTE_S:
            return f"{self.age_s:.0f} s"
        return f"{self.age_s / _MINUTE_S:.0f} min" if self.age_s < _HOUR_S else f"{self.age_s / _HOUR_S:.0f} h"


def index_lock(dirs: GitDirs) -> IndexLock | None:
    """The lock of this worktree's index; None when there is none."""
    path = dirs.git_dir / "index.lock"
    try:
        age_s = max(0.0, time.time() - path.lstat().st_mtime)
    except OSError:
        return None
    return IndexLock(path, age_s, not _git_works_in(dirs, age_s))


def remove_abandoned(dirs: GitDirs) -> str:
    """Remove the lock of a git that is gone; what was done.

    Raises:
        ConflictError: when a git works there by now.
    """
    lock = index_lock(dirs)
    if lock is None:
        return "the lock is gone"
    if not lock.is_abandoned:
        raise ConflictError("a git process works here", where=str(lock.path))
    remove_file(dirs.git_dir, lock.path.name)
    return f"{lock.path} removed"


def _git_works_in(dirs: GitDirs, age_s: float) -> bool:
    """Whether a git process has its working directory here, or one that cannot be looked at may have.

    Git closes the file of its lock long before it lets go of the lock, so open files tell nothing.
    """
    if not (_PROCESSES / "self").exists():
        return age_s < _QUIET_S
    return any(_works_in(process, dirs) for process in _PROCESSES.glob("[0-9]*"))


def _works_in(process: Path, dirs: GitDirs) -> bool:
    try:
        name = (process / "comm").read_text(encoding="utf-8", errors="replace")
        if not name.startswith("git"):
            return False
        here = (process / "cwd").readlink()
    except FileNotFoundError:
        return False
    except OSError:
        return True  # another user's git
    return here.is_relative_to(dirs.worktree) or here.is_relative_to(dirs.git_dir)
