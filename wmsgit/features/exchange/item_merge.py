"""Three-way merge of a list by its items, of which the third side is known by digests alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wmsgit.features.exchange.base import digest


@dataclass(frozen=True, slots=True)
class MergedItems:
    """The list, and the source's items that were left out, for ours are another form of the same."""

    items: list[Any]
    conflicts: list[Any]


def merge_items(
    ours: Sequence[Any], theirs: Sequence[Any], base: Sequence[str], key: Sequence[str], *, theirs_wins: bool
) -> MergedItems:
    """Our list with what the source has added since, and without what it has removed and we have not changed.

    Args:
        ours: the record's list.
        theirs: the source's.
        base: digests of the items that the source had last.
        key: the fields by which an item is known; empty for lists of plain values.
        theirs_wins: whether an item of the source takes the place of ours with its key.
    """
    there, last = set(map(digest, theirs)), set(base)
    new = [item for item in theirs if digest(item) not in last]
    result = list[Any]()
    for item in ours:
        if digest(item) in there or digest(item) not in last:
            result.append(item)
        elif (twin := _twin(item, new, key)) is not None:
            result.append(new.pop(twin))  # what only the source changed stays where it stands
    present = set(map(digest, result))
    conflicts: list[Any] = []
    for position, item in enumerate(theirs):
        if digest(item) in last or digest(item) in present:
            continue
        twin = _twin(item, result, key)
        if twin is None:
            result.insert(_place(theirs[:position], result), item)
        elif theirs_wins:
            result[twin] = item
        else:
            conflicts.append(item)
            continue
        present.add(digest(item))
    return MergedItems(result, conflicts)


def _twin(item: Any, items: Sequence[Any], key: Sequence[str]) -> int | None:
    """Where the item with the same key stands; None for nowhere."""
    if not key or not isinstance(item, dict):
        return None
    wanted = [digest(item.get(name)) for name in key]
    matches = (
        position
        for position, other in enumerate(items)
        if isinstance(other, dict) and [digest(other.get(name)) for name in key] == wanted
    )
    return next(matches, None)


def _place(before: Sequence[Any], items: Sequence[Any]) -> int:
    """Behind the nearest item that comes before in the source, else at the end."""
    at = {digest(item): position for position, item in enumerate(items)}
    return next((at[digest(item)] + 1 for item in reversed(before) if digest(item) in at), len(items))
