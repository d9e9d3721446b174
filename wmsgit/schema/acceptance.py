"""Acceptance: whether a schema admits a value for certain, without jsonschema, which is the judge of all others.

Only keywords with one plain meaning are known here. Whatever is doubtful (another keyword, a keyword's value of another
type, a reference, many values) is left to jsonschema, and so is everything that is not valid: it words the problems.
"""

from collections.abc import Callable, Mapping
from typing import Any

from wmsgit.model.same import json_key
from wmsgit.schema.times import is_date, is_date_or_time, is_timestamp

MAX_VISITS = 50_000
"""Schemas and values that are looked at: jsonschema counts at most five steps for each (`bounded.MAX_STEPS`)."""

_FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date-time": is_timestamp,
    "date": is_date,
    "date-or-time": is_date_or_time,
}
_ANNOTATIONS = frozenset({
    "title", "description", "default", "examples", "$comment", "deprecated", "readOnly", "writeOnly", "x-wmsgit",
    "$defs", "definitions", "then", "else",
})  # fmt: skip
"""Keywords that admit everything; `then` and `else` belong to `if`."""


class _DoubtError(Exception):
    """Only jsonschema can say."""


def admits(schema: Any, value: Any) -> bool:
    """Whether a JSON Schema (2020-12) admits a value for certain; False also where that is in doubt."""
    try:
        return _Visit().admits(schema, value)
    except (_DoubtError, RecursionError):
        return False


class _Visit:
    """The way through one value."""

    def __init__(self) -> None:
        self._left = MAX_VISITS

    def admits(self, schema: Any, value: Any) -> bool:
        """Whether the schema admits the value.

        Raises:
            _DoubtError: when only jsonschema can say.
        """
        if schema.__class__ is not dict:
            return bool(_typed(schema, bool))
        self._left -= 1 + (len(value) if isinstance(value, list | dict) else 0)
        if self._left < 0:
            raise _DoubtError
        return all(self._passes(keyword, wanted, value, schema) for keyword, wanted in schema.items())

    def _passes(self, keyword: str, wanted: Any, value: Any, schema: Any) -> bool:
        test = _TESTS.get(keyword)
        if test is not None:
            return test(wanted, value)
        if keyword in _ANNOTATIONS:
            return True
        if keyword not in _APPLICATORS:
            raise _DoubtError
        return _APPLICATORS[keyword](self, wanted, value, schema)

    def properties(self, wanted: Any, value: Any, _schema: Any) -> bool:
        named = _typed(wanted, dict)
        return not isinstance(value, dict) or all(
            self.admits(named[name], part) for name, part in value.items() if name in named
        )

    def additional(self, wanted: Any, value: Any, schema: Any) -> bool:
        if not isinstance(value, dict):
            return True
        named = _typed(schema.get("properties", {}), dict)
        return all(self.admits(wanted, part) for name, part in value.items() if name not in named)

    def items(self, wanted: Any, value: Any, _schema: Any) -> bool:
        return not isinstance(value, list) or all(self.admits(wanted, item) for item in value)

    def all_of(self, wanted: Any, value: Any, _schema: Any) -> bool:
        self._left -= len(_typed(wanted, list))
        return all(self.admits(part, value) for part in wanted)

    def condition(self, wanted: Any, value: Any, schema: Any) -> bool:
        return self.admits(schema.get("then" if self.admits(wanted, value) else "else", True), value)


def _typed(wanted: Any, *types: type) -> Any:
    """The keyword's value, where it is of the type that the keyword asks for."""
    if wanted.__class__ not in types:
        raise _DoubtError
    return wanted


def _number(wanted: Any) -> Any:
    return _typed(wanted, int, float)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def _has_type(wanted: Any, value: Any) -> bool:
    names = [wanted] if wanted.__class__ is str else _typed(wanted, list)
    if any(name.__class__ is not str or name not in _TYPES for name in names):
        raise _DoubtError
    return any(_TYPES[name](value) for name in names)


def _is_required(wanted: Any, value: Any) -> bool:
    for name in _typed(wanted, list):
        _typed(name, str)
    return not isinstance(value, dict) or all(name in value for name in wanted)


def _is_among(wanted: Any, value: Any) -> bool:
    values = _typed(wanted, list)
    if isinstance(value, str):
        return value in values
    return json_key(value) in set(map(json_key, values))


def _is_constant(wanted: Any, value: Any) -> bool:
    return bool(_typed(wanted, str) == value)


def _matches(wanted: Any, value: Any) -> bool:
    from wmsgit.schema.expressions import regular_expression

    return not isinstance(value, str) or regular_expression(_typed(wanted, str)).search(value) is not None


def _has_format(wanted: Any, value: Any) -> bool:
    test = _FORMATS.get(_typed(wanted, str))
    return test is None or not isinstance(value, str) or test(value)


def _has_no_doubles(wanted: Any, value: Any) -> bool:
    return not _typed(wanted, bool) or not isinstance(value, list) or len(set(map(json_key, value))) == len(value)


def _is_text(wanted: Any, _value: Any) -> bool:
    _typed(wanted, str)
    return True


def _sized(types: type[str | list[Any] | dict[str, Any]], *, at_least: bool) -> Callable[[Any, Any], bool]:
    """The test of a bound for the length of values of a type."""

    def test(wanted: Any, value: Any) -> bool:
        bound, size = _typed(wanted, int), len(value) if isinstance(value, types) else None
        return size is None or bool(size >= bound if at_least else size <= bound)

    return test


_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$schema": _is_text,
    "type": _has_type,
    "required": _is_required,
    "enum": _is_among,
    "const": _is_constant,
    "pattern": _matches,
    "format": _has_format,
    "uniqueItems": _has_no_doubles,
    "minLength": _sized(str, at_least=True),
    "maxLength": _sized(str, at_least=False),
    "minItems": _sized(list, at_least=True),
    "maxItems": _sized(list, at_least=False),
    "minProperties": _sized(dict, at_least=True),
    "maxProperties": _sized(dict, at_least=False),
    "minimum": lambda wanted, value: not _is_number(value) or not value < _number(wanted),
    "maximum": lambda wanted, value: not _is_number(value) or not value > _number(wanted),
}
"""Keyword → whether a value passes, given the keyword's value (JSON Schema 2020-12 validation, section 6)."""

_APPLICATORS: Mapping[str, Callable[[_Visit, Any, Any, Any], bool]] = {
    "properties": _Visit.properties,
    "additionalProperties": _Visit.additional,
    "items": _Visit.items,
    "allOf": _Visit.all_of,
    "if": _Visit.condition,
}
"""Keyword → whether the schemas in it admit what they are applied to (JSON Schema 2020-12 core, section 10)."""
