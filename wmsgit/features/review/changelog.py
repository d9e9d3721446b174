"""A change log: which records were finished or settled between two states."""

from collections.abc import Iterable, Iterator

from wmsgit.features.review.compare import title_of
from wmsgit.model.difference import ChangelogEntry, Difference
from wmsgit.model.ports import Places
from wmsgit.schema.state import Key, State

MILESTONE = "milestone"
"""The field by which a change log groups, in the kinds that have it."""


def changelog(
    old: State, new: State, differences: Iterable[Difference], places: tuple[Places, Places]
) -> Iterator[ChangelogEntry]:
    """An entry for each record that was closed, or that came to a status from which on its fields are frozen."""
    for difference in differences:
        key = (difference.kind, difference.id)
        if difference.change != "removed" and _is_settled(old, new, key, difference):
            record, kind = new.records[key], new.kinds[difference.kind]
            milestone = record.data.get(MILESTONE) if MILESTONE in kind.fields else None
            line = places[1](record.path, (kind.status,), key=True)[0]
            yield ChangelogEntry(
                kind.folder.rpartition("/")[2],
                record.id,
                title_of(new, record),
                new.status(key),
                str(milestone or ""),
                record.path,
                line,
            )


def _is_settled(old: State, new: State, key: Key, difference: Difference) -> bool:
    was = (difference.kind, difference.old_id or difference.id)
    kind = new.kinds.get(key[0])
    if kind is None:
        return False
    if new.is_closed(key) and not old.is_closed(was):
        return True
    before, after = old.status(was), new.status(key)
    return after in kind.frozen.statuses and before not in kind.frozen.statuses
