"""Targets: the name of a filter, a sort or a column, and the field or part of a field that it means."""

from collections.abc import Iterable

from wmsgit.errors import InvalidError
from wmsgit.index.tables import PATH_COLUMN, column_of
from wmsgit.model.value import immutable
from wmsgit.schema.field import Field, field_of
from wmsgit.schema.kind import Kind

_ID = field_of("id", {"type": "string"}, {}, required=True)
_PATH = field_of(PATH_COLUMN, {"type": "string"}, {}, required=True)


@immutable
class FieldTarget:
    """A field, or a part of one.

    Attributes:
        name: as it was written.
        field: the field at the top.
        way: the names below it; empty for the field itself.
        leaf: what the schema says of the part that is meant; None where it says nothing.
        column: the SQL expression of the field's column.
    """

    name: str
    field: Field
    way: tuple[str, ...]
    leaf: Field | None
    column: str

    @property
    def is_scalar(self) -> bool:
        """Whether the column itself is the value: neither a list, nor an object, nor a part of one."""
        return not self.way and not (self.field.is_list or self.field.is_object)

    @property
    def json_column(self) -> str:
        """The column as JSON whatever the record has there."""
        if self.field.types <= {"array", "object", "null"}:
            return self.column
        return f"CASE WHEN json_valid({self.column}) THEN {self.column} ELSE json_quote({self.column}) END"


def target_of(kind: Kind, name: str) -> FieldTarget:
    """What `name` means: a field, its short name, or a dotted way such as `metadata.source`.

    Raises:
        InvalidError: when the kind has no such field.
    """
    top, *way = name.split(".")
    field = find_field(kind, top)
    if field is None:
        raise unknown_field(kind, name)
    leaf: Field | None = field
    for part in way:
        if leaf is not None and not (leaf.is_list or leaf.is_object):
            raise InvalidError(f"{kind.name}: {name!r} is no field: {leaf.name} has no parts")
        leaf = leaf.properties.get(part) if leaf else None
    if any(not part or '"' in part or "\0" in part for part in way):
        raise unknown_field(kind, name)
    return FieldTarget(name, field, tuple(way), leaf, column_of(kind, field.name))


def find_field(kind: Kind, name: str) -> Field | None:
    """The field of this name or short name; `id` and `record_path` are there for every kind."""
    if name in kind.fields:
        return kind.fields[name]
    if name in kind.options:
        return kind.fields[kind.options[name]]
    return {"id": _ID, PATH_COLUMN: _PATH}.get(name)


def unknown_field(kind: Kind, name: str) -> InvalidError:
    """The error for a name that is no field of the kind."""
    return InvalidError(
        f"{kind.name} has no field {name!r}",
        hint=suggest(name, kind.fields) or f"fields: {', '.join(kind.fields)}",
    )


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean ...?` for the known word that is nearest to `word`, in any case; empty for none."""
    from wmsgit.model.text import nearest

    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else ""
