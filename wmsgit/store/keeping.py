"""Keeping: files as they were before a write, held aside so that it can be undone even on a full disk."""

import errno
from pathlib import Path
from types import TracebackType
from typing import Self

from wmsgit.disk.folder import LinkError
from wmsgit.disk.refusal import link_refusal, words_of
from wmsgit.disk.writer import clear_folder, link_file, move_between
from wmsgit.errors import GitError

# The file system has no hard links here, or the folder lies on another one: then the caller's bytes must do.
_NO_LINKS = frozenset({errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP})


class Kept:
    """Holds files by hard links until it is left: to put one back takes no space. Use as a context manager.

    Args:
        root: the top of the worktree that the files lie in.
        holder: the Git directory.
        folder: for the links, below `holder`, used by nobody else at the same time; what a killed process left in it is
            removed.
    """

    def __init__(self, root: Path, holder: Path, folder: str) -> None:
        self._root, self._holder, self._folder = root, holder, folder
        self._links: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Begin with an empty folder."""
        clear_folder(self._holder, self._folder)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Let go of what is held."""
        clear_folder(self._holder, self._folder)

    def keep(self, path: str) -> None:
        """Hold a file, which from now on must be replaced, never written into.

        Raises:
            InvalidError: when a symbolic link stands on the way.
            GitError: when the file system refuses, as a full disk does.
        """
        link = f"{self._folder}/{len(self._links)}"
        try:
            link_file(self._root, path, self._holder, link)
        except LinkError as error:
            raise link_refusal(path, str(error.filename or path)) from error
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise GitError(f"the write cannot begin: {words_of(error)}", where=path) from error
        else:
            self._links[path] = link

    def restore(self, path: str) -> bool:
        """Put a file back as it was, with its mode and times; False when it is not held.

        Raises:
            OSError: when the file system refuses.
        """
        if path not in self._links:
            return False
        move_between(self._holder, self._links[path], self._root, path)
        return True
