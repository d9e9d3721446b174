"""Pointers with wild cards: JSON Pointers of which a part `*` stands for every key or item, `**` for any depth."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

ANY, DEEP = "*", "**"


class PointedValue(NamedTuple):
    """A value, and the way to it.

    Attributes:
        parts: the keys, and the positions in lists.
        value: what stands there.
    """

    parts: tuple[str | int, ...]
    value: Any


def is_wild(parts: Sequence[str]) -> bool:
    """Whether a pointer may stand for several places."""
    return ANY in parts or DEEP in parts


def places_at(data: Any, parts: Sequence[str], way: tuple[str | int, ...] = ()) -> Iterator[PointedValue]:
    """Every place that a pointer stands for, in the order of the file. A key that is `*` itself comes first.

    Args:
        data: where it begins.
        parts: its reference tokens.
        way: the way to `data`.
    """
    if not parts:
        yield PointedValue(way, data)
        return
    part, rest = parts[0], parts[1:]
    if part == DEEP:
        yield from places_at(data, rest, way)
        for key, value in _children(data):
            yield from places_at(value, parts, (*way, key))
    elif part == ANY and not (isinstance(data, Mapping) and ANY in data):
        for key, value in _children(data):
            yield from places_at(value, rest, (*way, key))
    elif isinstance(data, Mapping) and part in data:
        yield from places_at(data[part], rest, (*way, part))
    elif isinstance(data, list) and part.isascii() and part.isdigit() and int(part) < len(data):
        yield from places_at(data[int(part)], rest, (*way, int(part)))


def spelled_pointer(parts: Sequence[str | int]) -> str:
    """A way as a pointer; positions in lists, which adding an item changes, are `*`."""
    return "".join(f"/{ANY if isinstance(part, int) else _escaped(part)}" for part in parts)


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _children(data: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(data, Mapping):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)
