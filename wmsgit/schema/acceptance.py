"""Acceptance: whether a schema admits a value for certain, without jsonschema, which is the judge of all others.

A schema becomes one test, made once. Only keywords with one plain meaning are known here. Whatever is doubtful (another
keyword, a keyword's value of another type, a reference, many values) is left to jsonschema, and so is everything that
is not valid: it words the problems.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from wmsgit.model.same import json_key
from wmsgit.schema.bounded import MAX_STEPS, asks_for_length_alone
from wmsgit.schema.times import DATE_OR_TIME, is_date, is_date_or_time, is_timestamp

_FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date-time": is_timestamp,
    "date": is_date,
    "date-or-time": is_date_or_time,
}
_ANNOTATIONS = frozenset({
    "title", "description", "default", "examples", "$comment", "deprecated", "readOnly", "writeOnly", "x-wmsgit",
    "enumDescriptions", "markdownDescription", "$defs", "definitions", "then",
    "else",
})  # fmt: skip
"""Keywords that admit everything; `then` and `else` belong to `if`."""


_CONTAINERS = (list, dict)
Made = TypeVar("Made")
Test = Callable[[Any, list[int]], bool]
"""Whether a value passes, given it and the one number of steps that are left; raises `_DoubtError`."""


class _DoubtError(Exception):
    """Only jsonschema can say."""


def admits(schema: Any, value: Any) -> bool:
    """Whether a JSON Schema (2020-12) admits a value for certain; False also where that is in doubt."""
    try:
        test = _TESTS_OF.get(schema) or _TESTS_OF.keep(schema, _test_of(schema))
        return test(value, [MAX_STEPS])
    except (_DoubtError, RecursionError):
        return False


class OfSchemas(Generic[Made]):
    """What was made of the schemas that were asked for last: a schema is asked of many records."""

    MOST = 500

    def __init__(self) -> None:
        self._made: dict[int, tuple[Any, Made]] = {}  # by identity, with the schema that has it

    def get(self, schema: Any) -> Made | None:
        """What was made of this very schema; None where that is not known."""
        known = self._made.get(id(schema))
        return known[1] if known else None

    def keep(self, schema: Any, made: Made) -> Made:
        """The same from now on; what was made first gives way."""
        if len(self._made) >= self.MOST:
            del self._made[next(iter(self._made))]
        self._made[id(schema)] = schema, made
        return made


_TESTS_OF: "OfSchemas[Test]" = OfSchemas()


def _test_of(schema: Any) -> Test:
    """The test of one schema: of all its keywords, in their order."""
    if schema.__class__ is not dict:
        return (lambda _value, _steps: schema) if schema.__class__ is bool else _doubt
    tests = [test for keyword, wanted in schema.items() if (test := _keyword(keyword, wanted, schema))]
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:  # noqa: PLR2004 - as most are
        first, second = tests
        return lambda value, steps: first(value, steps) and second(value, steps)

    def passes_all(value: Any, steps: list[int]) -> bool:
        for test in tests:  # noqa: SIM110 - a generator takes twice as long
            if not test(value, steps):
                return False
        return True

    return passes_all


def _keyword(keyword: str, wanted: Any, schema: Any) -> Test | None:
    """The test of one keyword; None where it admits everything."""
    if keyword in _ANNOTATIONS:
        return None
    if keyword == "pattern" and wanted == DATE_OR_TIME and schema.get("format") == "date-or-time":
        return None  # the format asks for more
    try:
        if keyword in _TESTS:
            return _TESTS[keyword](wanted)
        return _counted(wanted, _APPLICATORS[keyword](wanted, schema)) if keyword in _APPLICATORS else _doubt
    except _DoubtError:
        return _doubt


def _doubt(_value: Any, _steps: list[int]) -> bool:
    raise _DoubtError


def _counted(wanted: Any, test: Test) -> Test:
    """The test of schemas in a keyword, at the cost of what it tries: as `bounded.Steps` counts."""
    parts = len(wanted) if isinstance(wanted, list) else None

    def counted(value: Any, steps: list[int]) -> bool:
        tried = parts if parts is not None else len(value) if isinstance(value, _CONTAINERS) else 0
        steps[0] -= 1 + tried
        if steps[0] < 0:
            raise _DoubtError
        return test(value, steps)

    return counted


def _properties(wanted: Any, _schema: Any) -> Test:
    tests = {name: _test_of(part) for name, part in _typed(wanted, dict).items()}

    def test(value: Any, steps: list[int]) -> bool:
        if isinstance(value, dict):
            for name, part in value.items():
                test_of_part = tests.get(name)
                if test_of_part is not None and not test_of_part(part, steps):
                    return False
        return True

    return test


def _additional(wanted: Any, schema: Any) -> Test:
    named, other = _typed(schema.get("properties", {}), dict), _test_of(wanted)

    def test(value: Any, steps: list[int]) -> bool:
        if not isinstance(value, dict) or value.keys() <= named.keys():
            return True
        return all(other(part, steps) for name, part in value.items() if name not in named)

    return test


def _items(wanted: Any, _schema: Any) -> Test:
    if asks_for_length_alone(wanted):
        least = _typed(wanted.get("minLength", 0), int)
        return lambda value, _steps: (
            not isinstance(value, list) or all(isinstance(item, str) and len(item) >= least for item in value)
        )
    item_test = _test_of(wanted)
    return lambda value, steps: not isinstance(value, list) or all(item_test(item, steps) for item in value)


def _all_of(wanted: Any, _schema: Any) -> Test:
    tests = [_test_of(part) for part in _typed(wanted, list)]
    return lambda value, steps: all(test(value, steps) for test in tests)


def _any_of(wanted: Any, _schema: Any) -> Test:
    tests = [_test_of(part) for part in _typed(wanted, list)]
    return lambda value, steps: any(test(value, steps) for test in tests)


def _names(wanted: Any, _schema: Any) -> Test:
    name_test = _test_of(wanted)
    return lambda value, steps: not isinstance(value, dict) or all(name_test(name, steps) for name in value)


def _condition(wanted: Any, schema: Any) -> Test:
    condition = _test_of(wanted)
    then, other = (_test_of(schema.get(keyword, True)) for keyword in ("then", "else"))
    return lambda value, steps: (then if condition(value, steps) else other)(value, steps)


def _typed(wanted: Any, *types: type) -> Any:
    """The keyword's value, where it is of the type that the keyword asks for."""
    if wanted.__class__ not in types:
        raise _DoubtError
    return wanted


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_CLASSES: Mapping[str, type] = {"string": str, "boolean": bool, "null": type(None), "array": list, "object": dict}
_NUMBERS: Mapping[str, Callable[[Any], bool]] = {
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "number": _is_number,
}


