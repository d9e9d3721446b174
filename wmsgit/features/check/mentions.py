"""Mentions: the values of the records' fields that name files."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wmsgit.model.ports import Pointer
from wmsgit.model.record import LoadedFile
from wmsgit.schema.field import Field, ways_to
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import values_along


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


def paths_in(files: Iterable[LoadedFile], kinds: Mapping[str, Kind]) -> Iterator[Mention]:
    """Every value that names a file of the workspace or of a repository."""
    ways = {name: tuple(ways_to(kind.fields, lambda field: field.is_path)) for name, kind in kinds.items()}
    for file in files:
        for field, pointer, value in values_along(file.data, ways.get(file.kind, ())):
            yield Mention(file, field, pointer, value)
