"""Sameness of values: what a change to a record is measured by."""

from collections.abc import Hashable
from typing import Any


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal and of the same types throughout: True is not 1, and 1 is not 1.0."""
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def same_key(value: Any) -> Hashable:
    """A key for a dictionary: two values have equal keys where they are the `same`."""
    if value.__class__ is str:
        return value  # equal to nothing of another type
    if isinstance(value, dict):
        return dict, frozenset((name, same_key(part)) for name, part in value.items())
    if isinstance(value, list):
        return list, tuple(map(same_key, value))
    return value.__class__, value
