"""Keeping: files as they were before a write, held aside so that it can be undone even on a full disk."""

import contextlib
import errno
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from wmsgit.errors import GitError

# The file system has no hard links here, or the folder lies on another one: then the caller's bytes must do.
_NO_LINKS = frozenset({errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP})


class Kept:
    """Holds files by hard links until it is left: to put one back takes no space. Use as a context manager.

    Args:
        folder: for the links, used by nobody else meanwhile; what a killed process left in it is removed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._links: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        """Begin with an empty folder."""
        self._clear()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Let go of what is held."""
        self._clear()

    def keep(self, path: Path) -> None:
        """Hold a file, which from now on must be replaced, never written into.

        Raises:
            GitError: when the file system refuses, as a full disk does.
        """
        link = self._folder / str(len(self._links))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            os.link(path, link)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise GitError(f"the write cannot begin: {error.strerror}", where=str(path)) from error
        else:
            self._links[path] = link

    def restore(self, path: Path) -> bool:
        """Put a file back as it was, with its mode and times; False when it is not held."""
        if path not in self._links:
            return False
        self._links[path].replace(path)
        return True

    def _clear(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            for link in self._folder.iterdir():
                link.unlink(missing_ok=True)
