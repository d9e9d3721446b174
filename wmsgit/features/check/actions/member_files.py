"""Looking for the files that records name, and knowing cheaply whether the answer still holds."""

import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from wmsgit.features.check.actions.cache import Result
from wmsgit.features.check.actions.tree import Tree
from wmsgit.features.check.checks.files import file_findings, member_of, relative_paths
from wmsgit.features.check.checks.references import MEMBERS
from wmsgit.model.record import Data, Record
from wmsgit.model.value import immutable
from wmsgit.workspace.workspace import Workspace

_DECISIVE = ("path", "urls")
"""The fields of a repository's record that decide where it is."""
_WORTH_LISTING = 8


@immutable
class _Answers:
    """The port `Files` of the model, from answers that were given already."""

    present: Mapping[str, bool | None]

    def exists(self, path: str) -> bool | None:
        return self.present.get(path)


def look_for_files(ws: Workspace, tree: Tree, result: Result) -> Result:
    """The result with what is found about the files that the tree's records name."""
    paths = sorted(relative_paths(tree.files, tree.kinds))
    recorded = {file.id: file.data for file in tree.files if file.kind == MEMBERS and file.data}
    named = sorted({member_of(path, recorded) for path in paths} - {""})
    members = {name: {key: recorded[name].get(key) for key in _DECISIVE} for name in named}
    present = _look(ws, members, paths)
    missing = file_findings(tree.files, tree.kinds, members, _Answers(present), tree.place)
    return result._replace(members=members, present=present, missing=tuple(missing))


def still_holds(ws: Workspace, result: Result) -> bool:
    """Whether the same files are there as when the result was made."""
    return _look(ws, result.members, result.present) == result.present


def unseen_files(result: Result) -> dict[str, int]:
    """Repository → how many files could not be looked for in it."""
    counts: dict[str, int] = {}
    for path, is_there in result.present.items():
        if is_there is None:
            name = member_of(path, result.members)
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))


def _look(ws: Workspace, members: Mapping[str, Data], paths: Iterable[str]) -> dict[str, bool | None]:
    from wmsgit.workspace.member_places import member_places

    places = member_places(ws, [Record(MEMBERS, name, data, "") for name, data in members.items()])
    disk = _Disk(ws.root, {place.name: None if place.refusal else place.path for place in places})
    return {path: disk.exists(path) for path in paths}


class _Disk:
    """The port `Files` of the model, over the file system.

    Many questions about one folder cost one listing of it.

    Args:
        root: the workspace's root.
        members: repository → where its checkout would be; None where none is looked at.
    """

    def __init__(self, root: Path, members: Mapping[str, Path | None]) -> None:
        self._root = str(root)
        self._members = {name: str(path) if path else "" for name, path in members.items()}
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
        return frozenset(base for base in self._members.values() if base and Path(base).is_dir())

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
