"""Which files stand beside the records: in the workspace, and in the members that are checked out."""

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

_WORTH_LISTING = 8


class Disk:
    """The port `Files` of the model, over the file system.

    Many questions about one folder cost one listing of it.

    Args:
        root: the workspace's root.
        members: repository → where its checkout would be.
    """

    def __init__(self, root: Path, members: Mapping[str, Path]) -> None:
        self._root = str(root)
        self._members = {name: str(path) for name, path in members.items()}
        self._asked: dict[str, int] = {}
        self._listed: dict[str, frozenset[str]] = {}

    def exists(self, path: str) -> bool | None:
        """Whether something stands at `path`, relative to the workspace or as `repository/path`."""
        first, slash, rest = path.partition("/")
        if slash and first in self._members:
            return True if self._stands(self._root, path) else self._in_member(first, rest)
        return self._stands(self._root, path)

    def _in_member(self, name: str, path: str) -> bool | None:
        base = self._members[name]
        return self._stands(base, path) if base in self._checkouts else None

    @cached_property
    def _checkouts(self) -> frozenset[str]:
        return frozenset(base for base in self._members.values() if Path(base).is_dir())

    def _stands(self, base: str, path: str) -> bool:
        folder, _, name = f"{base}/{path}".rpartition("/")
        if folder not in self._listed:
            self._asked[folder] = self._asked.get(folder, 0) + 1
            if self._asked[folder] < _WORTH_LISTING:
                return os.path.lexists(f"{folder}/{name}")
            self._listed[folder] = _names(folder)
        return name in self._listed[folder]


def _names(folder: str) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))
    except (OSError, ValueError):  # also of names that no file can have
        return frozenset()
