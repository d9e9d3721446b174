"""Reading the history: the log and the blame of a record, and what commits did to which records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from wmsgit.errors import NotFoundError
from wmsgit.features.history.actions.repository import SHORT, Past
from wmsgit.features.history.blame import Blamed, blame
from wmsgit.features.history.log import LogEntry, log, moments_of, unreadable
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Log:
    """The log of a record.

    Attributes:
        entries: the newest first.
        notes: what is unknown, or is not in any commit.
    """

    entries: tuple[LogEntry, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blame:
    """The blame of a record.

    Attributes:
        values: every field, every item of a list.
        ends: the ids of the commits before which a shallow clone knows nothing.
        notes: what is unknown.
    """

    values: tuple[Blamed, ...]
    ends: frozenset[str]
    notes: tuple[str, ...]


def log_of(
    ws: Workspace,
    record_id: str,
    *,
    start: str | None = None,
    fields: Sequence[str] = (),
    since: datetime | None = None,
    limit: int | None = None,
) -> Log:
    """What the commits changed in a record, also one that is deleted.

    Args:
        ws: the workspace.
        record_id: the record's id, or the unambiguous beginning of one.
        start: the commit to look from; None for HEAD.
        fields: only changes of these fields; all when empty.
        since: only commits made then or later.
        limit: how many commits at most.

    Raises:
        NotFoundError: when no record has or had the id.
    """
    past = Past(ws, start)
    name, place = _name(ws, past, record_id, is_now=start is None)
    if past.start is None:
        return Log((), (_uncommitted(name),))
    moments = moments_of(past.lives, past.graph, name, past.order)
    recent = [moment for moment in moments if past.is_since(moment.position, since)]
    result = [moment for moment in recent if moment.position not in past.ends]
    path = next((held[0] for moment in moments if (held := past.lives.version(moment))), place.path if place else "")
    wanted = _wanted(past, path, fields)
    entries = [narrowed for entry in log(past.story, past.graph, result) if (narrowed := _narrowed(entry, wanted))]
    if not moments and start is not None:
        raise _not_there(name, start)
    notes = [] if moments else [_uncommitted(name)]
    notes += [past.end_note(moment.position) for moment in recent if moment.position in past.ends]
    notes += [
        f"{problem} (in {commit.id[:SHORT]}; what changed there is told with the next version that can be read)"
        for commit, problem in unreadable(past.story, past.graph, result)
    ]
    return Log(tuple(entries[:limit]), tuple(dict.fromkeys(notes)))


def blame_of(ws: Workspace, record_id: str, *, start: str | None = None, fields: Sequence[str] = ()) -> Blame:
    """Which commit last set each field of a record, with its uncommitted edits unless a start is given.

    Raises:
        NotFoundError: when there is no such record.
        InvalidError: when its file cannot be read.
    """
    past = Past(ws, start)
    name, place = _name(ws, past, record_id, is_now=start is None)
    moment = past.lives.at(name, past.position) if past.start else None
    if moment and past.lives.version(moment) is None:
        moment = None
    data = ws.record(place).data if place else past.story.data(moment)
    if data is None:
        raise _not_there(name, past.start or "HEAD")
    if moment:
        past.story.prepare(moments_of(past.lives, past.graph, name, past.order))
    result = blame(past.story, past.graph, moment, data)
    version = past.lives.version(moment) if moment else None
    wanted = _wanted(past, place.path if place else version[0] if version else "", fields)
    values = tuple(value for value in result if not wanted or value.field in wanted)
    ends = frozenset(past.graph.ids[position] for position in past.ends)
    reached = sorted({value.commit.id for value in values if value.commit and value.commit.id in ends})
    return Blame(values, ends, tuple(past.end_note(past.graph.positions[commit]) for commit in reached))


def _name(ws: Workspace, past: Past, text: str, *, is_now: bool) -> tuple[str, Place | None]:
    """The whole id of a record, and where it is now; a deleted one is found in the history.

    An id that a record once had comes before the beginning of another one's.
    """
    try:
        place = ws.locate(text, exact=True)
    except NotFoundError:
        before = [name for name in past.lives.ids() if name.lower() == text.lower()] if past.start else []
        if before:
            return before[0], None
        place = ws.locate(text)
    return place.id, place if is_now else None


def _wanted(past: Past, path: str, names: Iterable[str]) -> frozenset[str]:
    """The fields that a person named, short names among them.

    Raises:
        InvalidError: when the record's kind has no such field.
    """
    from wmsgit.index.conditions import find_field, unknown_field

    kind = past.kind_of(path)
    fields = {name: find_field(kind, name) if kind else None for name in names}
    for name, field in fields.items():
        if field is None and kind is not None:
            raise unknown_field(kind, name)
    return frozenset(field.name if field else name for name, field in fields.items())


def _narrowed(entry: LogEntry, fields: Iterable[str]) -> LogEntry | None:
    if not fields:
        return entry
    kept = tuple(change for change in entry.fields if change.field in fields)
    return LogEntry(entry.commit, entry.id, entry.path, entry.change, kept) if kept else None


def _not_there(record_id: str, commit: str) -> NotFoundError:
    return NotFoundError(
        f"there is no {record_id} at {commit[:SHORT]}", hint=f"'wmsgit log {record_id}' tells what became of it"
    )


def _uncommitted(record_id: str) -> str:
    return f"{record_id} has not been committed yet"
