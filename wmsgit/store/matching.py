"""Matching: which items of an old list became which of a new one."""

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import Any

from wmsgit.model.order import Twins, moved_items, name_of, pair_items, pair_keys, places_of
from wmsgit.model.same import same

__all__ = ["Matcher", "Pair", "likeness", "match", "match_items", "moved_items", "pair_items"]

Pair = tuple[int | None, int | None]
"""Index in the old list and in the new one; None where the item is gone or new."""

# Above this many comparisons items that are not the same are paired by the value that names them, then in order.
_MAX_COMPARISONS = 10_000
_NAMED_ALIKE = 1000


def match_items(old: Sequence[Any], new: Sequence[Any]) -> list[Pair]:
    """Pairs in the order of both lists: those of `pair_items`, and between them the likest become each other.

    A value that stands in both lists, but elsewhere, becomes no other one.
    """
    return match(old, new)[0]


def match(old: Sequence[Any], new: Sequence[Any]) -> tuple[list[Pair], Twins]:
    """The pairs of `match_items`, and what moved: equal items, and objects of the same name that also changed."""
    staying = pair_items(old, new)
    moved = moved_items(old, new, staying) if len(staying) < min(len(old), len(new)) else []
    gone, come = {i for i, _ in moved}, {j for _, j in moved}
    pairs: list[Pair] = []
    for (i, j), (end_i, end_j) in pairwise([(-1, -1), *staying, (len(old), len(new))]):
        if i + 1 < end_i or j + 1 < end_j:
            rows = [k for k in range(i + 1, end_i) if k not in gone]
            columns = [k for k in range(j + 1, end_j) if k not in come]
            became = _became(old, new, rows, columns) if rows and columns else []
            pairs += _filled(became, range(i + 1, end_i), range(j + 1, end_j))
        if end_i < len(old):
            pairs.append((end_i, end_j))
    return pairs, moved + _moved_objects(old, new, pairs, moved)


class Matcher:
    """Matches lists, and remembers what became of each, as an edit asks more than once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[Any, Any, tuple[list[Pair], Twins]]] = {}

    def match(self, old: list[Any], new: list[Any]) -> tuple[list[Pair], Twins]:
        """As the function `match`; neither list may change afterwards."""
        known = self._known.get((id(old), id(new)))
        if known is None:  # the lists are kept with it, so that no other ones get their ids
            known = self._known[id(old), id(new)] = old, new, match(old, new)
        return known[2]


def _moved_objects(old: Sequence[Any], new: Sequence[Any], pairs: list[Pair], moved: Twins) -> Twins:
    """Objects that changed and stand elsewhere, by their names, where these are unique among what is left."""
    gone, come = {i for i, _ in moved}, {j for _, j in moved}
    mine = _named(old, [i for i, j in pairs if j is None and i is not None and i not in gone])
    theirs = _named(new, [j for i, j in pairs if i is None and j is not None and j not in come])
    return [(mine[name], j) for name, j in theirs.items() if name in mine]


def _named(items: Sequence[Any], indexes: list[int]) -> dict[Hashable, int]:
    places = places_of([name_of(items[index]) for index in indexes])
    return {name: indexes[at[0]] for name, at in places.items() if name is not None and len(at) == 1}


def _became(old: Sequence[Any], new: Sequence[Any], rows: list[int], columns: list[int]) -> Twins:
    """Of items that all differ: which became which."""
    if len(rows) * len(columns) <= _MAX_COMPARISONS:
        return _likest(old, new, rows, columns)
    named = pair_keys([name_of(old[i]) or ("old", i) for i in rows], [name_of(new[j]) or ("new", j) for j in columns])
    result: Twins = []
    for (i, j), (end_i, end_j) in pairwise([(-1, -1), *named, (len(rows), len(columns))]):
        between = zip(rows[i + 1 : end_i], columns[j + 1 : end_j], strict=False)
        result += [(row, column) for row, column in between if likeness(old[row], new[column])]
        result += [(rows[end_i], columns[end_j])] if end_i < len(rows) else []
    return result


def _likest(old: Sequence[Any], new: Sequence[Any], rows: list[int], columns: list[int]) -> Twins:
    like = [[likeness(old[i], new[j]) for j in columns] for i in rows]
    best = [[0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i in range(len(rows) - 1, -1, -1):
        for j in range(len(columns) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j + 1] + like[i][j], best[i + 1][j], best[i][j + 1])
    pairs: Twins = []
    i = j = 0
    while i < len(rows) and j < len(columns):
        if like[i][j] and best[i][j] == best[i + 1][j + 1] + like[i][j]:
            pairs.append((rows[i], columns[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _filled(pairs: Twins, old: range, new: range) -> list[Pair]:
    """The pairs with the other indexes of both ranges between them."""
    filled: list[Pair] = []
    i, j = old.start, new.start
    for end_i, end_j in [*pairs, (old.stop, new.stop)]:
        filled += ((k, None) for k in range(i, end_i))
        filled += ((None, k) for k in range(j, end_j))
        filled += [(end_i, end_j)] if end_i < old.stop else []
        i, j = end_i + 1, end_j + 1
    return filled


def likeness(item: Any, other: Any) -> int:
    """How likely a value became another that differs from it; 0 where it is no longer the same thing."""
    if isinstance(item, dict) and isinstance(other, dict):
        # An object with another id is another object, unless the id is all that changed.
        least = len(item) - 1 if "id" in item and "id" in other else min(len(item), len(other)) / 2
        shared = sum(same(value, other[name]) for name, value in item.items() if name in other)
        if name_of(item) is not None and name_of(item) == name_of(other):
            return _NAMED_ALIKE + shared
        return 1 + 10 * shared if shared and shared >= least else 0
    if isinstance(item, list) and isinstance(other, list):
        return 1 + 10 * len(pair_items(item, other))
    return int(not isinstance(item, dict | list) and not isinstance(other, dict | list))
