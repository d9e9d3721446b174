"""The writer: files written whole or not at all, moved and removed, below a trusted folder. No link is followed.

Every function raises `InvalidError` when a symbolic link stands on the way or in the place, as a hostile checkout
may have put it there, and `GitError` when the file system refuses.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from wmsgit.disk.folder import (
    names_in,
    open_folder,
    opened_folder,
    refused,
    require_no_link,
    require_regular,
    split_path,
    sync_folder,
)
from wmsgit.disk.temporary import create, discard
from wmsgit.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

_MANY_FILES = 8
_MAX_FOLDERS = 64
_LOCK_MODE = 0o666
_PERMISSIONS = 0o7777


def write_file(root: "Path | str", path: str, text: bytes, *, mode: int | None = None, sync: bool = True) -> None:
    """Writes one file as `write_files` does.

    Args:
        root: see `write_files`.
        path: relative to it.
        text: the whole content.
        mode: the permissions of a new file, for a program; an existing file keeps its own.
        sync: whether it must outlast a power failure, too.
    """
    write_files(root, [(path, text)], mode=mode, sync=sync)


def write_files(
    root: "Path | str", files: Sequence[tuple[str, bytes]], *, mode: int | None = None, sync: bool = True
) -> None:
    """Writes files, each whole or not at all; they are on the disk when this returns. Folders on the way are made.

    An existing file keeps its mode. Nothing is replaced before everything is on the disk, so that a full disk leaves
    every file as it was. Many files are synced by one call: a sync of each would cost more than all the rest.

    Args:
        root: the top of a worktree, a Git directory, or a folder that the user named; links on the way to it are
            followed.
        files: path, relative to `root` with `/`, and content.
        mode: the permissions of new files.
        sync: whether they must outlast a power failure, too.

    Raises:
        InvalidError, GitError: see above. Files that were replaced before that stay so.
    """
    if not files:
        return
    folders = _Folders(root)
    drafts: list[tuple[str, str]] = []
    with refused(files[0][0], "the file cannot be written"):
        try:
            syncs_each = len(files) <= _MANY_FILES or not hasattr(os, "sync")
            for path, text in files:
                drafts.append((folders.draft(path, text, mode, sync=sync and syncs_each), path))
            if sync and not syncs_each:
                os.sync()
            while drafts:
                folders.replace(*drafts[-1])
                drafts.pop()
            if sync:
                folders.sync()
        finally:
            for name, path in drafts:  # also after ^C: no temporary file stays behind
                folders.discard(name, path)
            folders.close()


def remove_file(root: "Path", path: str, *, sync: bool = True) -> None:
    """Removes a file; it is gone from the disk when this returns. The folder stays.

    Raises:
        NotFoundError: when there is no such file.
        InvalidError, GitError: see above.
    """
    with refused(path, "the file cannot be removed"):
        folders, name = split_path(path)
        try:
            with opened_folder(root, folders) as folder:
                os.unlink(name, dir_fd=folder)
                if sync:
                    sync_folder(folder)
        except FileNotFoundError:
            raise NotFoundError("there is no such file", where=path) from None


def move_file(root: "Path", path: str, name: str) -> None:
    """Gives a file, or a link, another name in its folder, in the place of what has it."""
    with refused(path, "the file cannot be moved"):
        folders, old = split_path(path)
        with opened_folder(root, folders) as folder:
            os.rename(old, name, src_dir_fd=folder, dst_dir_fd=folder)


def link_file(root: "Path", path: str, holder: "Path", link: str) -> None:
    """Makes a hard link to a file, below another root; the folder for it is made.

    Raises:
        LinkError: when a symbolic link stands on the way.
        OSError: when the file system refuses, or has no hard links.
    """
    folders, name = split_path(path)
    link_folders, link_name = split_path(link)
    with opened_folder(root, folders) as folder, opened_folder(holder, link_folders, make=True) as to:
        require_no_link(folder, name, path)
        os.link(name, link_name, src_dir_fd=folder, dst_dir_fd=to, follow_symlinks=False)


def move_between(root: "Path", path: str, target: "Path", into: str) -> None:
    """Moves a file to a place below another root of the same file system.

    Raises:
        LinkError: when a symbolic link stands on the way.
        OSError: when the file system refuses.
    """
    folders, name = split_path(path)
    into_folders, into_name = split_path(into)
    with opened_folder(root, folders) as folder, opened_folder(target, into_folders) as to:
        os.rename(name, into_name, src_dir_fd=folder, dst_dir_fd=to)


def clear_folder(root: "Path", path: str) -> None:
    """Removes the files of a folder, and leaves the folder; nothing happens where there is none.

    Raises:
        InvalidError, GitError: see above.
    """
    with (
        refused(path, "the folder cannot be emptied"),
        suppress(FileNotFoundError),
        opened_folder(root, path.split("/")) as folder,
    ):
        for name in names_in(folder):
            os.unlink(name, dir_fd=folder)


def make_folder(root: "Path", path: str) -> None:
    """Makes a folder, and those on the way to it, where they are missing; `path` may be empty."""
    with refused(path, "the folder cannot be made"):
        os.close(open_folder(root, tuple(path.split("/")) if path else (), make=True))


def open_lock(root: "Path", path: str) -> int:
    """A descriptor of a lock file, made where it is missing: to be locked, never written."""
    with refused(str(root / path), "the lock cannot be opened"):
        folders, name = split_path(path)
        with opened_folder(root, folders, make=True) as folder:
            require_no_link(folder, name, path)
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            return os.open(name, flags, _LOCK_MODE, dir_fd=folder)


def create_new(root: "Path", path: str) -> None:
    """Makes an empty file, as Git makes its own locks.

    Raises:
        FileExistsError: when something has the name.
        OSError: when the file system refuses.
    """
    folders, name = split_path(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with opened_folder(root, folders) as folder:
        os.close(os.open(name, flags, _LOCK_MODE, dir_fd=folder))


def copy_over(source: "Path", root: "Path", path: str) -> None:
    """Writes a file's content, and its times, into a file that this process has made."""
    import shutil

    with refused(path, "the file cannot be written"):
        folders, name = split_path(path)
        flags = os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        with opened_folder(root, folders) as folder:
            handle = os.open(name, flags, dir_fd=folder)
        with os.fdopen(handle, "wb") as written, source.open("rb") as read:
            shutil.copyfileobj(read, written)
            written.flush()
            status = os.fstat(read.fileno())
            os.utime(handle, ns=(status.st_atime_ns, status.st_mtime_ns))


