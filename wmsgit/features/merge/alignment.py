"""Alignment: where three versions of a sequence differ."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from wmsgit.store.matching import pair_items

Pairs = list[tuple[int, int]]
"""Indices of an old sequence and of a new one, rising in both."""
Likely = Callable[[int, int, int, int], Pairs | None]
"""Given ranges of the old and the new sequence that differ: which items of the one became which of the other.

The others went or came. None where that cannot be said: then as many as went and came became each other in order."""

_MANY_LINES = 1_000
_FEW_STAY = 10
"""One in so many."""


class Replaced(NamedTuple):
    """The items `start` to `end` of the old sequence, which became `new_start` to `new_end` of the new one."""

    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def is_loose(self) -> bool:
        """Whether items were added in an order that its neighbourhood does not fix."""
        count = self.new_end - self.new_start
        return count not in {0, self.end - self.start}


class Chunk(NamedTuple):
    """A part of three versions, as ranges of their indices.

    Attributes:
        base, ours, theirs: from the first index up to, and without, the last.
        side: `ours` or `theirs`, whose items are the merged ones; empty where both changed it differently.
    """

    base: range
    ours: range
    theirs: range
    side: str


def _unknown(_first: int, _last: int, _new_first: int, _new_last: int) -> None:
    return None


def edits_of(old: Sequence[str], new: Sequence[str], likely: Likely = _unknown) -> list[Replaced]:
    """What changed from the one sequence to the other; what went alone, item by item.

    Args:
        old: the older sequence.
        new: the newer one.
        likely: pairs changed items.
    """
    result: list[Replaced] = []
    at = new_at = 0
    for i, j in [*pair_items(old, new), (len(old), len(new))]:
        if at < i or new_at < j:
            result += _parts(Replaced(at, i, new_at, j), likely)
        at, new_at = i + 1, j + 1
    return result


def _parts(edit: Replaced, likely: Likely) -> Iterator[Replaced]:
    count, new_count = edit.end - edit.start, edit.new_end - edit.new_start
    known = likely(*edit) if count and new_count else None
    pairs = [(edit.start + k, edit.new_start + k) for k in range(count)] if count == new_count else []
    at, new_at = edit.start, edit.new_start
    for i, j in [*(pairs if known is None else known), (edit.end, edit.new_end)]:
        if new_at == j or known is not None:
            yield from (Replaced(k, k + 1, new_at, new_at) for k in range(at, i))
            at = i
        if at < i or new_at < j:
            yield Replaced(at, i, new_at, j)
        if i < edit.end and j < edit.new_end:
            yield Replaced(i, i + 1, j, j + 1)
        at, new_at = i + 1, j + 1


def chunks(
    base: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    likely: tuple[Likely, Likely] = (_unknown, _unknown),
) -> Iterator[Chunk]:
    """The parts of three versions, in order: what nobody changed, what one side changed, what both did.

    Neighbouring changes do not clash, as they do for a merge by lines; additions at one place do. What both changed
    comes without what they have in common at its beginning and its end.

    Args:
        base: the common ancestor.
        ours: our side.
        theirs: the other side.
        likely: pairs the changed items of the base with ours and with theirs, see `edits_of`.
    """
    return refined(whole_chunks(base, ours, theirs, likely), base, ours, theirs)


def whole_chunks(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], likely: tuple[Likely, Likely]
) -> list[Chunk]:
    """As `chunks`, but what both changed stands in one part."""
    return list(_chunks(len(base), edits_of(base, ours, likely[0]), edits_of(base, theirs, likely[1])))


def same_keys(old: Sequence[str], new: Sequence[str]) -> Likely:
    """Pairs the changed lines of two texts that give one key, equally deep, another value.

    As many lines as went between two of these became those that came, such as a comment that was reworded.
    """

    def likely(first: int, last: int, new_first: int, new_last: int) -> Pairs | None:
        parts = old[first:last], new[new_first:new_last]
        keys = [[line.partition(":")[0] for line in part] for part in parts]
        result: Pairs = []
        at, new_at = first, new_first
        for i, j in [*pair_items(*keys), (last - first, new_last - new_first)]:
            end, new_end = first + i, new_first + j
            if end - at == new_end - new_at:
                result += zip(range(at, end), range(new_at, new_end), strict=True)
            result += [(end, new_end)] if end < last else []
            at, new_at = end + 1, new_end + 1
        return result or None

    return likely


@lru_cache(maxsize=2)
def is_turned(old: str, new: str) -> bool:
    """Whether so few of very many lines stand in their old order that no merge of lines would read right.

    Asked of lines that stand once in either text: to merge them takes longer than all else, and says nothing.
    """
    texts = [text.split("\n") for text in (old, new)]
    if min(map(len, texts)) < _MANY_LINES:
        return False
    shared = frozenset.intersection(*(_single(lines) for lines in texts))
    staying = pair_items(*([line for line in lines if line in shared] for lines in texts))
    return len(staying) * _FEW_STAY < len(shared)


def _single(lines: Sequence[str]) -> frozenset[str]:
    return frozenset(line for line, times in Counter(lines).items() if times == 1)


def refined(whole: Iterable[Chunk], base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Chunk]:
    """What `chunks` makes of what `whole_chunks` gives."""
    for chunk in whole:
        yield from [chunk] if chunk.side else _refined(chunk, base, ours, theirs)


def _refined(chunk: Chunk, base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Chunk]:
    """A chunk that both sides changed, without what they have in common at its beginning and its end."""
    old, mine, yours = ([side[i] for i in part] for side, part in zip((base, ours, theirs), chunk[:3], strict=True))
    head = _common(mine, yours)
    tail = min(_common(mine[::-1], yours[::-1]), len(mine) - head, len(yours) - head)
    rest = mine[head : len(mine) - tail], yours[head : len(yours) - tail]
    is_kept = [_is_kept(item, part, old, head, tail) for item, part in zip((mine, yours), rest, strict=True)]
    side = "theirs" if is_kept[0] else "ours" if is_kept[1] or rest[0] == rest[1] else ""
    nothing = range(chunk.base.start, chunk.base.start)
    yield Chunk(nothing, chunk.ours[:head], chunk.theirs[:head], "ours")
    yield Chunk(chunk.base, chunk.ours[head : len(mine) - tail], chunk.theirs[head : len(yours) - tail], side)
    yield Chunk(nothing, chunk.ours[len(mine) - tail :], chunk.theirs[len(yours) - tail :], "ours")


def _is_kept(side: list[str], rest: list[str], old: list[str], head: int, tail: int) -> bool:
    """Whether a side has changed nothing but what both did: the rest is the base's, or was so item by item."""
    return rest == old or (len(side) == len(old) and rest == old[head : len(old) - tail])


