"""Members that an import names: where their repositories are found, so that their records lead to them."""

from dataclasses import replace
from pathlib import Path, PurePath

from wmsgit.errors import WmsgitError
from wmsgit.features.exchange.report import ImportReport, Note
from wmsgit.features.records.assignments import Assignment
from wmsgit.features.repos.actions.join import completed, settle
from wmsgit.model.member_path import path_fault, usual_path
from wmsgit.model.record import Data
from wmsgit.vcs.locate import is_bare_repository, repository_at
from wmsgit.workspace.member_places import meant, member_place
from wmsgit.workspace.members import KIND, members
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import WriteResult


def member_fields(workspace: Workspace, name: str, older_path: str = "") -> Data:
    """The fields of a member's new record: its path as it is found, and the URL of what lies there.

    Looked at are the workspace itself, the folder beside it, and where the older system's contexts say that it was.

    Args:
        workspace: the workspace.
        name: the member's name.
        older_path: where a context had it; empty for unknown.
    """
    inside = [text for text in (name, *_inside(older_path, name)) if not path_fault(text)]
    places = [text for text in (*inside, usual_path(name)) if _is_repository(meant(workspace, text), workspace)]
    path = places[0] if places else usual_path(name)
    assignments, _ = completed(workspace, name, [Assignment(("path",), "=", path)])
    urls = [item.value for item in assignments if item.path == ("urls",)]
    return {"path": path, **({"urls": urls} if urls else {})}


def with_members_settled(workspace: Workspace, outcome: WriteResult, report: ImportReport) -> ImportReport:
    """The report, after Git's configuration on this machine says where new members are that no record can lead to."""
    added = [change.id for change in outcome.changes if change.kind == KIND and change.change == "added"]
    there = [
        record
        for record in members(workspace, added)
        if _is_repository(member_place(workspace, record).path, workspace)
    ]
    lines = [(record.id, line) for record in there for line in settle(workspace, record.id)]
    return replace(report, notes=(*report.notes, *(Note("this machine", name, "found", line) for name, line in lines)))


def _inside(older_path: str, name: str) -> list[str]:
    """The ends of an older path that may be a folder of the workspace, the longest first."""
    parts = [part for part in PurePath(older_path).parts if part not in {"/", ".", ".."}]
    if not older_path or parts[-1:] != [name]:
        return []
    return ["/".join(parts[start:]) for start in range(max(0, len(parts) - 4), len(parts))]


def _is_repository(path: Path, workspace: Workspace) -> bool:
    try:
        dirs = repository_at(path) if path.is_dir() else None
        own = workspace.dirs is not None and dirs is not None and dirs.common_dir == workspace.dirs.common_dir
        return (dirs is not None and not own) or (path.is_dir() and dirs is None and is_bare_repository(path))
    except (WmsgitError, OSError, ValueError):
        return False
