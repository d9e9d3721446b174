"""Watching: the records looked at again and again, and what has changed in between."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wmsgit.errors import InvalidError
from wmsgit.features.records.actions.listing import terms_of
from wmsgit.model.change import field_changes
from wmsgit.model.record import Record
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.index.conditions import Condition

Records = Mapping[str, Record]
_MOST = 4


@dataclass(frozen=True, slots=True)
class SeenChange:
    """One change of one record.

    Attributes:
        kind, id, path: which record.
        change: `added`, `changed` or `removed`.
        summary: what changed, in a line.
    """

    kind: str
    id: str
    path: str
    change: str
    summary: str


def seen_changes(ws: Workspace, terms: Sequence[str], interval_s: float) -> Iterator[SeenChange]:
    """Each change from this call on, for ever, of the records that fit after it.

    Raises:
        UsageError, InvalidError: when a term is no filter of any kind.
    """
    _conditions(ws, terms)
    return _changes_since(ws, terms, interval_s, ws.index().digests(), _records(ws))


def _changes_since(
    ws: Workspace, terms: Sequence[str], interval_s: float, digests: object, before: Records
) -> Iterator[SeenChange]:
    while True:
        time.sleep(interval_s)
        ws.index().refresh()
        now = ws.index().digests()
        if now == digests:
            continue
        digests, after = now, _records(ws)
        fitting = _fitting(ws, terms)
        for path in dict.fromkeys([*before, *after]):
            change = _between(before.get(path), after.get(path))
            if change is not None and (fitting is None or change.id in fitting or change.change == "removed"):
                yield change
        before = after


def _records(ws: Workspace) -> dict[str, Record]:
    return {record.path: record for kind in ws.registry.kinds() for record in ws.index().documents(kind)}


def _between(old: Record | None, new: Record | None) -> SeenChange | None:
    if old is None and new is not None:
        return SeenChange(new.kind, new.id, new.path, "added", str(new.data.get("title") or ""))
    if new is None and old is not None:
        return SeenChange(old.kind, old.id, old.path, "removed", str(old.data.get("title") or ""))
    if old is None or new is None or old.data == new.data:
        return None
    changes = [str(change) for change in field_changes(old.data, new.data)]
    more = f" and {len(changes) - _MOST} more" if len(changes) > _MOST else ""
    return SeenChange(new.kind, new.id, new.path, "changed", "; ".join(changes[:_MOST]) + more)


def _conditions(ws: Workspace, terms: Sequence[str]) -> "dict[str, list[Condition]]":
    """Kind → the conditions that the terms spell for it; only the kinds that have all of the fields."""
    result: dict[str, list[Condition]] = {}
    problem: InvalidError | None = None
    for kind in ws.registry.kinds():
        try:
            result[kind.name] = terms_of(ws, kind, terms)
        except InvalidError as error:
            problem = problem or error
    if not result and problem is not None:
        raise problem
    return result


def _fitting(ws: Workspace, terms: Sequence[str]) -> set[str] | None:
    """The ids of the records that fit; None where all do."""
    if not terms:
        return None
    kinds = {kind.name: kind for kind in ws.registry.kinds()}
    chosen = ((kinds[name], conditions) for name, conditions in _conditions(ws, terms).items())
    return {record_id for kind, conditions in chosen for record_id in ws.index().ids(kind, conditions)}