def _type(wanted: Any) -> Test:
    names = [wanted] if wanted.__class__ is str else _typed(wanted, list)
    if any(name.__class__ is not str or (name not in _CLASSES and name not in _NUMBERS) for name in names):
        raise _DoubtError
    classes = tuple(_CLASSES[name] for name in names if name in _CLASSES)
    numbers = [_NUMBERS[name] for name in names if name in _NUMBERS]
    if not numbers:
        return lambda value, _steps: isinstance(value, classes)
    return lambda value, _steps: isinstance(value, classes) or any(test(value) for test in numbers)


def _required(wanted: Any) -> Test:
    names = frozenset(_typed(name, str) for name in _typed(wanted, list))
    return lambda value, _steps: not isinstance(value, dict) or names <= value.keys()


def _enum(wanted: Any) -> Test:
    values, keys = _typed(wanted, list), set(map(json_key, wanted))
    texts = frozenset(value for value in values if isinstance(value, str))
    return lambda value, _steps: value in texts if isinstance(value, str) else json_key(value) in keys


def _const(wanted: Any) -> Test:
    text = _typed(wanted, str)
    return lambda value, _steps: bool(text == value)


def _pattern(wanted: Any) -> Test:
    from wmsgit.schema.expressions import regular_expression

    pattern = _typed(wanted, str)
    return lambda value, _steps: not isinstance(value, str) or regular_expression(pattern).search(value) is not None


def _format(wanted: Any) -> Test | None:
    test = _FORMATS.get(_typed(wanted, str))
    return test and (lambda value, _steps: not isinstance(value, str) or test(value))


def _unique(wanted: Any) -> Test | None:
    def test(value: Any, _steps: list[int]) -> bool:
        return not isinstance(value, list) or len(set(map(json_key, value))) == len(value)

    return test if _typed(wanted, bool) else None


def _text(wanted: Any) -> None:
    _typed(wanted, str)


def _sized(types: type[str | list[Any] | dict[str, Any]], *, at_least: bool) -> Callable[[Any], Test]:
    """The maker of a bound for the length of values of a type."""

    def made(wanted: Any) -> Test:
        bound = _typed(wanted, int)
        if at_least:
            return lambda value, _steps: not isinstance(value, types) or len(value) >= bound
        return lambda value, _steps: not isinstance(value, types) or len(value) <= bound

    return made


def _minimum(wanted: Any) -> Test:
    bound = _typed(wanted, int, float)
    return lambda value, _steps: not _is_number(value) or not value < bound


def _maximum(wanted: Any) -> Test:
    bound = _typed(wanted, int, float)
    return lambda value, _steps: not _is_number(value) or not value > bound


_TESTS: Mapping[str, Callable[[Any], Test | None]] = {
    "$schema": _text,
    "type": _type,
    "required": _required,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "format": _format,
    "uniqueItems": _unique,
    "minLength": _sized(str, at_least=True),
    "maxLength": _sized(str, at_least=False),
    "minItems": _sized(list, at_least=True),
    "maxItems": _sized(list, at_least=False),
    "minProperties": _sized(dict, at_least=True),
    "maxProperties": _sized(dict, at_least=False),
    "minimum": _minimum,
    "maximum": _maximum,
}
"""Keyword → the test of a value, given the keyword's value (JSON Schema 2020-12 validation, section 6)."""

_APPLICATORS: Mapping[str, Callable[[Any, Any], Test]] = {
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "propertyNames": _names,
    "allOf": _all_of,
    "anyOf": _any_of,
    "if": _condition,
}
"""Keyword → the test of what the schemas in it are applied to, given its value and the schema around it (JSON Schema
2020-12 core, section 10)."""
