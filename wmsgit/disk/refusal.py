"""Refusals: what the file system, or a link in the way, has against a write, in wmsgit's own errors."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from wmsgit.disk.folder import LinkError
from wmsgit.errors import GitError, InvalidError, WmsgitError

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
