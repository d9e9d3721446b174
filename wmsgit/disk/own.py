"""Folders of wmsgit's own in a Git directory: caches, which cost time alone when they are lost.

They are bound to their owner: nothing is written in, or believed from, a folder or a file of another user, through a
symbolic link, or in a folder that a clone has made. Every function raises `OSError` for that, as for what the file
system refuses: the caller then does without.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from wmsgit.disk.folder import open_folder, opened_folder, read_in, require_no_link

_LOCK_MODE = 0o666


class OwnFolder:
    """One such folder.

    Args:
        path: absolute and without links; it may not exist yet.
        depth: how many of the folders above it are bound alike.
    """

    def __init__(self, path: Path, *, depth: int = 0) -> None:
        self.path = path
        self._depth = depth

    @contextmanager
    def opened(self, *, make: bool = False) -> Iterator[int]:
        """A descriptor of the folder, for what takes a `dir_fd`."""
        root, names = Path(self.path.anchor), self.path.parts[1:]
        for above in range(self._depth, 0, -1):
            with opened_folder(root, names[:-above], make=make) as folder:
                _require_own(folder)
        with opened_folder(root, names, make=make) as folder:
            _require_own(folder)
            yield folder

    def open_file(self, name: str) -> int:
        """A descriptor of a file, to read from."""
        with self.opened() as folder:
            return _open_own(folder, name)

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        with os.fdopen(self.open_file(name), "rb") as file:
            return file.read()

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        """Replaces a file by these bytes, one after the other; it is not synced."""
        with self.draft(name) as file:
            file.writelines(parts)

    @contextmanager
    def draft(self, name: str) -> Iterator[IO[bytes]]:
        """A temporary file that replaces a file at the end, and is gone after an error."""
        with self.draft_at(name) as (_, file):
            yield file

    @contextmanager
    def draft_at(self, name: str) -> Iterator[tuple[Path, IO[bytes]]]:
        """As `draft`, with the path, for a library that opens files by theirs."""
        from wmsgit.disk.temporary import create, discard

        with self.opened(make=True) as folder:
            draft, handle = create(folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    yield self.path / draft, file
                os.rename(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                discard(folder, draft)
                raise

    def append(self, name: str, text: bytes) -> None:
        """Adds to the end of a file in one write; it is made where it is missing."""
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with self.opened(make=True) as folder, os.fdopen(os.open(name, flags, _LOCK_MODE, dir_fd=folder), "ab") as file:
            _require_owner(os.fstat(file.fileno()), name)
            file.write(text)

    def open_lock(self, name: str) -> int:
        """A descriptor of a lock file, made where it is missing."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with self.opened(make=True) as folder:
            return os.open(name, flags, _LOCK_MODE, dir_fd=folder)

    def borrow(self, source: "OwnFolder", name: str) -> None:
        """Takes a file of another folder, by a hard link or a copy; it must only ever be replaced, never written."""
        with source.opened() as there, self.opened(make=True) as here:
            require_no_link(there, name, name)
            try:
                os.link(name, name, src_dir_fd=there, dst_dir_fd=here, follow_symlinks=False)
            except FileExistsError:
                return
            except OSError:
                self.write(name, [read_in(there, name, name)])

    def move(self, old: str, new: str) -> None:
        """Gives what lies in the folder another name."""
        with self.opened() as folder:
            os.rename(old, new, src_dir_fd=folder, dst_dir_fd=folder)

    def make(self, name: str) -> Path:
        """Makes a folder in it, which must be new."""
        with self.opened(make=True) as folder:
            os.mkdir(name, dir_fd=folder)
        return self.path / name

    def remove(self, name: str) -> None:
        """Removes a file; nothing happens where there is none."""
        try:
            with self.opened() as folder:
                os.unlink(name, dir_fd=folder)
        except FileNotFoundError:
            return

    def mark_used(self, name: str) -> None:
        """Gives a file, or a folder, the present time."""
        with self.opened() as folder:
            os.utime(name, dir_fd=folder, follow_symlinks=False)

    def sweep(self) -> None:
        """Removes the temporary files whose writers are gone."""
        from wmsgit.disk.temporary import sweep_in

        with self.opened() as folder:
            sweep_in(folder)


def is_own(path: Path) -> bool:
    """Whether a Git directory, or another folder, belongs to the user whose process this is."""
    try:
        folder = open_folder(path, ())
    except OSError:
        return False
    try:
        return _owner_fits(os.fstat(folder))
    finally:
        os.close(folder)


def _open_own(folder: int, name: str) -> int:
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    try:
        _require_owner(os.fstat(handle), name)
    except BaseException:
        os.close(handle)
        raise
    return handle


def _require_own(folder: int) -> None:
    _require_owner(os.fstat(folder), "")
    if require_no_link(folder, ".git", ".git") is not None:
        raise OSError(errno.EPERM, "a clone has made this folder")


def _require_owner(status: os.stat_result, name: str) -> None:
    if not _owner_fits(status):
        raise OSError(errno.EPERM, "it is another user's", name)


def _owner_fits(status: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
