"""Where a problem was found: the session, the commit of a member, and the record on whose branch somebody worked."""

from collections.abc import Sequence
from pathlib import Path

from wmsgit.errors import WmsgitError
from wmsgit.features.commits.actions.rows import known_records
from wmsgit.features.commits.naming import records_of_branch
from wmsgit.features.records.assignments import Assignment
from wmsgit.features.sessions.actions.context import member_at
from wmsgit.features.sessions.actions.current import session_at
from wmsgit.features.sessions.actions.switches import current_context
from wmsgit.schema.kind import Kind
from wmsgit.vcs.locate import find_git_dirs
from wmsgit.vcs.refs import read_branch, read_head
from wmsgit.workspace.members import members
from wmsgit.workspace.workspace import Workspace

FIELD = "found_in"


def where_found(ws: Workspace, kind: Kind, start: Path, given: Sequence[Assignment]) -> list[Assignment]:
    """The fields of a new problem that its author leaves out: where it was found, and the owner of its repository.

    Args:
        ws: the workspace.
        kind: the problem's kind.
        start: the current directory.
        given: what its author says.
    """
    result: list[Assignment] = []
    named = {item.path[0] for item in given}
    if FIELD in kind.fields and FIELD not in named:
        values = {"session": session_at(ws, start), **_place(ws, kind, start)}
        known = kind.fields[FIELD].properties
        result += [Assignment((FIELD, key), "=", value) for key, value in values.items() if value and key in known]
    repos = _repos(kind, given)
    if len(repos) == 1 and "assigned_to" in kind.fields and "assigned_to" not in named:
        owners = next((item.data.get("owners") for item in members(ws) if item.id == repos[0]), None) or ()
        result += [Assignment(("assigned_to",), "=", str(owner)) for owner in owners[:1]]
    return result


def hidden_by(ws: Workspace, kind: Kind, given: Sequence[Assignment], terminal: str) -> str:
    """The context that leaves such a record out of an everyday list; empty for none."""
    switch, repos = current_context(ws, terminal), _repos(kind, given)
    return switch.repo if switch and repos and switch.repo not in repos and "all" not in repos else ""


def _repos(kind: Kind, given: Sequence[Assignment]) -> list[str]:
    fields = {name for name, field in kind.references.items() if field.references == "repo" and field.is_list}
    return [item.value for item in given if item.path[0] in fields and item.value]


def _place(ws: Workspace, kind: Kind, start: Path) -> dict[str, str]:
    """The commit that is checked out in the member around a folder, and the record of its branch."""
    try:
        name, top = member_at(ws, start)
        dirs = find_git_dirs(top)
    except WmsgitError:
        return {}
    if dirs is None or (ws.dirs and dirs.common_dir == ws.dirs.common_dir):
        return {}
    wanted = {field.references for field in kind.fields[FIELD].properties.values()}
    ids = {key: item.id for key, item in known_records(ws).items() if item.kind in wanted - {"session"}}
    tasks = list(records_of_branch(read_branch(dirs), ids))
    head = read_head(dirs)
    return {"commit": f"{name}@{head}" if head else "", "task": tasks[0] if tasks else ""}
