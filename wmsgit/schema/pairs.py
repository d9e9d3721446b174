"""Pairs: each record of one state with what became of it in another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wmsgit.model.change import field_changes
from wmsgit.model.record import Record
from wmsgit.schema.state import Key, State


@dataclass(frozen=True, slots=True)
class Pair:
    """What one record was and is; None where it was not or is no more."""

    old: Record | None
    new: Record | None

    @property
    def change(self) -> Literal["added", "removed", "renamed", "changed"] | None:
        """What became of it; None where nothing did that has a meaning."""
        if self.old is None or self.new is None:
            return "added" if self.new else "removed"
        if (self.old.id, self.old.path) != (self.new.id, self.new.path):
            return "renamed"
        return "changed" if field_changes(self.old.data, self.new.data) else None


def pair_records(old: State, new: State, renumbered: Mapping[str, str]) -> list[Pair]:
    """Every record of either state with its counterpart in the other.

    Records that cannot be read on either side are left out: nobody can say what became of them.

    Args:
        old: the earlier state.
        new: the later state.
        renumbered: old id → new id, for the renumberings that were recorded in between.
    """
    hidden = old.unreadable | new.unreadable
    partners = {key: _partner(key, old, new, renumbered) for key in old.records}
    taken = set(partners.values())
    pairs = [Pair(old.records[key], new.records.get(partner)) for key, partner in partners.items() if key not in hidden]
    added = (key for key in new.records if key not in taken and key not in hidden)
    return [*pairs, *(Pair(None, new.records[key]) for key in added)]


def _partner(key: Key, old: State, new: State, renumbered: Mapping[str, str]) -> Key:
    """The later key of an earlier record: its own unless a renumbering moved it to an id that was free."""
    other = (key[0], renumbered.get(key[1], key[1]))
    is_moved = key not in new.records and other in new.records and other not in old.records
    return other if is_moved else key
