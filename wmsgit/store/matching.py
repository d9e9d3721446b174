"""Matching: which items of an old list became which of a new one."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from wmsgit.model.same import same, same_key

Pair = tuple[int | None, int | None]
"""Index in the old list and in the new one; None where the item is gone or new."""

_Twins = list[tuple[int, int]]

# Above this many comparisons items that are not the same are paired by the value that names them, then in order.
_MAX_COMPARISONS = 10_000
# How many equal pairs per item may be weighed; above it the n-th of equal items is only compared with the n-th.
_MAX_CHOICES = 16
_NAMED_ALIKE = 1000


def pair_items(old: Sequence[Any], new: Sequence[Any]) -> _Twins:
    """The items that stay in order: pairs of indexes of the same value (`same`), rising in both lists.

    What a diff program finds: a longest common subsequence; only where equal items are very many (more than some
    16 pairs an item), a long one. Takes n log n steps at any length.
    """
    return _pair_keys([same_key(item) for item in old], [same_key(item) for item in new])


def moved_items(old: Sequence[Any], new: Sequence[Any], staying: _Twins) -> _Twins:
    """The items that `pair_items` left over and whose value is in both lists: they stand elsewhere now."""
    stay_old, stay_new = {i for i, _ in staying}, {j for _, j in staying}
    places: dict[Hashable, list[int]] = {}
    for i in reversed(range(len(old))):
        if i not in stay_old:
            places.setdefault(same_key(old[i]), []).append(i)
    left = ((j, places.get(same_key(new[j]))) for j in range(len(new)) if j not in stay_new)
    return [(found.pop(), j) for j, found in left if found]


def match_items(old: Sequence[Any], new: Sequence[Any]) -> list[Pair]:
    """Pairs in the order of both lists: those of `pair_items`, and between them the likest become each other.

    A value that stands in both lists, but elsewhere, becomes no other one.
    """
    staying = pair_items(old, new)
    moved = moved_items(old, new, staying)
    gone, come = {i for i, _ in moved}, {j for _, j in moved}
    pairs: list[Pair] = []
    for (i, j), (end_i, end_j) in pairwise([(-1, -1), *staying, (len(old), len(new))]):
        rows = [k for k in range(i + 1, end_i) if k not in gone]
        columns = [k for k in range(j + 1, end_j) if k not in come]
        became = _became(old, new, rows, columns) if rows and columns else []
        pairs += _filled(became, range(i + 1, end_i), range(j + 1, end_j))
        if end_i < len(old):
            pairs.append((end_i, end_j))
    return pairs


def _pair_keys(old: list[Hashable], new: list[Hashable]) -> _Twins:
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    middle = _longest_rise(_choices(old[head : len(old) - tail], new[head : len(new) - tail]))
    return [
        *((i, i) for i in range(head)),
        *((i + head, j + head) for i, j in middle),
        *((len(old) - tail + i, len(new) - tail + i) for i in range(tail)),
    ]


def _choices(old: list[Hashable], new: list[Hashable]) -> Iterable[tuple[int, list[int]]]:
    """Each old index with the new ones of the same key that it may be paired with, falling."""
    mine, theirs = _places_of(old), _places_of(new)
    shared = sum(len(places) * len(theirs.get(key, ())) for key, places in mine.items())
    if shared <= _MAX_CHOICES * (len(old) + len(new)):
        return ((i, theirs.get(key, [])[::-1]) for i, key in enumerate(old))
    few: list[tuple[int, list[int]]] = []
    for key, places in mine.items():
        others = theirs.get(key, [])
        shift = len(others) - len(places)
        for number, i in enumerate(places):
            ends = {k for k in (number, number + shift) if 0 <= k < len(others)}
            few.append((i, sorted((others[k] for k in ends), reverse=True)))
    return sorted(few)


def _places_of(keys: list[Hashable]) -> dict[Hashable, list[int]]:
    places: dict[Hashable, list[int]] = {}
    for index, key in enumerate(keys):
        places.setdefault(key, []).append(index)
    return places


def _longest_rise(choices: Iterable[tuple[int, list[int]]]) -> _Twins:
    """The longest run of pairs that rises in both (Hunt and Szymanski 1977, by patience sorting)."""
    ends: list[int] = []
    chains: list[tuple[int, int, Any]] = []
    for i, falling in choices:
        for j in falling:
            at = bisect_left(ends, j)
            chain = (i, j, chains[at - 1] if at else None)
            ends[at : at + 1], chains[at : at + 1] = [j], [chain]
    found: _Twins = []
    last = chains[-1] if chains else None
    while last is not None:
        i, j, last = last
        found.append((i, j))
    return found[::-1]


def _became(old: Sequence[Any], new: Sequence[Any], rows: list[int], columns: list[int]) -> _Twins:
    """Of items that all differ: which became which."""
    if len(rows) * len(columns) <= _MAX_COMPARISONS:
        return _likest(old, new, rows, columns)
    named = _pair_keys([name_of(old[i]) or ("old", i) for i in rows], [name_of(new[j]) or ("new", j) for j in columns])
    found: _Twins = []
    for (i, j), (end_i, end_j) in pairwise([(-1, -1), *named, (len(rows), len(columns))]):
        between = zip(rows[i + 1 : end_i], columns[j + 1 : end_j], strict=False)
        found += [(row, column) for row, column in between if likeness(old[row], new[column])]
        found += [(rows[end_i], columns[end_j])] if end_i < len(rows) else []
    return found


def _likest(old: Sequence[Any], new: Sequence[Any], rows: list[int], columns: list[int]) -> _Twins:
    like = [[likeness(old[i], new[j]) for j in columns] for i in rows]
    best = [[0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i in range(len(rows) - 1, -1, -1):
        for j in range(len(columns) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j + 1] + like[i][j], best[i + 1][j], best[i][j + 1])
    pairs: _Twins = []
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


def _filled(pairs: _Twins, old: range, new: range) -> list[Pair]:
    """The pairs with the other indexes of both ranges between them."""
    filled: list[Pair] = []
    i, j = old.start, new.start
    for end_i, end_j in [*pairs, (old.stop, new.stop)]:
        filled += ((k, None) for k in range(i, end_i))
        filled += ((None, k) for k in range(j, end_j))
        filled += [(end_i, end_j)] if end_i < old.stop else []
        i, j = end_i + 1, end_j + 1
    return filled


def name_of(item: Any) -> Hashable | None:
    """What an object is known by, as its key in `same_key`'s form: its `id`, else its first field; None without."""
    if not isinstance(item, dict) or not item:
        return None
    name = "id" if "id" in item else next(iter(item))
    return None if isinstance(item[name], dict | list) else (name, same_key(item[name]))


def likeness(one: Any, other: Any) -> int:
    """How likely a value became another that differs from it; 0 where it is no longer the same thing."""
    if isinstance(one, dict) and isinstance(other, dict):
        shared = sum(same(value, other[name]) for name, value in one.items() if name in other)
        if name_of(one) is not None and name_of(one) == name_of(other):
            return _NAMED_ALIKE + shared
        differ = "id" in one and "id" in other
        return 0 if differ or 2 * shared < min(len(one), len(other)) or not shared else 1 + 10 * shared
    if isinstance(one, list) and isinstance(other, list):
        return 1 + 10 * len(pair_items(one, other))
    return int(not isinstance(one, dict | list) and not isinstance(other, dict | list))
