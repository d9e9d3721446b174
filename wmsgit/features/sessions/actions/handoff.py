"""The handoff of a session of this workspace: of one that has ended as its record tells it, of an open one as it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wmsgit.errors import NotFoundError
from wmsgit.features.commits.actions.sums import commit_sums
from wmsgit.features.sessions.actions.current import current_session
from wmsgit.features.sessions.actions.evidence import KIND, gather
from wmsgit.features.sessions.attribution import Evidence, activities_of, summary_of
from wmsgit.features.sessions.handoff_page import handoff_of
from wmsgit.model.record import Record
from wmsgit.workspace.workspace import Workspace

_UNDER_WAY = "in_progress"


def read_handoff(ws: Workspace, session_id: str = "", *, evidence: Evidence | None = None) -> dict[str, Any]:
    """The handoff as plain values, for `wmsgit.features.sessions.handoff_page.handoff_page`.

    Args:
        ws: the workspace.
        session_id: the session's id or an unambiguous beginning of it; empty for this worktree's open one, else the
            one that ended last.
        evidence: what an open session did; gathered when None.

    Raises:
        NotFoundError: when there is no such session.
    """
    record = _record(ws, session_id)
    data = {"id": record.id, **record.data}
    if ws.kind(KIND).is_closed(record.data):
        metadata = record.data.get("metadata")
        kept = metadata.get("evidence") if isinstance(metadata, Mapping) else None
        summary: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
    else:
        result = evidence if evidence is not None else gather(ws, record)
        summary = summary_of(result)
        data["activities"] = [*data.get("activities", ()), *activities_of(result.commits)]
    unfinished = _with_commits(ws, unfinished_of(ws, data))
    named = [name for value in summary.values() if isinstance(value, list) for name in value if isinstance(name, str)]
    return handoff_of(data, _lists(summary), unfinished, titles_of(ws, [*named, *data.get("decisions", ()),
                                                                          *data.get("issues_found", ())]))  # fmt: skip


def _lists(summary: Mapping[str, Any]) -> dict[str, Any]:
    """What is a list, as it should be: the record may have been edited by hand."""
    texts = {name: [str(item) for item in value] for name, value in summary.items() if isinstance(value, list)}
    rows = summary.get("repositories")
    result = [row for row in rows if isinstance(row, dict) and row.get("repo")] if isinstance(rows, list) else []
    return texts | {"repositories": result}


def _record(ws: Workspace, session_id: str) -> Record:
    if session_id:
        return ws.record(ws.locate(ws.numbered(ws.kind(KIND), session_id), ws.kind(KIND)))
    session = current_session(ws, ws.chosen_session) or last_ended(ws)
    if session is None:
        raise NotFoundError("there is no session yet", hint="'wmsgit session start' opens one")
    return session


def last_ended(ws: Workspace) -> Record | None:
    """The session that ended last; None when none has."""
    kind = ws.kind(KIND)
    closed = [document for document in ws.index([KIND]).documents(kind) if kind.is_closed(document.data)]
    return max(closed, key=lambda document: (str(document.data.get("end_time", "")), document.id), default=None)


def titles_of(ws: Workspace, ids: Iterable[str]) -> dict[str, str]:
    """Id → title, of those of these records that there are."""
    wanted = set(ids)
    return {entry.id: str(entry.title or "") for entry in ws.index().entries() if entry.id in wanted} if wanted else {}


def unfinished_of(ws: Workspace, session: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is under way and the session's user or assistant has, and the session's own task: id, title, status."""
    named = {session.get("user"), session.get("ai_assistant"), ws.actor()} - {None, ""}
    holders = {spelling for name in named for spelling in ws.people.spelled(str(name))}
    result: dict[str, dict[str, Any]] = {}
    for kind in ws.registry.kinds():
        if "next_step" not in kind.fields:
            continue
        for record in ws.index([kind.name]).documents(kind):
            held = record.data.get("status") == _UNDER_WAY and record.data.get("assigned_to") in holders
            if (held or record.id == session.get("task")) and not kind.is_closed(record.data):
                result[record.id] = _row(record, kind.argument)
    return sorted(result.values(), key=lambda row: (row["id"] != session.get("task"), row["id"]))


def _with_commits(ws: Workspace, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, those with commits in members with these in words."""
    sums = commit_sums(ws, [row["id"] for row in rows])
    return [{**row, **({"commits": sums[row["id"]]} if row["id"] in sums else {})} for row in rows]


def _row(record: Record, title: str, names: Sequence[str] = ("status", "priority", "next_step")) -> dict[str, Any]:
    data = record.data
    return {"id": record.id, "title": data.get(title, "")} | {name: data[name] for name in names if data.get(name)}
