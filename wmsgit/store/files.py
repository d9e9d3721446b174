"""Files: record files read within bounds, written whole or not at all, and removed."""

import contextlib
import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from wmsgit.errors import GitError, NotFoundError
from wmsgit.store.bounds import MAX_RECORD_BYTES
from wmsgit.store.refusal import UnreadableError

DIGEST_DIGITS = 40
"""How many hexadecimal digits `digest_of` gives; a blob's id has more in a repository of SHA-256."""

_NEW_FILE_MODE = 0o666
_MANY_FILES = 8
_WORDS = {
    errno.ENOSPC: "no space left on device",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
}


def read_file(root: Path, path: str) -> bytes:
    """The bytes of a file below `root`.

    Args:
        root: the workspace.
        path: relative to it, with `/`.

    Raises:
        NotFoundError: when there is no such file.
        UnreadableError: when a symbolic link stands in the way (`SYMLINK`), the file is too large (`SIZE`),
            or it is no regular file or cannot be read (`UNREADABLE`).
    """
    require_no_links(root, path)
    try:
        # Without O_NONBLOCK opening a named pipe would wait for its writer.
        handle = os.open(f"{root}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb", buffering=0) as file:
            return _read_bounded(file.fileno(), path)
    except FileNotFoundError:
        raise NotFoundError("there is no such file", where=path) from None
    except OSError as error:
        raise UnreadableError(f"cannot be read: {_words(error)}", code="UNREADABLE", path=path) from error


def digest_of(raw: bytes) -> str:
    """The digest of a file's bytes, by which a change is noticed: the id of a blob in a repository of SHA-1.

    So what is known of the working tree is known of a commit without reading it (git-hash-object; gitformat-loose).
    No harm is kept out by it, and it stands for no more than it does in Git.
    """
    from hashlib import sha1  # loads OpenSSL, which reading one record does not need

    return sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


def write_atomically(path: Path, text: bytes) -> None:
    """Writes a file whole or not at all; it is on the disk when this returns. Folders on the way are made.

    An existing file keeps its mode. Whoever reads meanwhile sees the old bytes or the new ones.

    Raises:
        GitError: when the file system refuses.
    """
    write_all_atomically([(path, text)])


def write_all_atomically(files: Sequence[tuple[Path, bytes]]) -> None:
    """Writes files, each whole or not at all, as `write_atomically` does.

    Nothing is replaced before everything is on the disk, so that a full disk leaves every file as it was.
    Many files are synced by one call: a sync of each would cost more than all the rest.

    Raises:
        GitError: when the file system refuses.
    """
    temporaries: list[tuple[Path, Path]] = []
    try:
        syncs_each = len(files) <= _MANY_FILES or not hasattr(os, "sync")
        for path, text in files:
            temporary = path.with_name(f".{path.name[:100]}.{os.urandom(4).hex()}.tmp")
            temporaries.append((temporary, path))
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(temporary, text, _mode_of(path), sync=syncs_each)
        if not syncs_each:
            os.sync()
        while temporaries:
            temporary, path = temporaries[-1]
            temporary.replace(path)
            temporaries.pop()
        for folder in {path.parent for path, _ in files}:
            _sync_folder(folder)
    except OSError as error:
        raise GitError(f"the file cannot be written: {_words(error)}", where=str(files[0][0])) from error
    finally:
        for temporary, _ in temporaries:  # also after ^C: no temporary file stays behind
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def remove_file(path: Path) -> None:
    """Removes a file; it is gone from the disk when this returns. The folder stays.

    Raises:
        NotFoundError: when there is no such file.
        GitError: when the file system refuses.
    """
    try:
        path.unlink()
        _sync_folder(path.parent)
    except FileNotFoundError:
        raise NotFoundError("there is no such file", where=str(path)) from None
    except OSError as error:
        raise GitError(f"the file cannot be removed: {_words(error)}", where=str(path)) from error


def require_no_links(root: Path, path: str) -> None:
    """Refuses a path on which a symbolic link stands: it may lead out of the workspace.

    Raises:
        UnreadableError: with the code `SYMLINK`, or `UNREADABLE` for a path such as `../x`.
    """
    parts = path.split("/")
    if path.startswith("/") or ".." in parts:
        raise UnreadableError("the path leads out of the workspace", code="UNREADABLE", path=path)
    at = os.fspath(root)
    for part in parts:
        at = f"{at}/{part}"
        if os.path.islink(at):  # noqa: PTH114 - a third of the time that a Path takes
            which = "is" if part is parts[-1] else f"lies below {part}, which is"
            raise UnreadableError(f"the file {which} a symbolic link", code="SYMLINK", path=path)


def _read_bounded(handle: int, path: str) -> bytes:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError("not a regular file", code="UNREADABLE", path=path)
    if status.st_size > MAX_RECORD_BYTES:
        raise _too_large(path)
    # One byte more than allowed tells a file that grew since.
    parts = [os.read(handle, MAX_RECORD_BYTES + 1)]
    while parts[-1] and sum(map(len, parts)) <= MAX_RECORD_BYTES:
        parts.append(os.read(handle, MAX_RECORD_BYTES + 1))
    raw = b"".join(parts)
    if len(raw) > MAX_RECORD_BYTES:
        raise _too_large(path)
    return raw


def _too_large(path: str) -> UnreadableError:
    return UnreadableError(f"larger than {MAX_RECORD_BYTES >> 20} MiB", code="SIZE", path=path)


def _mode_of(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return None


def _write(temporary: Path, text: bytes, mode: int | None, *, sync: bool) -> None:
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _NEW_FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        if mode is not None:
            os.fchmod(handle, mode)
        file.write(text)
        file.flush()
        if sync:
            os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    """Makes a rename last; file systems that cannot sync a folder are left to it."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _words(error: OSError) -> str:
    return _WORDS.get(error.errno or 0, error.strerror or str(error))
