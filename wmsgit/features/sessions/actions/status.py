"""Status: where the work of a workspace stands, as plain values."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from wmsgit.features.sessions.actions.status_rows import (
    URGENT_FIELDS,
    about,
    condition,
    held_ids,
    holder_of,
    is_open,
    rows_under_way,
    under_way,
    urgent_rows,
)
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key

if TYPE_CHECKING:
    from wmsgit.vcs.status import Status
    from wmsgit.workspace.workspace import Workspace

MOST: Mapping[str, int] = {
    "in_progress": 8,
    "ready": 5,
    "urgent": 8,
    "findings": 5,
    "review": 5,
    "stale": 5,
    "uncommitted": 8,
}
"""Title → how many rows one screen has for it; `ready` never has more."""


def workspace_status(ws: "Workspace", terminal: str = "", *, whole: bool = True) -> dict[str, Any]:
    """Everything that `status` shows, by title. At a revision, what belongs to a worktree alone is None or empty.

    Args:
        ws: the workspace, as it is or at a revision.
        terminal: the terminal's own name (`WMSGIT_CONTEXT`), where contexts are kept apart by it.
        whole: whether all rows are told; else of `in_progress` and `urgent` the `MOST` that one screen has, as `Rows`.
    """
    is_past = ws.history_start is not None
    kinds = list(ws.registry.kinds())
    git_status = _git_status(ws)  # git works while the records are looked at here
    in_progress = rows_under_way(ws, kinds, None if whole else MOST["in_progress"])
    ready = _ready(ws)
    urgent = urgent_rows(ws, kinds, None if whole else MOST["urgent"])
    findings = [row for kind in kinds for row in _findings(ws, kind)]
    counts = [row for kind in kinds if (row := _counts(ws, kind))]
    status = git_status()
    changed = status.changed() if status else []
    return {
        "you": None if is_past else _you(ws, kinds, ready),
        "workspace": str(ws.root),
        "branch": None if is_past else _branch(ws),
        "operation": "" if is_past else _operation(ws),
        "remote": _remote(status) if status else None,
        "unsent_since": _unsent_since(ws, status),
        "context": None if is_past else _context(ws, terminal),
        "session": None if is_past else _session(ws),
        "in_progress": _with_commits(ws, in_progress),
        "ready": ready,
        "urgent": urgent,
        "findings": findings,
        "review": [] if is_past else _review(ws),
        "stale": [] if is_past else _stale(ws, {item.path for item in changed}),
        "counts": counts,
        "uncommitted": [
            {"path": item.path, "change": "unmerged" if item.state.conflicted else item.change} for item in changed
        ],
        "unreadable": [str(finding) for finding in ws.unreadable()],
    }


def _you(ws: "Workspace", kinds: Iterable[Kind], ready: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Who asks, what that person has in progress and what else is theirs; None where Git knows no name."""
    from wmsgit.errors import GitError

    try:
        name = ws.actor()
    except GitError:
        return None
    mine = [record_id for kind in kinds for record_id in held_ids(ws, kind, under_way(ws, kind), name)]
    others = []
    for kind in kinds:
        field = next((step.claims for step in kind.transitions.values() if step.claims), "")
        if field and kind.status:
            conditions = [condition(ws, kind, field, "", (name,)), *is_open(ws, kind)]
            others += [record_id for record_id in ws.index().ids(kind, conditions) if record_id not in mine]
    return {"name": name, "in_progress": mine, "assigned": others, "next": ready[0]["id"] if ready else None}


