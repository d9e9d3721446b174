"""Objects: a record with its fields as attributes, as the Python API gives it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wmsgit.model.record import Data, Record
from wmsgit.model.times import parse_time
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind


class RecordObject:
    """One record.

    Every field of the kind is an attribute: lists are lists, times are `datetime` (a bare day is its midnight in
    UTC), an absent field is None, an absent list an empty list. `kind`, `path` and `to_dict()` come on top.
    """

    __slots__ = ("_fields", "_record")

    def __init__(self, record: Record, kind: Kind) -> None:
        self._record = record
        self._fields: Mapping[str, Field] = kind.fields

    @property
    def id(self) -> str:
        """The record's id."""
        return self._record.id

    @property
    def kind(self) -> str:
        """The kind's name."""
        return self._record.kind

    @property
    def path(self) -> str:
        """The file, relative to the workspace."""
        return self._record.path

    def to_dict(self) -> Data:
        """The fields as they stand in the file, with `id` and `kind` first."""
        return self._record.to_dict()

    def __getattr__(self, name: str) -> Any:
        """The value of the field `name`.

        Raises:
            AttributeError: when the kind has no such field.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        field = self._fields.get(name)
        if field is None and name not in self._record.data:
            raise AttributeError(f"{self._record.kind} has no field {name!r}")
        return _attribute(field, self._record.data.get(name))

    def __dir__(self) -> list[str]:
        """The fields, for completion in a shell."""
        return [*super().__dir__(), *self._fields]

    def __eq__(self, other: object) -> bool:
        """Two objects are equal when they show the same record with the same fields."""
        return isinstance(other, RecordObject) and self._record == other._record

    def __hash__(self) -> int:
        """By kind and id."""
        return hash((self._record.kind, self._record.id))

    def __repr__(self) -> str:
        """The kind and the id."""
        return f"<{self._record.kind} {self._record.id}>"


def _attribute(field: Field | None, value: Any) -> Any:
    if field is None:
        return value
    if value is None:
        return [] if field.is_list else None
    if field.is_time and isinstance(value, str):
        return _moment(value)
    if isinstance(value, list):
        return [_item(field, item) for item in value]
    return value


def _item(field: Field, item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return {name: _attribute(field.properties.get(name), value) for name, value in item.items()}


def _moment(text: str) -> datetime | str:
    try:
        return parse_time(text)
    except ValueError:
        return text
