"""Operators: what each one of a filter (`=`, `not`, `after`, `contains`, ...) means for a value, as SQL.

A value is a column, or for lists, objects and parts of them each item that JSON's functions find there
(https://sqlite.org/json1.html). Every operand is bound, never written into the statement.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wmsgit.errors import InvalidError
from wmsgit.index.moments import Span, end_sql, span_of_words, start_sql
from wmsgit.model.text import suggest
from wmsgit.model.value import immutable
from wmsgit.schema.field import Field

if TYPE_CHECKING:
    from wmsgit.model.people import People

Fragment = tuple[str, tuple[Any, ...]]
"""An SQL expression and the values that it binds."""

Predicate = Callable[[str], Fragment]
"""What must hold of a value, given the value's SQL expression."""

EQUAL = ""
_NUMERIC = frozenset({"integer", "number", "null"})
_BOOLEAN = frozenset({"boolean", "null"})
_TRUTH = {"true": 1, "yes": 1, "1": 1, "false": 0, "no": 0, "0": 0}
_MAX_EXACT = 1 << 62
_ITEM = "leaf.value"
# JSON's true and false are the numbers 1 and 0 in SQL; a person writes the words.
_ITEM_TEXT = "CASE leaf.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(leaf.value AS TEXT) END"


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


@immutable
class Operand:
    """One operand with what it is compared to; `people` says who is who where the field names people."""

    target: FieldTarget
    value: str
    now: datetime
    people: "Callable[[], People]"

    @property
    def field(self) -> Field | None:
        """What the schema says of the value."""
        return self.target.leaf

    def error(self, expected: str, hint: str = "") -> InvalidError:
        """The error for an operand that cannot be a value of the field."""
        return InvalidError(f"{self.target.name} cannot be {self.value!r}: {expected}", hint=hint)


def _equal(request: Operand) -> Fragment:
    return _somewhere(request, _equality(request)) if request.value else _absent(request)


def _not(request: Operand) -> Fragment:
    sql, params = _equal(request)
    return f"({sql}) IS NOT TRUE", params


def _empty(request: Operand) -> Fragment:
    sql, params = _absent(request)
    return (sql, params) if _truth(request, request.value or "true") else (f"NOT ({sql})", params)


def _contains(request: Operand) -> Fragment:
    fold, operand = (
        ("lower", request.value.lower()) if request.value.isascii() else ("wms_fold", request.value.casefold())
    )
    if request.target.is_scalar:
        return f"instr({fold}({request.target.column}), ?) > 0", (operand,)
    source, params = _source(request.target, "json_tree")
    return f"EXISTS (SELECT 1 FROM {source} WHERE instr({fold}(leaf.atom), ?) > 0)", (*params, operand)  # noqa: S608


def _before(request: Operand) -> Fragment:
    return _somewhere(request, _is_before(request))


def _after(request: Operand) -> Fragment:
    return _somewhere(request, _is_after(request))


def _min(request: Operand) -> Fragment:
    return _somewhere(request, _unless(_is_before(request)))


def _max(request: Operand) -> Fragment:
    return _somewhere(request, _unless(_is_after(request)))


OPERATORS: Mapping[str, Callable[[Operand], Fragment]] = {
    EQUAL: _equal,
    "not": _not,
    "contains": _contains,
    "before": _before,
    "after": _after,
    "min": _min,
    "max": _max,
    "empty": _empty,
}
"""Equality (`field=value`; with no value: absent) and `not`; `contains` a text, in any case; `before` and
`after` a day, moment or number, and `min` and `max` with the day or number itself; `empty` true or false."""


def _somewhere(request: Operand, predicate: Predicate) -> Fragment:
    """The predicate holds for the column, or for an item of what stands at the target."""
    target = request.target
    if target.is_scalar:
        return predicate(target.column)
    source, params = _source(target, "json_each")
    sql, operands = predicate(_ITEM)
    where = f"typeof(leaf.key) <> 'text' AND ({sql})"
    return f"EXISTS (SELECT 1 FROM {source} WHERE {where})", (*params, *operands)  # noqa: S608


def _absent(request: Operand) -> Fragment:
    target = request.target
    if target.is_scalar:
        return f"({target.column} IS NULL OR {target.column} = '')", ()
    source, params = _source(target, "json_each")
    return f"NOT EXISTS (SELECT 1 FROM {source} WHERE leaf.value IS NOT NULL)", params  # noqa: S608


def _source(target: FieldTarget, function: str) -> Fragment:
    """What to select from, so that `leaf` is each item at the target: a list's items, else the value."""
    if not target.way:
        return f"{function}({target.json_column}) AS leaf", ()
    path = "$" + "".join(f'."{part}"' for part in target.way)
    if not target.field.is_list:
        return f"{function}({target.json_column}, ?) AS leaf", (path,)
    item = "CASE item.type WHEN 'object' THEN item.value ELSE 'null' END"
    return f"json_each({target.json_column}) AS item, {function}({item}, ?) AS leaf", (path,)


