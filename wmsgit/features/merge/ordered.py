"""Ordered lists: the three-way merge of lists whose order says something, item by item."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from wmsgit.features.merge.alignment import chunks
from wmsgit.features.merge.items import are_alike, fingerprint, larger_change, likely_pairs
from wmsgit.features.merge.outcome import MergedValue, OpenField
from wmsgit.store.matching import pair_items

_MAX_COMPARISONS = 10_000
"""Above it nobody looks whether what came may be what went, and it counts as if it were."""


def merge_ordered(
    base: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any], *, keeps_additions: bool
) -> MergedValue:
    """Merges three lists as texts merge by lines: what each side changed is changed in its place.

    Neighbouring changes do not clash. Open is what both sides changed differently: one item, or one that the one side
    removed and the other changed. So is the place of an item that both
    sides added, elsewhere. Outside of that both results are the same.

    Args:
        base: the ancestor's list.
        ours: our list.
        theirs: the other side's list.
        keeps_additions: whether different additions at one place both stand there, in an order that does not depend
            on whose side is called ours; else they are open.
    """
    names = [[fingerprint(item) for item in side] for side in (base, ours, theirs)]
    likely = likely_pairs(base, ours), likely_pairs(base, theirs)
    mine: list[Any] = []
    yours: list[Any] = []
    is_open = False
    for chunk in chunks(names[0], names[1], names[2], likely):
        from_ours, from_theirs = (
            [side[i] for i in part] for side, part in ((ours, chunk.ours), (theirs, chunk.theirs))
        )
        if keeps_additions and not chunk.side and not chunk.base:
            first, second = sorted((from_ours, from_theirs), key=fingerprint)
            from_ours = from_theirs = [*first, *second]
        elif not chunk.side:
            settled = _settled([base[i] for i in chunk.base], from_ours, from_theirs)
            is_open = is_open or settled is None
            from_ours, from_theirs = (from_ours, from_theirs) if settled is None else (settled, settled)
        mine += from_theirs if chunk.side == "theirs" else from_ours
        yours += from_ours if chunk.side == "ours" else from_theirs
    if not is_open:
        merged = _without_doubles(mine, names[1], names[2])
        mine, yours = (_placed_as(side, merged, names[1:]) for side in names[1:])
        is_open = len(mine) < len(merged)
    whole = _settled(list(base), list(ours), list(theirs)) if is_open else None
    if whole is not None:  # the one side is a merge already
        return MergedValue(whole, whole)
    return MergedValue(mine, yours, (OpenField((), list(base), mine, yours),) if is_open else ())


def containing(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], *, may_replace: bool) -> str:
    """The side, `ours` or `theirs`, whose lines have all that the other changed; empty where neither has.

    Args:
        base: the ancestor's lines.
        ours: our lines.
        theirs: the other side's lines.
        may_replace: whether what one side removed may have given way to something else on the other.
    """
    may_be = {"ours", "theirs"}
    for chunk in chunks(base, ours, theirs):
        old, mine, yours = ([side[i] for i in part] for side, part in zip((base, ours, theirs), chunk[:3], strict=True))
        if mine == yours:
            continue
        may_be &= _larger(old, mine, yours) if may_replace and not chunk.side else {chunk.side}
    return "ours" if "ours" in may_be else "theirs" if may_be else ""


def _larger(base: list[str], ours: list[str], theirs: list[str]) -> set[str]:
    sides = {"ours": _has_changes_of(theirs, base, ours), "theirs": _has_changes_of(ours, base, theirs)}
    return {side for side, has_all in sides.items() if has_all}


def _settled(base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any] | None:
    """The side of a stretch that has all that the other has changed in it, too; None where neither has."""
    if len(base) == len(ours) == len(theirs) == 1:
        item = larger_change(base[0], ours[0], theirs[0])
        return None if item is None else [item]
    for larger, smaller in ((ours, theirs), (theirs, ours)):
        if _has_changes_of(smaller, base, larger):
            return larger
    return None


def _has_changes_of(smaller: list[Any], base: list[Any], larger: list[Any]) -> bool:
    """Whether a side lacks what the other removed and has in order what that added.

    What it has instead of what the other removed may be a rewording of it, and is that if it is alike.
    """
    old, few, many = ([fingerprint(item) for item in items] for items in (base, smaller, larger))
    known, fewer, more = frozenset(old), frozenset(few), frozenset(many)
    if any(name not in more and name not in known for name in few):
        return False
    removed = [item for item, name in zip(base, old, strict=True) if name not in fewer]
    staying = iter(many)
    if any(name in more for name in known - fewer) or not all(name in staying for name in few if name in more):
        return False
    instead = [item for item, name in zip(larger, many, strict=True) if name not in known and name not in fewer]
    if len(removed) * len(instead) > _MAX_COMPARISONS:
        return False
    return not any(are_alike(item, other) for item in removed for other in instead)


def _without_doubles(merged: list[Any], ours: Sequence[str], theirs: Sequence[str]) -> list[Any]:
    """The list without the second of two neighbours that both sides added, on either side of what one removed."""
    names = [fingerprint(item) for item in merged]
    if not any(entry == other for entry, other in pairwise(names)):
        return merged
    left = Counter(names)
    left.subtract(Counter(ours) | Counter(theirs))
    kept = list[Any]()
    for before, name, item in zip([None, *names], names, merged, strict=False):
        if name == before and left[name] > 0:
            left[name] -= 1
        else:
            kept.append(item)
    return kept


def _placed_as(side: Sequence[str], merged: list[Any], sides: Sequence[Sequence[str]]) -> list[Any]:
    """The list in which an item that both sides added at different places stands where this side has it."""
    names = [fingerprint(item) for item in merged]
    allowed = Counter(sides[0]) | Counter(sides[1])
    doubled = {name for name, times in Counter(names).items() if times > allowed[name]}
    if not doubled:
        return merged
    own = {i for i, _ in pair_items(names, side)}
    return [item for i, (item, name) in enumerate(zip(merged, names, strict=True)) if name not in doubled or i in own]
