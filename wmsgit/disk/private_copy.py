"""Private copies: files of another program, in a folder that only this user may enter, while they are read."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from wmsgit.disk.folder import refused
from wmsgit.errors import ConflictError, InvalidError

MAX_BYTES = 1 << 30
"""Bytes of a file and what belongs to it."""
_SUFFIXES = ("", "-wal", "-journal")
_TRIES = 3


@contextmanager
def private_copy(path: Path, lock: Any = None) -> Iterator[Path]:
    """A copy of a file, with its `-wal` and `-journal`, in a folder of mode 0700 that is gone at the end.

    Args:
        path: the file.
        lock: what keeps others from writing it while it is copied; it is closed before the copy is used.

    Raises:
        InvalidError: when the files are larger than is read.
        ConflictError: when they change while they are copied.
        GitError: when the file system refuses.
    """
    with tempfile.TemporaryDirectory(prefix="wmsgit-", ignore_cleanup_errors=True) as folder:  # mode 0700 (mkdtemp)
        target = Path(folder) / path.name
        with _closing(lock), refused(str(path), "the file cannot be copied"):
            _copy_unchanged(path, target)
        yield target


def _closing(lock: Any) -> AbstractContextManager[object]:
    from contextlib import closing

    return closing(lock) if lock is not None else nullcontext()


def _copy_unchanged(path: Path, target: Path) -> None:
    for _ in range(_TRIES):
        before = _state(path)
        if sum(size_bytes for _, size_bytes, _ in before) > MAX_BYTES:
            raise InvalidError(f"larger than {MAX_BYTES >> 30} GiB", where=str(path))
        for suffix in _SUFFIXES:
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{suffix}", f"{target}{suffix}")
        if _state(path) == before:
            return
    raise ConflictError("another program is writing the file", where=str(path), hint="close that, and try again")


def _state(path: Path) -> list[tuple[str, int, int]]:
    result = []
    for suffix in _SUFFIXES:
        with suppress(FileNotFoundError):
            status = Path(f"{path}{suffix}").stat()
            result.append((suffix, status.st_size, status.st_mtime_ns))
    return result
