"""Sameness of values: what a change to a record is measured by."""

from collections.abc import Hashable
from typing import Any


def same(item: Any, other: Any) -> bool:
    """Whether two values are equal and of the same types throughout: True is not 1, and 1 is not 1.0."""
    if item.__class__ is not other.__class__:
        return False
    if item.__class__ is str:  # most of what is compared
        return bool(item == other)
    if isinstance(item, dict):
        return item.keys() == other.keys() and all(same(value, other[name]) for name, value in item.items())
    if isinstance(item, list):
        return len(item) == len(other) and all(map(same, item, other))
    return bool(item == other)


def same_key(value: Any) -> Hashable:
    """What is equal for the values that are `same`, and hashed: by it lists are compared in linear time.

    Numbers stand in it as text, for a stranger may choose many whose hashes are equal.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return dict, frozenset((name, same_key(part)) for name, part in value.items())
    if isinstance(value, list):
        return list, tuple(map(same_key, value))
    return value.__class__, repr(value + 0.0 if isinstance(value, float) else value)


def items_gained(old: list[Any], new: list[Any]) -> list[Any]:
    """The items of the later list that the earlier one has not at all."""
    held = set(map(same_key, old))
    return [item for item in new if same_key(item) not in held]


def items_over(items: list[Any], others: list[Any]) -> list[Any]:
    """The items that the others do not have as often, each as often as it is missing there."""
    rest: dict[Hashable, int] = {}
    for other in others:
        key = same_key(other)
        rest[key] = rest.get(key, 0) + 1
    result = []
    for item in items:
        key = same_key(item)
        if rest.get(key):
            rest[key] -= 1
        else:
            result.append(item)
    return result


def json_key(value: Any) -> Hashable:
    """As `same_key`, of what JSON Schema takes for equal: 1 and 1.0 are (JSON Schema core 2020-12, 4.2.2)."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return dict, frozenset((name, json_key(part)) for name, part in value.items())
    if isinstance(value, list):
        return list, tuple(map(json_key, value))
    return bool if isinstance(value, bool) else float, str(int(value) if _is_whole(value) else value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer()
