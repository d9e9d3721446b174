"""Files: record files read within bounds; `wmsgit.disk.writer` writes them."""

import os
import stat
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.disk.folder import words_of
from wmsgit.errors import NotFoundError
from wmsgit.store.refusal import MAX_RECORD_BYTES, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from hashlib import _Hash

    Hash = Callable[..., _Hash]

DIGEST_DIGITS = 40
"""How many hexadecimal digits `digest_of` gives; a blob's id has more in a repository of SHA-256."""


def read_file(root: Path, path: str, folders: set[str] | None = None) -> bytes:
    """The bytes of a file below `root`.

    Args:
        root: the workspace.
        path: relative to it, with `/`.
        folders: those that are known to be no symbolic links, for whoever reads many files in one go; it learns more.

    Raises:
        NotFoundError: when there is no such file.
        UnreadableError: when a symbolic link stands in the way (`SYMLINK`), the file is too large (`SIZE`),
            or it is no regular file or cannot be read (`UNREADABLE`).
    """
    if folders is None or path.rpartition("/")[0] not in folders:
        _require_no_linked_folders(root, path, folders)
    try:
        # Without O_NONBLOCK opening a named pipe would wait for its writer.
        handle = os.open(f"{root}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            return _read_bounded(handle, path)
        finally:
            os.close(handle)
    except FileNotFoundError:
        raise NotFoundError("there is no such file", where=path) from None
    except OSError as error:
        require_no_links(root, path)  # of a link the system says no more than that it is not opened
        raise UnreadableError(f"cannot be read: {words_of(error)}", code="UNREADABLE", path=path) from error


def digest_of(raw: bytes) -> str:
    """The digest of a file's bytes, by which a change is noticed: the id of a blob in a repository of SHA-1.

    So what is known of the working tree is known of a commit without reading it (git-hash-object; gitformat-loose).
    No harm is kept out by it, and it stands for no more than it does in Git.
    """
    return _sha1()(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


@cache
def _sha1() -> "Hash":
    """Python's own SHA-1, unless OpenSSL's is loaded: that is faster, and takes as long to load as a thousand files."""
    if "hashlib" not in sys.modules:
        with suppress(ImportError):
            from _sha1 import sha1  # type: ignore[import-not-found]

            own: Hash = sha1
            return own
    from hashlib import sha1 as openssl

    return openssl


def require_no_links(root: Path, path: str, folders: set[str] | None = None) -> None:
    """Refuses a path on which a symbolic link stands: it may lead out of the workspace. See `read_file`.

    Raises:
        UnreadableError: with the code `SYMLINK`, or `UNREADABLE` for a path such as `../x`.
    """
    if folders is None or path.rpartition("/")[0] not in folders:
        _require_no_linked_folders(root, path, folders)
    if os.path.islink(f"{root}/{path}"):  # noqa: PTH114 - a third of the time that a Path takes
        raise UnreadableError("the file is a symbolic link", code="SYMLINK", path=path)


def is_absent(root: Path, path: str, folders: set[str]) -> bool:
    """Whether nothing stands at a path, no link either: told by one look, which is all that a new file costs.

    Raises:
        UnreadableError: when a symbolic link stands on the way; see `require_no_links`.
    """
    if path.rpartition("/")[0] not in folders:
        _require_no_linked_folders(root, path, folders)
    return not os.path.lexists(f"{root}/{path}")


def _require_no_linked_folders(root: Path, path: str, folders: set[str] | None) -> None:
    parts = path.split("/")
    if path.startswith("/") or ".." in parts:
        raise UnreadableError("the path leads out of the workspace", code="UNREADABLE", path=path)
    for count in range(1, len(parts)):
        folder = "/".join(parts[:count])
        if folders is not None and folder in folders:
            continue
        if os.path.islink(f"{root}/{folder}"):  # noqa: PTH114
            message = f"the file lies below {parts[count - 1]}, which is a symbolic link"
            raise UnreadableError(message, code="SYMLINK", path=path)
        if folders is not None:
            folders.add(folder)


def _read_bounded(handle: int, path: str) -> bytes:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError("not a regular file", code="UNREADABLE", path=path)
    if status.st_size > MAX_RECORD_BYTES:
        raise _too_large(path)
    # Python takes memory for as many bytes as are asked for: one more than there should be tells a file that grew.
    raw = os.read(handle, status.st_size + 1)
    while len(raw) != status.st_size and len(raw) <= MAX_RECORD_BYTES and (more := os.read(handle, MAX_RECORD_BYTES)):
        raw += more
    if len(raw) > MAX_RECORD_BYTES:
        raise _too_large(path)
    return raw


def _too_large(path: str) -> UnreadableError:
    return UnreadableError(f"larger than {MAX_RECORD_BYTES >> 20} MiB", code="SIZE", path=path)