class _Folders:
    """The open folders of one write; only so many at once, for a process may open only so many files."""

    def __init__(self, root: "Path | str") -> None:
        self._root = root
        self._open: dict[tuple[str, ...], int] = {}
        self._renamed: set[tuple[str, ...]] = set()

    def draft(self, path: str, text: bytes, mode: int | None, *, sync: bool) -> str:
        """Writes the temporary file for one file; its name."""
        folders, name = split_path(path)
        folder = self._get(folders, make=True)
        status = require_no_link(folder, name, path)
        if status is not None:
            require_regular(status, path)
            mode = status.st_mode & _PERMISSIONS
        draft, handle = create(folder)
        try:
            try:
                if mode is not None:
                    os.fchmod(handle, mode)
                _write_whole(handle, text)
                if sync:
                    os.fsync(handle)
            finally:
                os.close(handle)
        except BaseException:
            discard(folder, draft)
            raise
        return draft

    def replace(self, draft: str, path: str) -> None:
        folders, name = split_path(path)
        folder = self._get(folders)
        os.rename(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
        self._renamed.add(folders)

    def discard(self, draft: str, path: str) -> None:
        try:
            discard(self._get(split_path(path)[0]), draft)
        except OSError:
            return

    def sync(self) -> None:
        for folders in self._renamed:
            sync_folder(self._get(folders))

    def close(self) -> None:
        for folder in self._open.values():
            os.close(folder)
        self._open.clear()

    def _get(self, folders: tuple[str, ...], *, make: bool = False) -> int:
        folder = self._open.get(folders)
        if folder is None:
            if len(self._open) >= _MAX_FOLDERS:
                self.close()
            folder = self._open[folders] = open_folder(self._root, folders, make=make)
        return folder


def _write_whole(handle: int, text: bytes) -> None:
    """Writes a text by its descriptor: a file object asks the system three things more, of each of thousands."""
    while text:
        text = text[os.write(handle, text) :]
