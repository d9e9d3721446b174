"""The lock that lets one wmsgit command write at a time, whatever worktree it runs in."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wmsgit.disk.locking import try_lock
from wmsgit.disk.writer import open_lock
from wmsgit.errors import GitError, LockedError
from wmsgit.vcs.locate import PRIVATE

WRITER_WAIT_S = 30.0
_SHORTEST_SLEEP_S = 0.002
_LONGEST_SLEEP_S = 0.025
_LEAST_SLEEP_S = 0.0005


@contextmanager
def writing_lock(common_dir: Path, *, timeout_s: float = WRITER_WAIT_S, name: str = "lock") -> Iterator[None]:
    """Holds the lock of all worktrees that share `common_dir`; the kernel releases it when the process dies.

    A second call from the same process waits like one from another. Each `name` is a lock of its own.

    Raises:
        LockedError: when another command still held it after `timeout_s` seconds.
        InvalidError: when a symbolic link stands in its place.
        GitError: when the lock file cannot be made.
    """
    descriptor = open_lock(common_dir, f"{PRIVATE}/{name}")
    try:
        _acquire(descriptor, timeout_s)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, timeout_s: float) -> None:
    start = time.monotonic()
    while not _try_lock(descriptor):
        waited_s = time.monotonic() - start
        if waited_s >= timeout_s:
            raise LockedError(
                f"another wmsgit command is writing; waited {timeout_s:g} s for it",
                hint="nothing was changed; try again when it has finished",
            )
        time.sleep(_pause_s(waited_s))


def _pause_s(waited_s: float) -> float:
    """A random pause, for waiters that wake in step would favour one of them; `random` is slow to import.

    Who has waited longer looks more often, so that nobody waits for ever while newcomers are lucky.
    """
    pause_s = _SHORTEST_SLEEP_S + (_LONGEST_SLEEP_S - _SHORTEST_SLEEP_S) * os.urandom(1)[0] / 255
    return max(_LEAST_SLEEP_S, pause_s / (1 + waited_s))


def _try_lock(descriptor: int) -> bool:
    try:
        return try_lock(descriptor)
    except OSError as error:
        raise GitError(f"this file system does not lock files: {error.strerror}") from error
