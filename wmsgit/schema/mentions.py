"""Mentions: the values of a record's fields that name something, wherever they stand in it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.schema.field import Field, Way

if TYPE_CHECKING:
    from wmsgit.model.ports import Pointer


def values_along(data: Any, ways: Iterable[Way]) -> "Iterator[tuple[Field, Pointer, str]]":
    """The strings that stand at the ends of these ways, each with its field and its place."""
    for way in ways:
        field = way[-1]
        if not isinstance(data, dict) or len(way) > 1:
            for pointer, value in _values(data, way, ()):
                yield field, pointer, value
        elif (text := data.get(field.name)) and isinstance(text, str):  # as most are
            yield field, (field.name,), text
        elif text:
            for pointer, value in strings_at(text, (field.name,)):
                yield field, pointer, value


def references_along(data: Any, ways: Iterable[Way]) -> "Iterator[tuple[Field, Pointer, str]]":
    """As `values_along`, without a field's wildcard, which names no record."""
    return (item for item in values_along(data, ways) if item[2] != item[0].wildcard)


def strings_at(value: Any, pointer: "Pointer") -> "Iterator[tuple[Pointer, str]]":
    """The strings of a value that is a string or a list of them; what is neither is left out."""
    if isinstance(value, str) and value:
        yield pointer, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, str) and item:
                yield (*pointer, number), item


def _values(value: Any, way: Sequence[Field], pointer: "Pointer") -> "Iterator[tuple[Pointer, str]]":
    if not way:
        yield from strings_at(value, pointer)
    elif isinstance(value, dict):
        name = way[0].name
        if name in value:
            yield from _values(value[name], way[1:], (*pointer, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _values(item, way, (*pointer, number))
