"""Abandoned locks: files such as `index.lock` and `HEAD.lock` of a git that was killed, which keep others out."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wmsgit.disk.writer import remove_file
from wmsgit.errors import ConflictError
from wmsgit.vcs.locate import GitDirs, linked_worktrees, main_worktree

_PROCESSES = Path("/proc")
_MINUTE_S, _HOUR_S = 60, 3600
_QUIET_S = 600
"""Where processes cannot be listed, a lock of this age is taken for abandoned: git holds it for moments."""
_SUFFIX = ".lock"
_HELD = {"index.lock": "the index", "HEAD.lock": "HEAD", "packed-refs.lock": "all refs", "config.lock": "the settings"}


@dataclass(frozen=True, slots=True)
class GitLock:
    """A lock of Git's.

    Attributes:
        root, name: the Git directory, and the file in it.
        age_s: how old it is, in seconds.
        is_abandoned: whether no git process works in the repository any more.
    """

    root: Path
    name: str
    age_s: float
    is_abandoned: bool

    @property
    def path(self) -> Path:
        """The file."""
        return self.root / self.name

    @property
    def held(self) -> str:
        """What it keeps others from writing."""
        return _HELD.get(self.name, self.name.removesuffix(_SUFFIX))

    @property
    def age(self) -> str:
        """Its age in words."""
        if self.age_s < _MINUTE_S:
            return f"{self.age_s:.0f} s"
        return f"{self.age_s / _MINUTE_S:.0f} min" if self.age_s < _HOUR_S else f"{self.age_s / _HOUR_S:.0f} h"


def git_locks(dirs: GitDirs) -> Iterator[GitLock]:
    """The locks of this worktree, and of the refs and settings that all worktrees share (gitrepository-layout)."""
    places = dict.fromkeys(
        (root, path.relative_to(root).as_posix())
        for root, pattern in (
            (dirs.git_dir, f"*{_SUFFIX}"),
            (dirs.common_dir, f"*{_SUFFIX}"),
            (dirs.common_dir, f"refs/**/*{_SUFFIX}"),
        )
        for path in root.glob(pattern)
    )
    for root, name in sorted(places):
        try:
            age_s = max(0.0, time.time() - (root / name).lstat().st_mtime)
        except OSError:
            continue
        yield GitLock(root, name, age_s, not _git_works_in(dirs, age_s))


def remove_abandoned(dirs: GitDirs, lock: GitLock) -> str:
    """Remove the lock of a git that is gone; what was done.

    Raises:
        ConflictError: when a git works there by now.
    """
    if not lock.path.exists():
        return "the lock is gone"
    if _git_works_in(dirs, lock.age_s):
        raise ConflictError("a git process works here", where=str(lock.path))
    remove_file(lock.root, lock.name)
    return f"{lock.path} removed"


def _git_works_in(dirs: GitDirs, age_s: float) -> bool:
    """Whether a git process has its working directory here, or one that cannot be looked at may have.

    Git closes the file of its lock long before it lets go of the lock, so open files tell nothing.
    """
    if not (_PROCESSES / "self").exists():
        return age_s < _QUIET_S
    main = main_worktree(dirs)
    places = [
        dirs.worktree,
        dirs.git_dir,
        dirs.common_dir,
        *([main] if main else []),
        *linked_worktrees(dirs.common_dir),
    ]
    return any(_works_in(process, places) for process in _PROCESSES.glob("[0-9]*"))


def _works_in(process: Path, places: list[Path]) -> bool:
    try:
        name = (process / "comm").read_text(encoding="utf-8", errors="replace")
        if not name.startswith("git"):
            return False
        here = (process / "cwd").readlink()
    except FileNotFoundError:
        return False
    except OSError:
        return True  # another user's git
    return any(here.is_relative_to(place) for place in places)