def _common(item: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(item, other, strict=False)))


def _chunks(size: int, ours: Sequence[Replaced], theirs: Sequence[Replaced]) -> Iterator[Chunk]:
    waiting = sorted([(edit[:2], 0, edit) for edit in ours] + [(edit[:2], 1, edit) for edit in theirs])
    at, places = 0, [0, 0]
    number = 0
    while number < len(waiting):
        group = [waiting[number]]
        start, end = group[0][0]
        number += 1
        while number < len(waiting) and _touches(group, end, waiting[number]):
            group.append(waiting[number])
            end = max(end, waiting[number][2].end)
            number += 1
        yield from _plain(at, start, places)
        places = [place + start - at for place in places]
        sides = {side for _, side, _ in group}
        after = list(places)
        for side in (0, 1):
            grown = sum(edit.new_end - edit.new_start - edit.end + edit.start for _, own, edit in group if own == side)
            after[side] += end - start + grown
        name = "" if len(sides) > 1 else "theirs" if 1 in sides else "ours"
        yield Chunk(range(start, end), range(places[0], after[0]), range(places[1], after[1]), name)
        at, places = end, after
    yield from _plain(at, size, places)


_Waiting = tuple[tuple[int, ...], int, Replaced]


def _touches(group: Sequence[_Waiting], end: int, other: _Waiting) -> bool:
    """Whether an edit belongs to the same chunk as those before it."""
    _, side, edit = other
    if edit.start < end and any(_overlap(item, edit) for _, own, item in group if own != side):
        return True
    return edit.start <= end and any(
        own != side and item.is_loose and edit.is_loose and item.end >= edit.start for _, own, item in group
    )


def _overlap(item: Replaced, other: Replaced) -> bool:
    return item.start < other.end and other.start < item.end


def _plain(start: int, end: int, places: Sequence[int]) -> Iterator[Chunk]:
    if start < end:
        ours, theirs = (range(place, place + end - start) for place in places)
        yield Chunk(range(start, end), ours, theirs, "ours")
