"""Removal: nothing is deleted that others refer to, and no id comes to mean another record."""

from collections.abc import Iterator, Mapping

from wmsgit.features.review.checks.frozen import CODE as FROZEN
from wmsgit.model.finding import Finding
from wmsgit.model.record import Record
from wmsgit.schema.change import Change
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key, State

DELETED = "DELETED"
MOVED = "ID-MOVED"
REUSED = "ID-REUSED"
TAKEN = "ID-TAKEN"
_SAME_PART = 2


def removal_findings(change: Change) -> Iterator[Finding]:
    """A finding for each reference to a record that the change deletes, and for each whose status freezes it."""
    for record in change.removed():
        yield from _frozen(change, record)
        for namer, field, pointer in change.mentions_of((record.kind, record.id)):
            message = f"{field} names {record.id}, which this change deletes"
            yield change.finding(namer, pointer, DELETED, message)


def _frozen(change: Change, record: Record) -> Iterator[Finding]:
    """What may not change may not go either, into a folder where no records lie among them."""
    kind = change.kinds.get(record.kind)
    if kind and record.data.get(kind.status) in kind.frozen.statuses:
        status = record.data[kind.status]
        message = f"{record.id} is {status}, so its file may not be deleted or moved out of {kind.folder}/"
        yield Finding(record.path, 0, 0, FROZEN, message)


def moved_findings(change: Change) -> Iterator[Finding]:
    """A finding for each record that went on under another id without a recorded renumbering."""
    removed = list(change.removed())
    for record in change.added():
        was = next((old for old in removed if _is_same(change.kinds.get(record.kind), old, record)), None)
        if was:
            removed.remove(was)
            hint = f"`wmsgit renumber {was.id} {record.id}` records it and mends the references"
            message = f"{was.id} stands under another id now, and a published id does not move; {hint}"
            yield change.finding(record, ("id",), MOVED, message)


def reuse_findings(change: Change, deleted: Mapping[Key, Record]) -> Iterator[Finding]:
    """A finding for each id that names another record than before.

    Args:
        change: the change.
        deleted: the added ids that were deleted before the base, each with the record that it was last.
    """
    for old, new, kind in change.kept():
        if _is_another(kind, old, new):
            yield _reused(change, old, new)
    for new in change.added():
        last = deleted.get((new.kind, new.id))
        if last and new.kind in change.kinds and _is_another(change.kinds[new.kind], last, new):
            yield _reused(change, last, new)


def collision_findings(change: Change, theirs: State, name: str) -> Iterator[Finding]:
    """A finding for each added record whose id the other side has given to another, in whatever case.

    Args:
        change: the change.
        theirs: the state of the other side by now.
        name: what that side is called.
    """
    taken: dict[str, Record] = {}
    for record in theirs.records.values():
        taken.setdefault(record.id.casefold(), record)
    known = {record.id.casefold() for record in change.base.records.values()}
    for record in (record for record in change.added() if record.id.casefold() not in known):
        other = taken.get(record.id.casefold())
        if other and (other.kind, other.id, _bare(other)) != (record.kind, record.id, _bare(record)):
            title = theirs.kinds[other.kind].title_of(other.data) if other.kind in theirs.kinds else ""
            message = (
                f"the id {record.id} was given on {name}, too, to {other.path}{f' ({title})' if title else ''};"
                f" `wmsgit renumber {record.id}` moves this one to a free id"
            )
            yield change.finding(record, ("id",), TAKEN, message)


def _reused(change: Change, old: Record, new: Record) -> Finding:
    kind = change.kinds.get(old.kind)
    title = kind.title_of(old.data) if kind else ""
    message = (
        f"the id {new.id} names another record now; it was {title or old.path}."
        f" `wmsgit renumber {new.id}` moves the new one to a free id"
    )
    return change.finding(new, ("id",), REUSED, message)


def _is_same(kind: Kind | None, old: Record, new: Record) -> bool:
    """Whether two records of different ids look like one: its date and half of its fields."""
    if kind is None or old.kind != new.kind:
        return False
    before, after = _bare(old), _bare(new)
    same = [name for name, value in before.items() if after.get(name) == value]
    dated = not kind.date or kind.date in same
    return dated and len(same) * _SAME_PART >= max(len(before), len(after), 1)


def _is_another(kind: Kind, old: Record, new: Record) -> bool:
    """Whether two records of one id look like different ones: another date and another title."""
    names = [name for name in (kind.date, kind.argument) if name and name != "id"]
    return bool(kind.date) and all(name in old.data and old.data.get(name) != new.data.get(name) for name in names)


def _bare(record: Record) -> dict[str, object]:
    return {name: value for name, value in record.data.items() if name != "id"}
