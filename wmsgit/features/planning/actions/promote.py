"""Promoting: a task is made of an issue, and completing it resolves the issue."""

from collections.abc import Sequence

from wmsgit.errors import ConflictError, InvalidError, NotFoundError
from wmsgit.features.records.actions.write import arrange, defaults
from wmsgit.features.records.assignments import Assignment, apply
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction

TASK, LINK, RESOLVES = "task", "related_task_id", "resolves"
"""The kind that is made, the issue's field that names it, and the task's that names the issue."""
_WEIGHTS = ("severity", "priority")
"""The fields that say how much an issue and a task matter, by the same words."""
_TAKEN = ("description", "repos_affected", "labels", "assigned_to", "milestone")


def promote_issues(
    ws: Workspace, places: Sequence[Place], assignments: Sequence[Assignment] = (), *, how: WriteOptions = AS_USUAL
) -> WriteResult:
    """Make a task of each issue, linked both ways, in one commit.

    Args:
        ws: the workspace.
        places: the issues.
        assignments: fields of the tasks that differ from what the issues say.
        how: how it lands.

    Raises:
        ConflictError: when an issue is closed, or has an open task already.
        InvalidError: when the schema of tasks is too old to link them.
    """
    kind = ws.kind(TASK)
    if RESOLVES not in kind.fields:
        raise InvalidError(f"a {TASK} has no field {RESOLVES!r}", hint="'wmsgit schema upgrade' adds it")

    def work(transaction: Transaction) -> None:
        for place in places:
            issue = transaction.data(place)
            _require_free(ws, kind, place, issue)
            new = apply(assignments, _fields(ws.kind(place.kind), kind, place.id, issue), kind, ws.value_context())
            record_id = transaction.new_id(kind, new)
            transaction.add(kind, record_id, arrange(kind, new | defaults(ws, kind, new)))
            transaction.put(place, {**issue, LINK: record_id})

    return perform(ws, "issue promote", how, work)


def _require_free(ws: Workspace, kind: Kind, place: Place, issue: Data) -> None:
    own = ws.kind(place.kind)
    if own.is_closed(issue):
        raise ConflictError(f"it is {issue.get(own.status)}", where=place.id)
    task = str(issue.get(LINK) or "")
    try:
        data = ws.record(ws.locate(task, kind, exact=True)).data if task else {}
    except NotFoundError:
        return
    if data and not kind.is_closed(data):
        raise ConflictError(f"{task} deals with it already", where=place.id, hint=f"wmsgit show {task}")


def _fields(own: Kind, kind: Kind, issue_id: str, issue: Data) -> Data:
    result: Data = {kind.argument: own.title_of(issue), RESOLVES: [issue_id]}
    result |= {name: issue[name] for name in _TAKEN if name in kind.fields and issue.get(name)}
    severity, priority = _WEIGHTS
    words = kind.fields[priority].enum if priority in kind.fields else ()
    if words and issue.get(severity):
        result[priority] = issue[severity] if issue[severity] in words else words[-1]
    return result
