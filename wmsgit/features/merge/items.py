"""Items: the three-way merge of lists whose items are known by a key, or by all that they say."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from wmsgit.features.merge.alignment import Likely, Pairs, edits_of
from wmsgit.features.merge.outcome import ABSENT, MergedValue, OpenField, three_way
from wmsgit.features.merge.weaving import weave
from wmsgit.model.same import same
from wmsgit.store.matching import likeness, match_items

Within = Callable[[Any, Any, Any], MergedValue]
"""Merges three items of one key; `ABSENT` stands for one that is not there."""

_WORD = re.compile(r"\w+")
_OWN: Final = "\0"
_Keyed = dict[str, Any]


def merge_items(
    base: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any], *, key: Sequence[str], within: Within
) -> MergedValue:
    """Merges three lists: what either side added is there, what either side removed is not.

    Args:
        base: the ancestor's list.
        ours: our list.
        theirs: the other side's list.
        key: the fields that an item is known by; empty where it is known by all that it says.
        within: merges three items of one key.

    Returns:
        The merged list for each side. `open` has something where an item that one side removed was changed by
        the other, or both changed one item differently. Two new items under a key of several fields are both kept;
        a key of one field, such as `id`, must stay unique, and they are one item that is open. An object without a
        key that says something else in the same place is one that was changed; where both sides changed it, it is
        open.
    """
    names = [[_key_of(item, key) for item in items] for items in (base, ours, theirs)]
    repeated = _repeated(names)
    olds, mine, yours = (
        _keyed(items, own, key, repeated) for items, own in zip((base, ours, theirs), names, strict=True)
    )
    mine, yours = (_with_old_names(olds, side, key) for side in (mine, yours))
    if len(key) > 1:
        mine, yours = _both_kept(olds, mine, yours)
    merged = {name: _merge_item(name, olds, mine, yours, within) for name in (*mine, *yours)}
    kept = [name for name, item in merged.items() if (item.ours, item.theirs) != (ABSENT, ABSENT)]
    order = weave(list(olds), list(mine), list(yours), frozenset(kept))
    result_ours = [item for name in order if (item := merged[name].ours) is not ABSENT]
    result_theirs = [item for name in order if (item := merged[name].theirs) is not ABSENT]
    is_open = any(item.open for item in merged.values())
    return MergedValue(
        result_ours, result_theirs, (OpenField((), list(base), result_ours, result_theirs),) if is_open else ()
    )


def names_of(items: Sequence[Any], key: Sequence[str]) -> Counter[str]:
    """How often each item stands in a list, by its key or by all that it says."""
    return Counter(_key_of(item, key) for item in items)


def fingerprint(item: Any) -> str:
    """A text that two values share only if they are the same: `true` is not `1`, and `1` is not `1.0`."""
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


def larger_change(base: Any, ours: Any, theirs: Any) -> dict[str, Any] | None:
    """The side of a changed object that has all that the other has changed, too; None where neither has."""
    if not all(isinstance(item, dict) for item in (base, ours, theirs)):
        return None
    fields = [[item.get(name, ABSENT) for item in (base, ours, theirs)] for name in {**base, **ours, **theirs}]
    merged = [three_way(*values) for values in fields]
    for side, item in ((1, ours), (2, theirs)):
        if all(entry and same(entry.ours, values[side]) for entry, values in zip(merged, fields, strict=True)):
            result: dict[str, Any] = item
            return result
    return None


def likely_pairs(old: Sequence[Any], new: Sequence[Any]) -> Likely:
    """Pairs the changed objects of two lists that still say something alike."""

    def likely(first: int, last: int, new_first: int, new_last: int) -> Pairs | None:
        items = old[first:last], new[new_first:new_last]
        if not all(isinstance(item, dict) for part in items for item in part):
            return None
        pairs = match_items(*items)
        result = [(first + i, new_first + j) for i, j in pairs if i is not None and j is not None]
        return [(i, j) for i, j in result if _are_alike(old[i], new[j])]

    return likely


def are_alike(item: Any, other: Any) -> bool:
    """Whether one value may be the other, changed: an object that says the same in part, a text that has a word of it.

    Two lists may always be, and so may two numbers.
    """
    if isinstance(item, str) and isinstance(other, str):
        return not _words(item).isdisjoint(_words(other))
    return likeness(item, other) > 0


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _are_alike(item: Any, other: Any) -> bool:
    return isinstance(item, dict) and isinstance(other, dict) and likeness(item, other) > 0


def _merge_item(name: str, base: _Keyed, ours: _Keyed, theirs: _Keyed, within: Within) -> MergedValue:
    values = [version.get(name, ABSENT) for version in (base, ours, theirs)]
    plain = three_way(*values)
    if plain is not None:
        return plain
    if ABSENT in values[1:]:  # one side removed what the other changed
        return MergedValue(values[1], values[2], (OpenField((), *values),))
    return within(*values)


def _both_kept(base: _Keyed, ours: _Keyed, theirs: _Keyed) -> tuple[_Keyed, _Keyed]:
    """Both sides with names of their own for two new items that differ under one key."""
    differing = {
        name
        for name in ours
        if name in theirs and name not in base and three_way(ABSENT, ours[name], theirs[name]) is None
    }
    mine, yours = (
        {f"{name}{_OWN}{fingerprint(item)}" if name in differing else name: item for name, item in side.items()}
        for side in (ours, theirs)
    )
    return mine, yours


def _with_old_names(base: _Keyed, side: _Keyed, key: Sequence[str]) -> _Keyed:
    """A side whose changed objects without a key have the names that they had in the base."""
    gone, new = ({name: item for name, item in entry.items() if name not in other and _has_no_key(item, key)}
                 for entry, other in ((base, side), (side, base)))  # fmt: skip
    if not gone or not new:
        return side
    old_names, new_names = list(base), list(side)
    likely = likely_pairs(list(base.values()), list(side.values()))
    renamed: dict[str, str] = {}
    for edit in edits_of(old_names, new_names, likely):
        if edit.end - edit.start == edit.new_end - edit.new_start == 1:
            old, name = old_names[edit.start], new_names[edit.new_start]
            if old in gone and name in new and _are_alike(gone[old], new[name]):
                renamed[name] = old
    return {renamed.get(name, name): item for name, item in side.items()} if renamed else side


def _has_no_key(item: Any, key: Sequence[str]) -> bool:
    return isinstance(item, dict) and (not key or not all(name in item for name in key))


def _repeated(versions: Iterable[Sequence[str]]) -> frozenset[str]:
    """The keys that stand more than once in a list: they do not tell its items apart."""
    return frozenset(name for names in versions for name, times in Counter(names).items() if times > 1)


def _keyed(items: Sequence[Any], names: Sequence[str], key: Sequence[str], repeated: frozenset[str]) -> _Keyed:
    """The items by key; of several that say the same each further one has a number."""
    result: _Keyed = {}
    visited: Counter[str] = Counter()
    for item, own in zip(items, names, strict=True):
        if own not in repeated:
            result[own] = item
            continue
        name = f"{own}{_OWN}{fingerprint(item)}" if key else own
        visited[name] += 1
        result[name if visited[name] == 1 else f"{name}{_OWN}{visited[name]:06}"] = item
    return result


def _key_of(item: Any, key: Sequence[str]) -> str:
    if not key or not isinstance(item, Mapping) or not all(name in item for name in key):
        return fingerprint(item)
    return fingerprint([item[name] for name in key])
