"""Bounded keywords: those of JSON Schema that are bounded here, where jsonschema takes time without bound."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

from wmsgit.errors import SchemaError
from wmsgit.model.same import json_key
from wmsgit.model.text import shortened
from wmsgit.schema.times import DATE_OR_TIME

MAX_STEPS = 300_000
"""Schemas that are tried on the values of one record: a record has at most 100,000 values."""

_COUNTED = (
    "$ref", "allOf", "anyOf", "oneOf", "not", "if", "dependentSchemas", "contains", "propertyNames", "prefixItems",
    "unevaluatedProperties", "unevaluatedItems", "items", "properties", "additionalProperties",
)  # fmt: skip

_UNSAFE_KEYWORDS = ("patternProperties", "$dynamicRef", "$recursiveRef")

_TEXT_KEYWORDS = frozenset({"type", "minLength", "title", "description", "examples", "default", "x-wmsgit"})
"""Keywords by which a text is refused for its length alone."""

BoundedKeyword = Callable[[Any, Any, Any, Any], Iterable[Any] | None]
"""A keyword as jsonschema calls it: with the validator, the keyword's value, the instance and the schema."""


def require_bounded(schema: Any, name: str, depth: int = 0) -> None:
    """Refuse keywords that would run an unbounded pattern or resolve at run time, wherever they stand.

    Raises:
        SchemaError: naming the first.
    """
    where = f"{name}.schema.json"
    if depth > 100:  # noqa: PLR2004 - far below the interpreter's own limit
        raise SchemaError("the schema is nested too deeply", where=where)
    if isinstance(schema, Mapping):
        fault = _unbounded(schema)
        if fault:
            raise SchemaError(fault, where=where)
    parts = schema.values() if isinstance(schema, Mapping) else schema if isinstance(schema, list) else ()
    for part in parts:
        require_bounded(part, name, depth + 1)


def _unbounded(schema: Mapping[str, Any]) -> str:
    """Why this one object of a schema cannot be bounded; empty where it can."""
    for keyword in _UNSAFE_KEYWORDS:
        if keyword in schema and not _is_property(schema):
            return f"{keyword} cannot be run in bounded time: not supported"
    reference = schema.get("$ref")
    if isinstance(reference, str) and not reference.startswith("#"):
        return f"$ref {shortened(repr(reference))} leads out of the file, and nothing is fetched"
    try:
        if isinstance(schema.get("pattern"), str) and schema["pattern"] != DATE_OR_TIME:
            from wmsgit.schema.expressions import regular_expression

            regular_expression(schema["pattern"])
    except ValueError as error:
        return str(error)
    return ""


def _is_property(schema: Mapping[str, Any]) -> bool:
    return all(isinstance(part, Mapping) and "type" in part for part in schema.values())


class TooManyStepsError(Exception):
    """A record needs more work than any honest one."""


class Steps:
    """How many schemas may still be tried on the record that is validated."""

    def __init__(self) -> None:
        self._left = MAX_STEPS

    def renew(self) -> None:
        """Begin with another record."""
        self._left = MAX_STEPS

    def counted(self, keyword: BoundedKeyword) -> BoundedKeyword:
        """The keyword, at the cost of what it tries: every part of its own, or of the value."""

        def bounded(validator: Any, value: Any, instance: Any, schema: Any) -> Iterable[Any] | None:
            tried = value if isinstance(value, list) else instance if isinstance(instance, list | dict) else ()
            self._left -= 1 + len(tried)
            if self._left < 0:
                raise TooManyStepsError
            return keyword(validator, value, instance, schema)

        return bounded


def bounded_keywords(known: dict[str, BoundedKeyword], steps: Steps) -> dict[str, BoundedKeyword]:
    """The keywords that take the place of jsonschema's.

    Args:
        known: jsonschema's own.
        steps: what they are counted by.
    """
    own: dict[str, BoundedKeyword] = {"pattern": _pattern, "uniqueItems": _unique, "enum": _Enums()}
    known = {**known, "items": _items_by(known["items"])}
    return own | {name: steps.counted(known[name]) for name in _COUNTED}


def _items_by(keyword: BoundedKeyword) -> BoundedKeyword:
    """The keyword `items` (JSON Schema 2020-12 core, 10.3.1.2), at once where all items are to be texts."""

    def items(validator: Any, value: Any, instance: Any, schema: Any) -> Iterable[Any] | None:
        if isinstance(instance, list) and asks_for_length_alone(value):
            least = value.get("minLength", 0)
            if all(isinstance(item, str) and len(item) >= least for item in instance):
                return ()
        return keyword(validator, value, instance, schema)

    return items


def asks_for_length_alone(schema: Any) -> bool:
    """Whether a schema admits the texts that are long enough, and nothing else."""
    return isinstance(schema, dict) and schema.get("type") == "string" and schema.keys() <= _TEXT_KEYWORDS


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    """The keyword `pattern`, by RE2, which is linear in the text (JSON Schema 2020-12 validation, 6.3.3)."""
    from jsonschema import ValidationError

    from wmsgit.schema.expressions import regular_expression

    if isinstance(instance, str) and not regular_expression(pattern).search(instance):
        yield ValidationError(f"{shortened(repr(instance))} does not match {pattern!r}")


def _unique(_validator: Any, wanted: bool, instance: Any, _schema: Any) -> Iterator[Any]:
    """The keyword `uniqueItems`, by hashes (the same, 6.4.3)."""
    from jsonschema import ValidationError

    if wanted and isinstance(instance, list):
        result: set[Hashable] = set()
        for item in instance:
            key = json_key(item)
            if key in result:
                yield ValidationError(f"{shortened(repr(item))} stands twice, and the items are to be unique")
                return
            result.add(key)


class _Enums:
    """The keyword `enum`, by hashes (the same, 6.1.2); the values of each are hashed once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, frozenset[Hashable]]] = {}  # the list stands in it so that its id stays its

    def __call__(self, _validator: Any, values: Any, instance: Any, _schema: Any) -> Iterator[Any]:
        from jsonschema import ValidationError

        if id(values) not in self._known:
            self._known[id(values)] = values, frozenset(map(json_key, values))
        if json_key(instance) not in self._known[id(values)][1]:
            yield ValidationError(f"{shortened(repr(instance))} is not one of the values that are allowed")
