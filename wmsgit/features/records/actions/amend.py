"""Amending: a frozen record's text changes, with an entry that says which fields, why and by whom."""

from collections.abc import Collection, Sequence

from wmsgit.errors import InvalidError, UsageError
from wmsgit.features.records.actions.write import arrange, setting
from wmsgit.features.records.assignments import Assignment, apply
from wmsgit.model.record import Data
from wmsgit.model.times import format_time
from wmsgit.schema.kind import Kind
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform


def amend(
    ws: Workspace, place: Place, reason: str, assignments: Sequence[Assignment] = (), *, how: WriteOptions = AS_USUAL
) -> WriteResult:
    """Change fields of a record and note it among its amendments, in one commit.

    Without assignments, what the file has changed by hand since the last commit is what the entry names.

    Raises:
        UsageError: when nothing has changed, the record is not frozen, so that `set` is the way, or a step of its
            status or its amendments are to be amended.
        InvalidError: when the kind keeps no amendments, or the reason is missing.
    """
    kind = ws.kind(place.kind)
    _require_amendable(ws, kind, place, reason)
    _require_text(kind, {assignment.path[0] for assignment in assignments})

    def change(kind: Kind, old: Data) -> Data:
        new = apply(assignments, old, kind, ws.value_context()) if assignments else old
        before = old if assignments else _committed(ws, place)
        fields = sorted(name for name in {*before, *new} if before.get(name) != new.get(name))
        fields = [name for name in fields if name != kind.frozen.amendments]
        if not fields:
            raise UsageError("nothing is to be amended", hint="such as: wmsgit adr amend ADR-001 -m WHY decision=@FILE")
        entry = {"at": format_time(ws.now()), "by": ws.actor(), "reason": reason, "fields": fields}
        name = kind.frozen.amendments
        return arrange(kind, {**new, name: [*(new.get(name) or []), entry]})

    return perform(ws, f"{kind.name} amend", how, setting(ws, [place], change))


def _committed(ws: Workspace, place: Place) -> Data:
    """The record's fields at HEAD; none where it is not there."""
    from wmsgit.errors import WmsgitError
    from wmsgit.workspace.revisions.records import revision_of
    from wmsgit.workspace.revisions.workspace_at import PastWorkspace

    try:
        return PastWorkspace(ws, revision_of(ws, "HEAD")).record(place).data
    except WmsgitError:
        return {}


def _require_text(kind: Kind, fields: Collection[str]) -> None:
    """That what is amended is what the record says, not where it stands."""
    if kind.status in fields:
        raise UsageError(f"{kind.status} is not amended", hint=f"'wmsgit {kind.name} --help' lists the steps")
    if kind.frozen.amendments in fields:
        raise UsageError(f"{kind.frozen.amendments} only grow: each amendment adds its entry")


def _require_amendable(ws: Workspace, kind: Kind, place: Place, reason: str) -> None:
    if not kind.frozen.amendments:
        raise InvalidError(f"the kind {kind.name} keeps no amendments", hint="'wmsgit schema upgrade' brings them in")
    if not reason.strip():
        raise UsageError("an amendment needs its reason: -m WHY")
    status = ws.record(place).data.get(kind.status)
    if status not in kind.frozen.statuses:
        hint = f"'wmsgit {kind.name} set {place.id} FIELD=VALUE' changes it"
        raise UsageError(f"{place.id} is {status}, so that its text may still change", hint=hint)