def _with_commits(ws: "Workspace", rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is in progress, with the commits of the rows that one screen has; where there are no members, as it is."""
    from wmsgit.features.commits.actions.sums import commit_sums

    sums = commit_sums(ws, [row["id"] for row in rows[: MOST["in_progress"]]], with_parts=True)
    return [{**row, "commits": sums.get(row["id"])} for row in rows] if sums else rows


def _git_status(ws: "Workspace") -> Callable[[], "Status | None"]:
    """Begin to ask git about the records and the branch; what is returned waits for the answer.

    What Git has said of the files while the index was opened just now is not asked again.
    """
    if ws.history_start is not None or ws.dirs is None:
        return lambda: None
    from wmsgit.vcs.repository import Repository
    from wmsgit.workspace.processes import in_background

    is_first = ws.working_tree is None
    ws.index()
    looks = dict(ws.working_tree.looks) if is_first and ws.working_tree else {}
    repository = Repository(ws.root)
    return in_background(lambda: repository.status("records", looks))


def _branch(ws: "Workspace") -> str:
    from wmsgit.vcs.refs import read_branch

    return "(no Git repository)" if ws.dirs is None else read_branch(ws.dirs) or "(detached)"


def _operation(ws: "Workspace") -> str:
    """What Git is in the middle of, such as `merge`; empty for nothing."""
    from wmsgit.vcs.refs import in_progress

    return "" if ws.dirs is None else in_progress(ws.dirs)


def _remote(status: "Status") -> dict[str, Any] | None:
    """How the branch stands to its remote one, as it was last fetched; the counts are None where that one is gone."""
    ahead, behind = status.ahead_behind or (None, None)
    return {"upstream": status.upstream, "ahead": ahead, "behind": behind} if status.upstream else None


def _unsent_since(ws: "Workspace", status: "Status | None") -> str | None:
    """When the oldest commit was made that the remote branch does not have; None where all are sent."""
    from wmsgit.model.times import format_seconds
    from wmsgit.vcs.history.member_log import oldest_unsent_s

    ahead, _ = (status.ahead_behind if status else None) or (0, 0)
    oldest_s = oldest_unsent_s(ws.root) if ahead else None
    return format_seconds(oldest_s) if oldest_s is not None else None


def _context(ws: "Workspace", terminal: str) -> dict[str, str] | None:
    from wmsgit.features.sessions.actions.switches import current_context

    switch = current_context(ws, terminal)
    return {"repo": switch.repo, "note": switch.note} if switch else None


def _session(ws: "Workspace") -> dict[str, str] | None:
    """The session that is open here, as the index knows it: its file need not be parsed for that."""
    from wmsgit.features.sessions.actions.current import KIND
    from wmsgit.index.query import ids_condition
    from wmsgit.workspace.private import remembered_session

    name = ws.chosen_session or remembered_session(ws)
    if not name or not ws.registry.has(KIND):
        return None
    kind = ws.kind(KIND)
    columns = ["id", *(field for field in (kind.status, "goal") if field in kind.fields)]
    rows = ws.index([KIND]).select(kind, [ids_condition(kind, [name])], columns=columns)
    result: dict[str, Any] = dict(zip(columns, rows[0], strict=True)) if rows else {}
    return {"id": name, "goal": result.get("goal") or ""} if result and not kind.is_closed(result) else None


def _ready(ws: "Workspace") -> list[dict[str, Any]]:
    """The first of what may be taken on, the weightiest first."""
    from wmsgit.features.planning.actions.open_records import rows_of
    from wmsgit.features.planning.actions.ready import ready_keys

    result = []
    for name, record_id in islice(ready_keys(ws), MOST["ready"]):
        kind = ws.kind(name)
        title = kind.argument if kind.argument not in {"", "id"} else "id"
        weight = kind.order[0] if kind.order else "id"
        [row] = rows_of(ws, kind, [record_id], [weight, title])
        result.append({"id": record_id, "kind": name, "urgency": row[0] if kind.order else None, "title": row[1]})
    return result


def _findings(ws: "Workspace", kind: Kind) -> list[dict[str, Any]]:
    """How many findings of a kind are open in which repository, and how many of them are urgent."""
    repo = about(kind)
    if not repo or not kind.status:
        return []
    field = next((name for name in URGENT_FIELDS if name in kind.fields), "")
    index, open_ones = ws.index([kind.name]), is_open(ws, kind)
    heavy = [condition(ws, kind, field, "", URGENT_FIELDS[field])] if field else []
    urgent = dict(index.counts(kind, repo, [*open_ones, *heavy])) if heavy else {}
    return [
        {"repo": name, "kind": kind.name, "open": count, "urgent": urgent.get(name, 0)}
        for name, count in index.counts(kind, repo, open_ones)
    ]


def _stale(ws: "Workspace", uncommitted: set[str]) -> list[dict[str, Any]]:
    """What is in progress and has not changed for long, the longest untouched first."""
    from wmsgit.features.planning.actions.open_records import rows_of
    from wmsgit.features.planning.actions.stale import stale_records
    from wmsgit.model.times import format_time

    stale = stale_records(ws, uncommitted)
    reported: dict[Key, dict[str, Any]] = {}
    for kind in map(ws.kind, dict.fromkeys(item.kind for item in stale)):
        ids = [item.id for item in stale if item.kind == kind.name]
        names = [name for name in (holder_of(kind), kind.argument) if name in kind.fields]
        for record_id, row in zip(ids, rows_of(ws, kind, ids, names), strict=True):
            values = dict(zip(names, row, strict=True))
            reported[kind.name, record_id] = {"by": values.get(holder_of(kind)), "title": values.get(kind.argument)}
    return [
        {
            "id": item.id,
            "kind": item.kind,
            "by": reported[item.kind, item.id]["by"],
            "since": format_time(item.last) if item.last else None,
            "title": reported[item.kind, item.id]["title"],
        }
        for item in stale
    ]


def _review(ws: "Workspace") -> list[dict[str, Any]]:
    """The pull requests that wait for a review, as hosts were last asked, the oldest first."""
    from wmsgit.features.forge.actions.ask import waiting_requests
    from wmsgit.model.times import format_time

    return [
        {
            "repo": repo,
            "request": f"#{item.number}",
            "since": item.created,
            "title": item.title,
            "url": item.url,
            "seen": format_time(at),
        }
        for repo, item, at in waiting_requests(ws)
    ]


def _counts(ws: "Workspace", kind: Kind) -> dict[str, Any] | None:
    if not kind.status:
        return None
    counts = dict(ws.index().counts(kind, kind.status))
    total = sum(counts.values())
    closed = sum(count for status, count in counts.items() if status in kind.closed)
    return {"kind": kind.name, "open": total - closed, "closed": closed, "total": total} if total else None
