"""Order: which items of a list stay in order in another, and which stand elsewhere in it."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from wmsgit.model.same import same_key

Twins = list[tuple[int, int]]
"""Pairs of an index in the old list and one in the new."""

# How many equal pairs per item may be weighed; above it the items that stand once in both lists are paired first.
_MAX_CHOICES = 16
_MAX_DEPTH = 8


def pair_items(old: Sequence[Any], new: Sequence[Any]) -> Twins:
    """The items that stay in order: pairs of indexes of the same value (`same`), rising in both lists.

    What a diff program finds: a longest common subsequence; only where equal items are very many (more than some
    16 pairs an item), a long one that holds to what stands once in both lists. Takes n log n steps at any length.
    """
    return pair_keys([same_key(item) for item in old], [same_key(item) for item in new])


def moved_items(old: Sequence[Any], new: Sequence[Any], staying: Twins) -> Twins:
    """The items that `pair_items` left over and whose value is in both lists: they stand elsewhere now."""
    stay_old, stay_new = {i for i, _ in staying}, {j for _, j in staying}
    places: dict[Hashable, list[int]] = {}
    for i in reversed(range(len(old))):
        if i not in stay_old:
            places.setdefault(same_key(old[i]), []).append(i)
    left = ((j, places.get(same_key(new[j]))) for j in range(len(new)) if j not in stay_new)
    return [(result.pop(), j) for j, result in left if result]


def name_of(item: Any) -> Hashable | None:
    """What an object is known by, as its key in `same_key`'s form: its `id`, else its first field; None without."""
    if not isinstance(item, dict) or not item:
        return None
    name = "id" if "id" in item else next(iter(item))
    return None if isinstance(item[name], dict | list) else (name, same_key(item[name]))


def pair_keys(old: list[Hashable], new: list[Hashable], *, depth: int = 0) -> Twins:
    """As `pair_items`, of the items' keys; `depth` is how often the lists were divided."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    middle = _pair_middle(old[head : len(old) - tail], new[head : len(new) - tail], depth)
    return [
        *((i, i) for i in range(head)),
        *((i + head, j + head) for i, j in middle),
        *((len(old) - tail + i, len(new) - tail + i) for i in range(tail)),
    ]


def _pair_middle(old: list[Hashable], new: list[Hashable], depth: int) -> Twins:
    mine, theirs = places_of(old), places_of(new)
    shared = sum(len(places) * len(theirs.get(key, ())) for key, places in mine.items())
    if shared <= _MAX_CHOICES * (len(old) + len(new)):
        return _longest_rise((i, theirs.get(key, [])[::-1]) for i, key in enumerate(old))
    single = [(at[0], theirs[key]) for key, at in mine.items() if len(at) == len(theirs.get(key, ())) == 1]
    pins = _longest_rise(single)
    # Where most of them stand elsewhere now, the few that stay say little of where the others belong.
    if depth == _MAX_DEPTH or not pins or 2 * len(pins) < len(single):
        return _longest_rise(_few(mine, theirs))
    return _divided(old, new, pins, depth + 1)


def _divided(old: list[Hashable], new: list[Hashable], pins: Twins, depth: int) -> Twins:
    """The pins with the pairs between them (Cohen 2010, patience diff)."""
    pairs: Twins = []
    i = j = 0
    for end_i, end_j in [*pins, (len(old), len(new))]:
        if end_i - i == end_j - j and old[i:end_i] == new[j:end_j]:
            pairs += zip(range(i, end_i), range(j, end_j), strict=True)
        elif i < end_i and j < end_j:
            pairs += ((i + k, j + m) for k, m in pair_keys(old[i:end_i], new[j:end_j], depth=depth))
        pairs += [(end_i, end_j)] if end_i < len(old) else []
        i, j = end_i + 1, end_j + 1
    return pairs


def _few(mine: dict[Hashable, list[int]], theirs: dict[Hashable, list[int]]) -> Iterable[tuple[int, list[int]]]:
    """Each old index with the new ones that it may be paired with, falling: the n-th of equal items, from both ends."""
    few: list[tuple[int, list[int]]] = []
    for key, places in mine.items():
        others = theirs.get(key, [])
        shift = len(others) - len(places)
        for number, i in enumerate(places):
            ends = {k for k in (number, number + shift) if 0 <= k < len(others)}
            few.append((i, sorted((others[k] for k in ends), reverse=True)))
    return sorted(few)


def places_of(keys: list[Hashable]) -> dict[Hashable, list[int]]:
    """Key → its indexes, rising."""
    places: dict[Hashable, list[int]] = {}
    for index, key in enumerate(keys):
        places.setdefault(key, []).append(index)
    return places


def _longest_rise(choices: Iterable[tuple[int, list[int]]]) -> Twins:
    """The longest run of pairs that rises in both (Hunt and Szymanski 1977, by patience sorting)."""
    ends: list[int] = []
    chains: list[tuple[int, int, Any]] = []
    for i, falling in choices:
        for j in falling:
            at = len(ends) if not ends or j > ends[-1] else bisect_left(ends, j)
            chain = (i, j, chains[at - 1] if at else None)
            ends[at : at + 1], chains[at : at + 1] = [j], [chain]
    result: Twins = []
    last = chains[-1] if chains else None
    while last is not None:
        i, j, last = last
        result.append((i, j))
    return result[::-1]
