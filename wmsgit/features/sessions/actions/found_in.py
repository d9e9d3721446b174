"""Where a problem was found: the session, the commit of a member, and the record on whose branch somebody worked."""

from collections.abc import Sequence
from pathlib import Path

from wmsgit.errors import WmsgitError
from wmsgit.features.commits.actions.rows import known_records
from wmsgit.features.commits.naming import records_of_branch
from wmsgit.features.records.assignments import Assignment
from wmsgit.features.sessions.actions.context import member_at
from wmsgit.features.sessions.actions.current import current_session, session_at
from wmsgit.features.sessions.actions.switches import current_context
from wmsgit.schema.kind import Kind
from wmsgit.vcs.locate import find_git_dirs
from wmsgit.vcs.refs import read_branch, read_head
from wmsgit.workspace.member_places import member_place
from wmsgit.workspace.members import members
from wmsgit.workspace.workspace import Workspace

FIELD = "found_in"


def where_found(
    ws: Workspace, kind: Kind, start: Path, given: Sequence[Assignment], terminal: str = ""
) -> list[Assignment]:
    """The fields of a new problem that its author leaves out: where it was found, and the owner of its repository.

    Args:
        ws: the workspace.
        kind: the problem's kind.
        start: the current directory.
        given: what its author says.
        terminal: the terminal's own name, where contexts are kept apart by it.
    """
    result: list[Assignment] = []
    named = {item.path[0] for item in given}
    if FIELD in kind.fields and FIELD not in named:
        session = session_at(ws, start)
        values = {"session": session, **_place(ws, kind, start, terminal)}
        values["task"] = values.get("task") or _task_of(ws, session)
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


def _place(ws: Workspace, kind: Kind, start: Path, terminal: str) -> dict[str, str]:
    """The commit that is checked out in the member that somebody works in, and the record of its branch."""
    name, top = _member(ws, start, terminal)
    dirs = find_git_dirs(top) if top else None
    if dirs is None:
        return {}
    wanted = {field.references for field in kind.fields[FIELD].properties.values()}
    ids = {key: item.id for key, item in known_records(ws).items() if item.kind in wanted - {"session"}}
    tasks = list(records_of_branch(read_branch(dirs), ids))
    head = read_head(dirs)
    return {"commit": f"{name}@{head}" if head else "", "task": tasks[0] if tasks else ""}


def _member(ws: Workspace, start: Path, terminal: str) -> tuple[str, Path | None]:
    """The member around a folder, else that of the context, and the top of its files; empty and None for none."""
    try:
        name, top = member_at(ws, start)
        if not _is_plane(ws, top):
            return name, top
    except WmsgitError:
        pass
    switch = current_context(ws, terminal)
    record = next((item for item in members(ws) if switch and item.id == switch.repo), None)
    place = member_place(ws, record) if record else None
    is_there = place is not None and not place.refusal and place.path.is_dir() and not _is_plane(ws, place.path)
    return (place.name, place.path) if place and is_there else ("", None)


def _is_plane(ws: Workspace, top: Path) -> bool:
    dirs = find_git_dirs(top)
    return bool(dirs and ws.dirs and dirs.common_dir == ws.dirs.common_dir)


def _task_of(ws: Workspace, session: str) -> str:
    """The task that a session says it is about."""
    record = current_session(ws, session) if session else None
    return str(record.data.get("task") or "") if record else ""