def _equality(request: Operand) -> Predicate:
    field, value = request.field, request.value
    if field is None:
        return lambda v: (f"{_text(v)} = ?", (value,))
    if field.enum:
        return _nocase(_enum_value(field, request))
    if field.references or field.name == "id":
        return _reference(field, value)
    if field.is_time:
        return _same_time(request)
    if field.types <= _BOOLEAN:
        truth = _truth(request, value)
        return lambda v: (f"{v} = ?", (truth,))
    if field.types <= _NUMERIC:
        number = _number(request)
        return lambda v: (f"{v} = ?", (number,))
    spellings = request.people().spelled(value) if field.is_person else (value,)
    if len(spellings) > 1:
        return _any_spelling(spellings)
    return lambda v: (f"{v if field.is_text else _text(v)} = ?", (value,))


def _any_spelling(names: Sequence[str]) -> Predicate:
    """The value is one of the names of a person, in any case."""
    folded = tuple(dict.fromkeys(name.casefold() for name in names))
    marks = ", ".join("?" * len(folded))
    return lambda v: (f"wms_fold({v}) IN ({marks})", folded)


def _nocase(value: str) -> Predicate:
    return lambda v: (f"{v} = ? COLLATE NOCASE", (value,))


def _reference(field: Field, value: str) -> Predicate:
    """Ids are compared without case, as they are unique without it; the wildcard matches every id."""
    if not field.wildcard:
        return _nocase(value)
    return lambda v: (f"({v} = ? COLLATE NOCASE OR {v} = ?)", (value, field.wildcard))


def _same_time(request: Operand) -> Predicate:
    before, after = _unless(_is_before(request)), _unless(_is_after(request))

    def predicate(value: str) -> Fragment:
        (left, first), (right, second) = before(value), after(value)
        return f"({left}) AND ({right})", (*first, *second)

    return predicate


def _is_before(request: Operand) -> Predicate:
    bound = _bound(request)
    if not isinstance(bound, tuple):
        return lambda v: (f"{_numeric(v)} < ?", (bound,))
    return lambda v: (f"{start_sql(v)} < ? AND {end_sql(v)} <= ?", (bound[0], bound[0]))


def _is_after(request: Operand) -> Predicate:
    bound = _bound(request)
    if not isinstance(bound, tuple):
        return lambda v: (f"{_numeric(v)} > ?", (bound,))
    return lambda v: (f"{start_sql(v)} >= ? AND {end_sql(v)} > ?", (bound[1], bound[0]))


def _unless(predicate: Predicate) -> Predicate:
    """The opposite, of values that can be compared at all: for those that cannot, SQL says NULL."""

    def opposite(value: str) -> Fragment:
        sql, params = predicate(value)
        return f"NOT ({sql})", params

    return opposite


def _bound(request: Operand) -> int | float | Span:
    """The operand of an order: a number for a number's field, else a day or a moment."""
    field = request.field
    if field is not None and field.types <= _NUMERIC:
        return _number(request)
    if field is None:
        with suppress(ValueError):
            return _parse_number(request.value)
    try:
        return span_of_words(request.value, request.now)
    except ValueError:
        hint = "a day (2026-11-23), a timestamp, today, yesterday, tomorrow, now, or such as -7d, 12h, +2w"
        raise request.error("that is no date", hint) from None


def _number(request: Operand) -> int | float:
    try:
        return _parse_number(request.value)
    except ValueError:
        raise request.error("that is no number") from None


def _parse_number(text: str) -> int | float:
    """The number that a text spells; beyond 64 bits as the nearest float that SQLite can hold."""
    number = float(text)
    if math.isnan(number):
        raise ValueError(text)
    return int(text) if text.strip("+-").isdigit() and abs(number) < _MAX_EXACT else number


def _truth(request: Operand, text: str) -> int:
    if text.lower() not in _TRUTH:
        raise request.error("that is neither true nor false")
    return _TRUTH[text.lower()]


def _enum_value(field: Field, request: Operand) -> str:
    """The value of the enumeration that the operand spells, in any case."""
    known = {value.lower(): value for value in field.enum}
    result = known.get(request.value.lower())
    if result is None:
        hint = suggest(request.value, field.enum)
        raise request.error(f"it is one of {', '.join(field.enum)}", hint)
    return result


def _text(value: str) -> str:
    return _ITEM_TEXT if value == _ITEM else f"CAST({value} AS TEXT)"


def _numeric(value: str) -> str:
    return f"CASE WHEN typeof({value}) IN ('integer', 'real') THEN {value} END"
