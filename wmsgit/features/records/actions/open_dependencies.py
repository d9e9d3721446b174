"""Open dependencies: what a record still waits for, when a transition takes it on or closes it."""

from collections.abc import Collection, Sequence

from wmsgit.errors import ConflictError, NotFoundError
from wmsgit.features.records.gates import OVERRIDE
from wmsgit.model.record import Data
from wmsgit.model.times import format_time
from wmsgit.schema.kind import Kind
from wmsgit.schema.relations import Relations
from wmsgit.schema.transition import Transition
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.transaction import Transaction


def open_dependencies(
    ws: Workspace, transaction: Transaction, kind: Kind, data: Data, but: Collection[str] = ()
) -> list[str]:
    """Each open record that one with these fields waits for, with its status; those in `but` left out.

    Only those records are read. One that does not exist holds nothing back.
    """
    waiting: list[str] = []
    kinds = [kind, *_others(ws, kind)]
    awaited = Relations({kind.name: kind}).awaited(kind.name, data) if kind.status and kind.closed else ()
    for record_id in awaited:
        place = _located(ws, record_id, kinds)
        own = ws.kind(place.kind) if place else kind
        other = transaction.data(place) if place else {}
        if place and not own.is_closed(other) and record_id not in but:
            waiting.append(f"{record_id}, which is {other.get(own.status)}")
    return waiting


def _others(ws: Workspace, kind: Kind) -> list[Kind]:
    names = Relations({kind.name: kind}).others[kind.name]
    return [ws.kind(name) for name in names if ws.registry.has(name)]


def _located(ws: Workspace, record_id: str, kinds: Sequence[Kind]) -> Place | None:
    for kind in kinds:
        try:
            return ws.locate(record_id, kind, exact=True)
        except NotFoundError:
            continue
    return None


def pass_dependencies(
    ws: Workspace,
    transaction: Transaction,
    step: Transition,
    place: Place,
    new: Data,
    *,
    override: str | None,
    but: Collection[str] = (),
) -> Data:
    """A record's fields as a transition may leave them, with a remark where open dependencies were overridden.

    A step that takes the record on only warns of them, and what is cancelled needs nothing any more.

    Raises:
        ConflictError: naming each, when the step closes the record and that is not to be overridden.
    """
    kind = ws.kind(place.kind)
    closes = step.target in kind.closed and step.target not in kind.dropped
    if not (closes or step.claims):
        return new
    waiting = open_dependencies(ws, transaction, kind, new, but if closes else ())
    if not waiting:
        return new
    if not closes:
        transaction.warn(f"{place.id} waits for {'; '.join(waiting)}")
        return new
    if override is None:
        raise ConflictError(
            f"cannot {step.name} what waits for something open",
            where=place.id,
            details=[f"it waits for {line}" for line in waiting],
            hint=f"close that first, or say why it need not be: {kind.name} {step.name} --override -m WHY",
        )
    text = f"{OVERRIDE} {step.name}: {override} (waits for {'; '.join(waiting)})"
    remark = {"at": format_time(ws.now()), "by": ws.actor(), "text": text}
    return {**new, "comments": [*new.get("comments", []), remark]}
