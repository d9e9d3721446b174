"""Comparison: what became of each record between two states."""

from collections.abc import Iterable, Mapping

from wmsgit.features.review.consequences import Consequences
from wmsgit.model.change import field_changes
from wmsgit.model.difference import Difference
from wmsgit.model.ports import Places
from wmsgit.model.record import Record
from wmsgit.schema.pairs import Pair, pair_records
from wmsgit.schema.state import State


def compare(
    old: State, new: State, renumbered: Mapping[str, str], places: tuple[Places, Places]
) -> tuple[Difference, ...]:
    """The records that differ between two states, by kind and id.

    Records that cannot be read on either side are left out: nobody can say what became of them.

    Args:
        old: the earlier state.
        new: the later state.
        renumbered: old id → new id, for the renumberings that were recorded in between.
        places: where values stand in the files of the earlier and of the later state.
    """
    pairs = [pair for pair in pair_records(old, new, renumbered) if pair.change]
    moved = {(pair.old.kind, pair.old.id): pair.new.id for pair in pairs if pair.old and pair.new}
    consequences = Consequences(old, new, moved)
    result = [_difference(pair, consequences.of(pair.old, pair.new), new, places) for pair in pairs]
    return tuple(sorted(result, key=lambda difference: (difference.kind, difference.id)))


def title_of(state: State, record: Record) -> str:
    """What its kind calls a record by, such as a task's title; empty for none."""
    kind = state.kinds.get(record.kind)
    return kind.title_of(record.data) if kind else ""


def _difference(pair: Pair, consequences: Iterable[str], new: State, places: tuple[Places, Places]) -> Difference:
    record = pair.new or pair.old
    change = pair.change
    assert record is not None and change is not None  # noqa: PT018 - a pair has a side, and only changed ones come here
    fields = field_changes(pair.old.data if pair.old else {}, pair.new.data if pair.new else {})
    first = next((change.field for change in fields if change.field in record.data), "")
    is_whole = pair.old is None or pair.new is None or not first
    line = 1 if is_whole else places[1](record.path, (first,), key=True)[0]
    was = pair.old if pair.old and change == "renamed" else None
    return Difference(
        kind=record.kind,
        id=record.id,
        change=change,
        path=record.path,
        line=line,
        title=title_of(new, record),
        fields=fields,
        consequences=tuple(consequences),
        old_id=was.id if was else "",
        old_path=was.path if was else "",
    )
