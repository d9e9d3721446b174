"""Standing: where the work of a workspace stands, as plain values for `status`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wmsgit.cli.run import Run
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.index.conditions import Condition

_MAX_ROWS = 15
_MAX_READY = 5
_UNDER_WAY = "in_progress"
_URGENT_FIELDS: Mapping[str, tuple[str, ...]] = {"severity": ("CRITICAL", "HIGH"), "priority": ("CRITICAL",)}


def standing_of(run: Run) -> dict[str, Any]:
    """Everything that `status` shows, by title. What belongs to this worktree alone was never recorded."""
    workspace = run.workspace
    kinds = list(workspace.registry.kinds())
    return {
        "workspace": str(workspace.root),
        "branch": None if run.at else _branch(run),
        "context": None if run.at else _context(run),
        "session": None if run.at else _session(run),
        "in_progress": [row for kind in kinds for row in _rows(run, kind, _under_way(run, kind))][:_MAX_ROWS],
        "ready": _ready(run),
        "urgent": [row for kind in kinds for row in _rows(run, kind, _urgent(run, kind))][:_MAX_ROWS],
        "counts": [row for kind in kinds if (row := _counts(run, kind))],
        "uncommitted": [] if run.at else _uncommitted(run),
        "unreadable": [str(finding) for finding in workspace.unreadable()],
    }


def _branch(run: Run) -> str:
    from wmsgit.vcs.progress import in_progress
    from wmsgit.vcs.refs import read_branch

    dirs = run.workspace.dirs
    if dirs is None:
        return "(no Git repository)"
    operation = in_progress(dirs)
    return (read_branch(dirs) or "(detached)") + (f", in the middle of a {operation}" if operation else "")


def _context(run: Run) -> dict[str, str] | None:
    from wmsgit.workspace.contexts import current_context

    switch = current_context(run.workspace, run.environ.get("WMSGIT_CONTEXT", ""))
    return {"repo": switch.repo, "note": switch.note} if switch else None


def _session(run: Run) -> dict[str, str] | None:
    from wmsgit.workspace.sessions import KIND, current_session

    if not run.workspace.registry.has(KIND):
        return None
    record = current_session(run.workspace, run.environ.get("WMSGIT_SESSION", ""))
    return {"id": record.id, "goal": str(record.data.get("goal", ""))} if record else None


def _under_way(run: Run, kind: Kind) -> list["Condition"]:
    """The filter for records in progress; none where the kind has no such status."""
    known = kind.fields[kind.status].enum if kind.status else ()
    return [_condition(run, kind, kind.status, "", (_UNDER_WAY,))] if _UNDER_WAY in known else []


def _ready(run: Run) -> list[dict[str, Any]]:
    """The first of what may be taken on, the weightiest first."""
    from wmsgit.workspace.readiness.reading import rows_of
    from wmsgit.workspace.readiness.ready import ready_keys

    found = []
    for name, record_id in ready_keys(run.workspace)[:_MAX_READY]:
        kind = run.workspace.kind(name)
        title = kind.argument if kind.argument not in {"", "id"} else "id"
        weight = kind.order[0] if kind.order else "id"
        [row] = rows_of(run.workspace, kind, [record_id], [weight, title])
        found.append({"id": record_id, "kind": name, "urgency": row[0] if kind.order else None, "title": row[1]})
    return found


def _urgent(run: Run, kind: Kind) -> list["Condition"]:
    """The filter for open records of a high severity or the highest priority."""
    field = next((name for name in _URGENT_FIELDS if name in kind.fields), "")
    if not field or not kind.status:
        return []
    closed = [_condition(run, kind, kind.status, "not", kind.closed)] if kind.closed else []
    return [_condition(run, kind, field, "", _URGENT_FIELDS[field]), *closed]


def _condition(run: Run, kind: Kind, field: str, operator: str, values: tuple[str, ...]) -> "Condition":
    from wmsgit.index.conditions import condition_for

    known = kind.fields[field].enum
    legal = [value for value in values if not known or value in known]
    return condition_for(
        kind, field, operator, legal or list(values), now=run.workspace.now(), actor=run.workspace.actor
    )


def _rows(run: Run, kind: Kind, conditions: list["Condition"]) -> list[dict[str, Any]]:
    if not conditions:
        return []
    columns = ["id", *(name for name in _URGENT_FIELDS if name in kind.fields)][:2]
    title = kind.argument if kind.argument in kind.fields and kind.argument != "id" else ""
    chosen = [*columns, *([title] if title else [])]
    found = run.workspace.index().select(kind, conditions, columns=chosen, limit=_MAX_ROWS)
    return [
        {
            "id": row[0],
            "kind": kind.name,
            "urgency": row[1] if len(columns) > 1 else None,
            "title": row[-1] if title else None,
        }
        for row in found
    ]


def _counts(run: Run, kind: Kind) -> dict[str, Any] | None:
    if not kind.status:
        return None
    counts = dict(run.workspace.index().counts(kind, kind.status))
    total = sum(counts.values())
    closed = sum(count for status, count in counts.items() if status in kind.closed)
    return {"kind": kind.name, "open": total - closed, "closed": closed, "total": total} if total else None


def _uncommitted(run: Run) -> list[dict[str, str]]:
    from wmsgit.vcs.repository import Repository

    if run.workspace.dirs is None:
        return []
    changed = Repository(run.workspace.root).changed_paths("records")
    return [{"path": item.path, "change": item.change} for item in changed]
