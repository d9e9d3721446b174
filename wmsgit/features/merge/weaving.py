"""Weaving: the order of a merged list, which does not depend on whose side is called ours."""

from collections.abc import Callable, Collection, Sequence

Rank = Callable[[str], tuple[int, str]]


def by_name(name: str) -> tuple[int, str]:
    """The rank of what has no order of its own."""
    return 0, name


def weave(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], kept: Collection[str], rank: Rank = by_name
) -> list[str]:
    """The kept names of both sides in one order. Every name stands once in each sequence that has it.

    What both sides have keeps the order of the side that changed it; what one side added stays behind what it
    stands behind there, be it kept or not. Where both added something at one place, it is sorted by `rank` if it is
    so on each side.
    """
    spine = _spine(base, ours, theirs)
    runs = [_runs(spine, side) for side in (ours, theirs)]
    order = list[str]()
    for anchor in (None, *spine):
        order += [] if anchor is None else [anchor]
        order += _joined(runs[0].get(anchor, []), runs[1].get(anchor, []), rank)
    return [name for name in order if name in kept]


def _spine(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """The names of the base and those that both sides have, in the order of the side that changed it."""
    known = frozenset(base), frozenset(ours), frozenset(theirs)
    shared = known[1] & known[2]
    mine, yours = ([name for name in side if name in shared] for side in (ours, theirs))
    old = [name for name in base if name in shared]
    is_ours_old, is_theirs_old = ([name for name in side if name in known[0]] == old for side in (mine, yours))
    if is_ours_old == is_theirs_old:
        return _with_removed(min(mine, yours), (base, ours, theirs), shared)
    return _with_removed(yours if is_ours_old else mine, (base, ours, theirs), shared)


def _with_removed(chosen: Sequence[str], versions: Sequence[Sequence[str]], shared: Collection[str]) -> list[str]:
    """An order with the base's other names, each behind the one that it stands behind on the side that has it."""
    anchors: dict[str, str | None] = {}
    for version in versions:
        anchor: str | None = None
        for name in version:
            if name in shared:
                anchor = name
            else:
                anchors[name] = anchor
    behind: dict[str | None, list[str]] = {}
    for name in versions[0]:
        if name not in shared:
            behind.setdefault(anchors[name], []).append(name)
    get = list(behind.get(None, ()))
    for name in chosen:
        get += [name, *behind.get(name, ())]
    return get


def _runs(spine: Sequence[str], side: Sequence[str]) -> dict[str | None, list[str]]:
    """Name of the spine → what stands behind it on one side alone; None for the beginning."""
    result: dict[str | None, list[str]] = {}
    anchor: str | None = None
    known = frozenset(spine)
    for name in side:
        if name in known:
            anchor = name
        else:
            result.setdefault(anchor, []).append(name)
    return result


def _joined(ours: list[str], theirs: list[str], rank: Rank) -> list[str]:
    if not ours or not theirs:
        return ours or theirs
    ranks = [[rank(name) for name in run] for run in (ours, theirs)]
    if all(run == sorted(run) for run in ranks):
        return sorted((*ours, *theirs), key=rank)
    return [*ours, *theirs] if ranks[0] <= ranks[1] else [*theirs, *ours]
