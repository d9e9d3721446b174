"""Items: the three-way merge of lists whose items are known by a key, or by all that they say."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from wmsgit.features.merge.outcome import ABSENT, MergedValue, OpenField, three_way
from wmsgit.features.merge.weaving import weave

Within = Callable[[Any, Any, Any], MergedValue]
"""Merges three items of one key; `ABSENT` stands for one that is not there."""

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
        a key of one field, such as `id`, must stay unique, and they are one item that is open.
    """
    repeated = _repeated((base, ours, theirs), key)
    olds, mine, yours = (_keyed(items, key, repeated) for items in (base, ours, theirs))
    if len(key) > 1:
        _keep_both(olds, mine, yours)
    merged = {name: _merge_item(name, olds, mine, yours, within) for name in (*mine, *yours)}
    kept = [name for name, item in merged.items() if (item.ours, item.theirs) != (ABSENT, ABSENT)]
    order = weave(list(olds), list(mine), list(yours), frozenset(kept))
    result_ours = [item for name in order if (item := merged[name].ours) is not ABSENT]
    result_theirs = [item for name in order if (item := merged[name].theirs) is not ABSENT]
    is_open = any(item.open for item in merged.values())
    return MergedValue(
        result_ours, result_theirs, (OpenField((), list(base), result_ours, result_theirs),) if is_open else ()
    )


def _merge_item(name: str, base: _Keyed, ours: _Keyed, theirs: _Keyed, within: Within) -> MergedValue:
    values = [version.get(name, ABSENT) for version in (base, ours, theirs)]
    plain = three_way(*values)
    if plain is not None:
        return plain
    if ABSENT in values[1:]:  # one side removed what the other changed
        return MergedValue(values[1], values[2], (OpenField((), *values),))
    return within(*values)


def _keep_both(base: _Keyed, ours: _Keyed, theirs: _Keyed) -> None:
    """Gives two new items that differ under one key a name each."""
    for name in [name for name in ours if name in theirs and name not in base]:
        if three_way(ABSENT, ours[name], theirs[name]) is None:
            for version in (ours, theirs):
                _rename(version, name, f"{name}{_OWN}{_fingerprint(version[name])}")


def _rename(version: _Keyed, old: str, new: str) -> None:
    items = [(new if name == old else name, item) for name, item in version.items()]
    version.clear()
    version.update(items)


def _repeated(versions: Iterable[Sequence[Any]], key: Sequence[str]) -> frozenset[str]:
    """The keys that stand more than once in a list: they do not tell its items apart."""
    counts = (Counter(_key_of(item, key) for item in items) for items in versions)
    return frozenset(name for count in counts for name, times in count.items() if times > 1)


def _keyed(items: Sequence[Any], key: Sequence[str], repeated: frozenset[str]) -> _Keyed:
    """The items by key; of several that say the same each further one has a number."""
    found: _Keyed = {}
    seen: Counter[str] = Counter()
    for item in items:
        name = _key_of(item, key)
        name = f"{name}{_OWN}{_fingerprint(item)}" if key and name in repeated else name
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name}{_OWN}{seen[name]:06}"] = item
    return found


def _key_of(item: Any, key: Sequence[str]) -> str:
    if not key or not isinstance(item, dict) or not all(name in item for name in key):
        return _fingerprint(item)
    return _fingerprint([item[name] for name in key])


def _fingerprint(item: Any) -> str:
    """A text that two values share only if they are the same: `true` is not `1`, and `1` is not `1.0`."""
    return json.dumps(item, sort_keys=True, ensure_ascii=False)
