"""Schemas: what changed in the files that decide what is checked."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wmsgit.features.drift.collect import spell
from wmsgit.model.difference import SchemaDifference
from wmsgit.model.ports import Pointer
from wmsgit.model.text import first_lines

_MAX_PLACES = 8


def schema_differences(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[SchemaDifference]:
    """What differs in meaning between two sets of JSON files, by path; spaces and the order of keys have none."""
    for path in sorted(old.keys() | new.keys()):
        if path not in old or path not in new:
            yield SchemaDifference(path, "added" if path in new else "removed", is_addition=path in new)
        elif old[path] != new[path]:
            result, is_addition = _changed_places(old[path], new[path])
            if result:
                spelled = tuple(first_lines([spell(place) or "the whole" for place in result], _MAX_PLACES))
                yield SchemaDifference(path, "changed", spelled, result[0], is_addition)


def _changed_places(old: bytes, new: bytes) -> tuple[list[Pointer], bool]:
    """Where two texts differ in meaning, and whether the later one only adds.

    What is nested too deeply to be compared differs as a whole.
    """
    try:
        before, after = _parsed(old), _parsed(new)
        result = list(places(before, after)) if before != after else []
        return result, all(_is_absent(before, place) for place in result)
    except RecursionError:
        return [()], False


def places(old: Any, new: Any, above: Pointer = ()) -> Iterator[Pointer]:
    """The places at which two JSON values differ, as deep as they can be told."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            if key not in old or key not in new:
                yield (*above, key)
            else:
                yield from places(old[key], new[key], (*above, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from places(before, after, (*above, number))
    elif old != new or type(old) is not type(new):
        yield above


def _is_absent(value: Any, pointer: Pointer) -> bool:
    """Whether there is nothing at a place; what is added to an object that stays is."""
    for part in pointer[:-1]:
        value = value[part]
    return bool(pointer) and isinstance(value, dict) and pointer[-1] not in value


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
