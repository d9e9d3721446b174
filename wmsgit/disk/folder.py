"""Folders: opened component by component, so that no symbolic link on the way is followed (openat(2)).

What the file system, or a link in the way, has against a step is said in wmsgit's own errors by `refused`.
"""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from wmsgit.errors import GitError, InvalidError, WmsgitError

if TYPE_CHECKING:
    from pathlib import Path

# O_PATH needs no permission to list the folders on the way (open(2)); where there is none, reading must do.
_WALK = os.O_DIRECTORY | os.O_CLOEXEC | getattr(os, "O_PATH", os.O_RDONLY)
_LEADS_OUT = frozenset({"", ".", ".."})
_MODE = 0o777


class LinkError(OSError):
    """A symbolic link where a folder or a file of wmsgit's belongs; `filename` is the path of the link."""


def split_path(path: str) -> tuple[tuple[str, ...], str]:
    """The folders on the way to a file, and its name.

    Args:
        path: relative, with `/`.

    Raises:
        OSError: when the path leads out of its root.
    """
    *folders, name = path.split("/")
    if not _LEADS_OUT.isdisjoint((*folders, name)):
        raise OSError(errno.EINVAL, "the path leads out of its folder", path)
    return tuple(folders), name


@contextmanager
def opened_folder(root: "Path | str", names: Sequence[str], *, make: bool = False) -> Iterator[int]:
    """`open_folder`, closed at the end."""
    folder = open_folder(root, names, make=make)
    try:
        yield folder
    finally:
        os.close(folder)


def open_folder(root: "Path | str", names: Sequence[str], *, make: bool = False) -> int:
    """A descriptor of the folder `names` below `root`, only good for what takes a `dir_fd`.

    Links on the way to `root` are followed, those below it are not.

    Args:
        root: a folder that is trusted: the top of a worktree, a Git directory.
        names: one folder after the other.
        make: whether folders that are missing are made; `root` must exist.

    Raises:
        LinkError: when one of them is a symbolic link.
        OSError: when the file system refuses.
    """
    folder = os.open(root, _WALK)
    try:
        for count, name in enumerate(names):
            below = _enter(folder, name, "/".join(names[: count + 1]), make=make)
            os.close(folder)
            folder = below
    except BaseException:
        os.close(folder)
        raise
    return folder


def require_no_link(folder: int, name: str, path: str) -> os.stat_result | None:
    """The status of what stands in a folder under a name; None for nothing.

    Raises:
        LinkError: when it is a symbolic link.
    """
    try:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(status.st_mode):
        raise LinkError(errno.ELOOP, "is a symbolic link", path)
    return status


def read_plain(root: "Path", path: str) -> bytes | None:
    """The bytes of a file that will be written; None when there is none.

    Raises:
        InvalidError, GitError: a link on the way, or a refusal of the file system.
    """
    with refused(path, "the file cannot be read"):
        try:
            folders, name = split_path(path)
            with opened_folder(root, folders) as folder:
                return read_in(folder, name, path)
        except FileNotFoundError:
            return None


def read_in(folder: int, name: str, path: str) -> bytes:
    """The bytes of a regular file in an open folder.

    Raises:
        LinkError: when it is a symbolic link.
        OSError: when it is no regular file or cannot be read.
    """
    require_no_link(folder, name, path)
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    with os.fdopen(handle, "rb") as file:
        require_regular(os.fstat(handle), path)
        return file.read()


def names_in(folder: int) -> list[str]:
    """What an open folder holds."""
    listed = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
    try:
        return os.listdir(listed)
    finally:
        os.close(listed)


def sync_folder(folder: int) -> None:
    """Makes renames in a folder last; a file system that cannot sync one is left to it."""
    with suppress(OSError):
        handle = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _enter(folder: int, name: str, path: str, *, make: bool) -> int:
    try:
        return os.open(name, _WALK | os.O_NOFOLLOW, dir_fd=folder)
    except FileNotFoundError:
        if not make:
            raise
    except NotADirectoryError:  # what Linux says of a link, too
        require_no_link(folder, name, path)
        raise
    with suppress(FileExistsError):
        os.mkdir(name, _MODE, dir_fd=folder)
    return os.open(name, _WALK | os.O_NOFOLLOW, dir_fd=folder)


_WORDS = {
    errno.ENOSPC: "no space left on device",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
}


@contextmanager
def refused(where: str, message: str) -> Iterator[None]:
    """Says in wmsgit's own errors what the file system refused."""
    try:
        yield
    except LinkError as error:
        raise link_refusal(where, str(error.filename or where)) from error
    except OSError as error:
        raise GitError(f"{message}: {words_of(error)}", where=where) from error


def link_refusal(where: str, link: str) -> WmsgitError:
    """The error for a symbolic link that stands on the way to a file, or in its place."""
    what = "a symbolic link stands here" if link == where else f"{link}, on the way to it, is a symbolic link"
    hint = "put a real file or folder in its place, or name the file that is meant"
    return InvalidError(f"{what}, and wmsgit writes through none: it may lead anywhere", where=where, hint=hint)


def words_of(error: OSError) -> str:
    """Why the file system refuses, in words."""
    return _WORDS.get(error.errno or 0, error.strerror or str(error))


def require_regular(status: os.stat_result, path: str) -> None:
    """Refuse what is no regular file, such as a device, with an OSError."""
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file", path)
