"""The activity of a workspace: which commits touched which records. No record is parsed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from wmsgit.features.history.actions.repository import Past
from wmsgit.features.history.record_paths import RecordTouch
from wmsgit.model.commit import Commit
from wmsgit.workspace.workspace import Workspace

What = Literal["added", "changed", "moved", "removed"]


@dataclass(frozen=True, slots=True)
class Touched:
    """A record that a commit touched, its layout alone perhaps."""

    kind: str
    id: str
    change: What


@dataclass(frozen=True, slots=True)
class Activity:
    """One commit and the records that it touched."""

    commit: Commit
    records: tuple[Touched, ...]


def activity(
    ws: Workspace, *, start: str | None = None, since: datetime | None = None, limit: int | None = None
) -> tuple[tuple[Activity, ...], tuple[str, ...]]:
    """The commits that touched records, newest first, and what is unknown.

    Args:
        ws: the workspace.
        start: the commit to look from; None for HEAD.
        since: only commits made then or later.
        limit: how many at most.
    """
    past = Past(ws, start)
    if past.start is None:
        return (), ("nothing has been committed yet",)
    order = [position for position in past.order if past.is_since(position, since)]
    result = [position for position in order if position not in past.ends]
    notes = tuple(past.end_note(position) for position in order if position in past.ends)
    return tuple(islice(_activities(past, result), limit)), notes


def _activities(past: Past, positions: list[int]) -> Iterator[Activity]:
    touched: dict[int, list[RecordTouch]] = {}
    for record_id in past.lives.ids():
        for position in past.lives.touched(record_id):
            touched.setdefault(position, []).append(RecordTouch(position, record_id))
    for position in positions:
        records = [record for moment in touched.get(position, ()) if (record := _touched(past, moment))]
        if records:
            yield Activity(past.graph.commit(position), tuple(records))


def _touched(past: Past, moment: RecordTouch) -> Touched | None:
    """What a commit did to a record, by its files; None for a merge that took over what a parent had."""
    version = past.lives.version(moment)
    earlier = [past.lives.version(item) if item else None for item in past.lives.before(moment)]
    if version in earlier:
        return None
    path = next((held[0] for held in (version, *earlier) if held), "")
    kind = past.kind_of(path)
    change: What = "changed"
    if version is None or not any(earlier):
        change = "removed" if version is None else "added"
    elif all(held and held[0] != version[0] for held in earlier):
        change = "moved"
    return Touched(kind.name if kind else "", moment.id, change)
