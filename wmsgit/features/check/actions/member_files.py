"""Looking for the files that records name, and knowing cheaply whether the answer still holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wmsgit.features.check.actions.cache import Result
from wmsgit.features.check.actions.disk import Disk
from wmsgit.features.check.actions.tree import Tree
from wmsgit.features.check.checks.files import file_findings, member_of, relative_paths
from wmsgit.features.check.checks.references import MEMBERS
from wmsgit.model.record import Record
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Answers:
    """The port `Files` of the model, from answers that were given already."""

    present: Mapping[str, bool | None]

    def exists(self, path: str) -> bool | None:
        return self.present.get(path)


def look_for_files(ws: Workspace, tree: Tree, result: Result) -> Result:
    """The result with what is found about the files that the tree's records name."""
    paths = sorted(relative_paths(tree.files, tree.kinds))
    recorded = {file.id: file.data.get("path") for file in tree.files if file.kind == MEMBERS and file.data}
    named = sorted({member_of(path, recorded) for path in paths} - {""})
    members = {name: str(recorded[name] or ".") for name in named}
    present = _look(ws, members, paths)
    missing = file_findings(tree.files, tree.kinds, members, _Answers(present), tree.place)
    return replace(result, members=members, present=present, missing=tuple(missing))


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


def _look(ws: Workspace, members: Mapping[str, str], paths: Iterable[str]) -> dict[str, bool | None]:
    disk = Disk(ws.root, {name: _checkout(ws, name, path) for name, path in members.items()})
    return {path: disk.exists(path) for path in paths}


def _checkout(ws: Workspace, name: str, recorded: str) -> Path:
    from wmsgit.workspace.members import member_path

    return member_path(ws, Record(MEMBERS, name, {"path": recorded}, ""))
