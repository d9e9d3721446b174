"""Temporary files: one recognisable name, in the folder of the file that they will replace; swept when left behind."""

import os
import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from wmsgit.disk.folder import names_in, opened_folder, require_no_link

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = ".wmsgit-tmp-"
EXCLUDED = f"{PREFIX}*"
"""The pattern for Git's `info/exclude` (gitignore)."""

_NAME = re.escape(PREFIX) + r"(?P<pid>[0-9]+)-[0-9a-f]+\Z"
_STALE_S = 3600
_MODE = 0o666
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def is_temporary(name: str) -> bool:
    """Whether a file's name is one that a temporary file of wmsgit has."""
    return name.startswith(PREFIX)


def temporary_name() -> str:
    """A name that no other process makes, nor can foresee."""
    return f"{PREFIX}{os.getpid()}-{os.urandom(8).hex()}"


def create(folder: int) -> tuple[str, int]:
    """A new temporary file in a folder: its name, and a descriptor to write to.

    Args:
        folder: a descriptor, see `wmsgit.disk.folder.open_folder`.
    """
    name = temporary_name()
    return name, os.open(name, _NEW, _MODE, dir_fd=folder)


def discard(folder: int, name: str) -> None:
    """Removes a temporary file; one that resists is swept later."""
    with suppress(OSError):
        os.unlink(name, dir_fd=folder)


def is_left_behind(name: str, modified_s: float) -> bool:
    """Whether a temporary file's writer is gone: no process has its number, or an hour has passed."""
    match = re.match(_NAME, name)
    if match is None:
        return False
    return time.time() - modified_s > _STALE_S or not _is_alive(int(match["pid"]))


def sweep_folder(root: "Path", path: str) -> None:
    """Removes the temporary files in a folder whose writers are gone; what resists stays. `path` may be empty."""
    with suppress(OSError), opened_folder(root, path.split("/") if path else ()) as folder:
        sweep_in(folder)


def sweep_in(folder: int) -> None:
    """As `sweep_folder`, for an open one."""
    for name in filter(is_temporary, names_in(folder)):
        status = require_no_link(folder, name, name)
        if status and is_left_behind(name, status.st_mtime):
            discard(folder, name)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # it is another user's
    return True
