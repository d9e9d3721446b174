"""Mentions: the values of a record's fields that name other records or files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wmsgit.model.loaded import LoadedFile
from wmsgit.model.ports import Pointer
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

_Way = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """One value that names something.

    Attributes:
        file: the record's file.
        field: the field that holds it.
        pointer: the way to the value.
        value: the value, a string that is not empty.
    """

    file: LoadedFile
    field: Field
    pointer: Pointer
    value: str


def references_in(files: Iterable[LoadedFile], kinds: Mapping[str, Kind]) -> Iterator[Mention]:
    """Every reference to a record; a field's wildcard is none."""
    for mention in _mentions(files, kinds, lambda field: bool(field.references)):
        if mention.value != mention.field.wildcard:
            yield mention


def paths_in(files: Iterable[LoadedFile], kinds: Mapping[str, Kind]) -> Iterator[Mention]:
    """Every value that names a file of the workspace or of a repository."""
    return _mentions(files, kinds, lambda field: field.is_path)


def strings_at(value: Any, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    """The strings of a value that is a string or a list of them; what is neither is left out."""
    if isinstance(value, str) and value:
        yield pointer, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, str) and item:
                yield (*pointer, number), item


def _mentions(
    files: Iterable[LoadedFile], kinds: Mapping[str, Kind], test: Callable[[Field], bool]
) -> Iterator[Mention]:
    ways = {name: list(_ways(kind.fields, test, ())) for name, kind in kinds.items()}
    for file in files:
        for way in ways.get(file.kind, ()) if file.data else ():
            for pointer, value in _values(file.data, way, ()):
                yield Mention(file, way[-1], pointer, value)


def _ways(fields: Mapping[str, Field], test: Callable[[Field], bool], above: _Way) -> Iterator[_Way]:
    """The fields that pass the test, each with those around it: `activities`, `files_created`."""
    for field in fields.values():
        if test(field):
            yield (*above, field)
        yield from _ways(field.properties, test, (*above, field))


def _values(value: Any, way: Sequence[Field], pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    if not way:
        yield from strings_at(value, pointer)
    elif isinstance(value, dict):
        name = way[0].name
        if name in value:
            yield from _values(value[name], way[1:], (*pointer, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _values(item, way, (*pointer, number))
