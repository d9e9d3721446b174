"""Conditions: filters such as `priority=HIGH` and `created.after=-7d` as SQL with bound values.

And what the name in a filter, a sort or a column means: a field, or a part of one.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo

from wmsgit.errors import InvalidError, UsageError
from wmsgit.index.operators import EQUAL, OPERATORS, FieldTarget, Fragment, Operand
from wmsgit.index.tables import PATH_COLUMN, column_of, text_of
from wmsgit.model.text import suggest
from wmsgit.model.value import immutable
from wmsgit.model.value_context import ValueContext
from wmsgit.schema.field import Field, field_of
from wmsgit.schema.kind import Kind

__all__ = [
    "OPERATORS",
    "Condition",
    "combine",
    "condition_for",
    "find_field",
    "parse_term",
    "target_of",
    "unknown_field",
]

_ME = "@me"
_ALTERNATIVE = frozenset({EQUAL, "contains"})
_ID = field_of("id", {"type": "string"}, {}, required=True)
_PATH = field_of(PATH_COLUMN, {"type": "string"}, {}, required=True)


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


@immutable
class Condition:
    """One filter as SQL.

    Attributes:
        field: the field's name, or a dotted way into it.
        operator: one of `OPERATORS`; empty for equality.
        values: what was asked for, any of them.
        sql: an expression over the kind's table.
        params: the values that it binds.
        zone: where days begin.
    """

    field: str
    operator: str
    values: tuple[str, ...]
    sql: str
    params: tuple[str | int | float, ...]
    zone: tzinfo = UTC

    def __str__(self) -> str:
        """The filter as a person types it: `status.not=closed`."""
        name = f"{self.field}.{self.operator}" if self.operator else self.field
        return " ".join(f"{name}={value}" for value in self.values)


def parse_term(text: str, kind: Kind, meaning: ValueContext) -> Condition:
    """The condition that a term spells: `FIELD=VALUE`, `FIELD.OPERATOR=VALUE`, `FIELD=` (it is absent).

    Args:
        text: the term.
        kind: the kind whose records are filtered.
        meaning: what words in the value stand for.

    Raises:
        UsageError: when `text` has no `=`.
        InvalidError: when there is no such field or operator, or the value cannot be one of the field.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"{text!r} is no filter", hint="a filter is FIELD=VALUE, such as status=pending")
    field, operator = _split(kind, name.strip())
    return condition_for(kind, field, operator, [value], meaning)


def condition_for(kind: Kind, field: str, operator: str, values: Sequence[str], meaning: ValueContext) -> Condition:
    """The condition that any of `values` satisfies (each of them where the operator is a bound or `not`).

    Args:
        kind: the kind whose records are filtered.
        field: a field's name, its short name, or a dotted way into it.
        operator: one of `OPERATORS`; empty for equality.
        values: as a person types them.
        meaning: what words in the values stand for.

    Raises:
        InvalidError: when there is no such field or operator, or a value cannot be one of the field.
    """
    target = target_of(kind, field)
    if operator not in OPERATORS:
        known = ", ".join(name for name in OPERATORS if name)
        raise InvalidError(
            f"there is no filter {field}.{operator}", hint=suggest(operator, OPERATORS) or f"known: {known}"
        )
    kinds = target.leaf.kinds if target.leaf is not None and operator in {EQUAL, "not"} else ()
    meant = [meaning.id_of(kinds, value) if kinds and value[-1:].isdigit() else value for value in values]
    texts = [text_of(meaning.actor() if value == _ME else value) for value in meant]
    parts = [OPERATORS[operator](Operand(target, text, meaning.now, meaning.people)) for text in texts]
    sql, params = _join(parts, "OR" if operator in _ALTERNATIVE else "AND")
    name = ".".join((target.field.name, *target.way))
    return Condition(name, operator, tuple(meant), sql, params, meaning.now.tzinfo or UTC)


def combine(conditions: Iterable[Condition]) -> Fragment:
    """All conditions as one expression: terms of one field are alternatives, different fields must all hold.

    Bounds and `not` are no alternatives: two of them on one field must both hold.
    """
    groups: dict[object, list[Fragment]] = {}
    for number, condition in enumerate(conditions):
        key: object = condition.field if condition.operator in _ALTERNATIVE else number
        groups.setdefault(key, []).append((condition.sql, condition.params))
    return _join([_join(group, "OR") for group in groups.values()], "AND")


def _join(parts: Sequence[Fragment], word: str) -> Fragment:
    if not parts:
        return "1", ()
    sql = f" {word} ".join(f"({sql})" for sql, _ in parts)
    return sql, tuple(value for _, params in parts for value in params)


def _split(kind: Kind, name: str) -> tuple[str, str]:
    """A term's left side as field and operator. A property that is named like an operator comes first."""
    field, dot, operator = name.rpartition(".")
    if not dot or operator not in OPERATORS:
        return _guess(kind, name)
    target = target_of(kind, field)
    is_property = target.leaf is not None and operator in target.leaf.properties
    return (name, EQUAL) if is_property else (field, operator)


def _guess(kind: Kind, name: str) -> tuple[str, str]:
    """The name as a field; `status.nott` is a field with an operator that does not exist."""
    top, dot, rest = name.partition(".")
    field = find_field(kind, top)
    if dot and field is not None and not (field.is_list or field.is_object):
        return top, rest
    return name, EQUAL
