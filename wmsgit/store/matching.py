"""Matching: which items of an old list became which of a new one."""

from typing import Any

from wmsgit.model.same import same

Pair = tuple[int | None, int | None]
"""Index in the old list and in the new one; None where the item is gone or new."""

# Above this many comparisons items that are not the same are paired in order.
_MAX_COMPARISONS = 10_000
_SAME = 1000
_MAX_LIKENESS = 100


def match_items(old: list[Any], new: list[Any]) -> list[Pair]:
    """Pairs in the order of both lists: as many as can be stay, and the likest others become each other."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if not same(old[i], new[i])), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if not same(old[-1 - i], new[-1 - i])), rest)
    middle = _match(old[head : len(old) - tail], new[head : len(new) - tail])
    return [
        *((i, i) for i in range(head)),
        *((None if i is None else i + head, None if j is None else j + head) for i, j in middle),
        *((len(old) - tail + i, len(new) - tail + i) for i in range(tail)),
    ]


def _match(old: list[Any], new: list[Any]) -> list[Pair]:
    if len(old) * len(new) > _MAX_COMPARISONS:
        return _in_order(len(old), len(new))
    likeness = [[_likeness(a, b) for b in new] for a in old]
    best = _best_sums(likeness, len(old), len(new))
    pairs: list[Pair] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return [*pairs, *((k, None) for k in range(i, len(old))), *((None, k) for k in range(j, len(new)))]


def _best_sums(likeness: list[list[int]], rows: int, columns: int) -> list[list[int]]:
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = max(best[i + 1][j + 1] + likeness[i][j], best[i + 1][j], best[i][j + 1])
    return best


def _in_order(old: int, new: int) -> list[Pair]:
    paired = min(old, new)
    pairs: list[Pair] = [(i, i) for i in range(paired)]
    return [*pairs, *((i, None) for i in range(paired, old)), *((None, j) for j in range(paired, new))]


def _likeness(one: Any, other: Any) -> int:
    if same(one, other):
        return _SAME
    if isinstance(one, dict) and isinstance(other, dict):
        shared = sum(same(value, other[name]) for name, value in one.items() if name in other)
        return min(1 + 10 * shared, _MAX_LIKENESS)
    return 1
