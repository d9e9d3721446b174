"""Uses: the keywords that a schema uses, each with its place, its entry in the table and its value."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wmsgit.model.ports import Pointer
from wmsgit.schema.keyword_values import level_of
from wmsgit.schema.keywords import FIELD, KIND, LEVELS, Keyword
from wmsgit.schema.merge_rule import EXTENSION


class Use(NamedTuple):
    """One known keyword in a schema: the way to its value, its entry in the table, and its value of whatever type."""

    pointer: Pointer
    keyword: Keyword
    value: Any


def keyword_uses(schema: Any) -> Iterator[Use]:
    """Every known keyword of a JSON Schema, the innermost too, in the order in which they stand."""
    return _in_schema(schema, (), KIND)


def release_of(schemas: Mapping[str, Any]) -> str:
    """The release, such as `0.1`, that first knows every keyword in these schemas; empty where they have none."""
    result = {use.keyword.since for schema in schemas.values() for use in keyword_uses(schema)}
    return max(result, key=lambda release: tuple(map(int, release.split("."))), default="")


def _in_schema(part: Any, pointer: Pointer, level: str) -> Iterator[Use]:
    for key, inner in _members(part):
        if key == EXTENSION:
            yield from _in_object(inner, (*pointer, key), level)
        else:
            yield from _in_schema(inner, (*pointer, key), FIELD)


def _in_object(own: Any, pointer: Pointer, level: str) -> Iterator[Use]:
    for name, value in own.items() if isinstance(own, Mapping) else ():
        keyword = LEVELS[level].get(name)
        if keyword is None:
            continue
        place = (*pointer, name)
        yield Use(place, keyword, value)
        if level_of(keyword.form):
            yield from _in_object(value, place, level_of(keyword.form))
        below = level_of(keyword.form.get("items") or keyword.form.get("additionalProperties") or {})
        for key, part in _members(value) if below else ():
            yield from _in_object(part, (*place, key), below)


def _members(part: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(part, Mapping):
        yield from part.items()
    elif isinstance(part, list):
        yield from enumerate(part)
