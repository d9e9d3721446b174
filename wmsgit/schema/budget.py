"""Budgets: how much a schema of a workspace may say, so that no checkout can hang whoever reads it.

Every bound is some ten times what the largest packaged schema needs. A schema beyond one is an error when it is
loaded, before anything follows its references.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wmsgit.errors import SchemaError

MAX_NODES = 5_000
"""Objects and lists in one schema when every reference is written out: fields and shapes are made for each."""
MAX_DEPTH = 100
"""Levels of one schema when every reference is written out, far below the interpreter's own limit."""
MAX_APPLIED = 1_000
"""Schemas that are tried at one place of a record, by `allOf`, `anyOf`, `$ref` and the like."""
MAX_NAMES = 1_000
"""Entries under one keyword, such as `properties`: each is looked for in every object."""
MAX_VALUES = 2_000
"""Values of one `enum`."""
MAX_PATTERNS = 200
"""Patterns of one schema: a compiled one may take a mebibyte."""

_SMALL_BYTES = 16 << 10
_SMALL_NODES = 200  # which the interpreter's own limit bears in one another, too

_COUNTED = (
    "properties", "$defs", "definitions", "dependentSchemas", "dependentRequired", "required", "allOf", "anyOf",
    "oneOf", "prefixItems",
)  # fmt: skip
_MOST = {**dict.fromkeys(_COUNTED, MAX_NAMES), "enum": MAX_VALUES}
_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
_APPLIES = frozenset({*_IN_PLACE, "$ref"})
_TRIED_AGAIN = ("unevaluatedProperties", "unevaluatedItems")  # they try what stands beside them once more
_DATA = frozenset({"enum", "const", "default", "examples"})

Below = Callable[[Any], Iterator[Any]]
"""A value of a schema → the values below it that a measure follows."""


def require_within_budget(schema: Any, where: str) -> None:
    """Refuse a schema that would take too much time or memory to use.

    Args:
        schema: the JSON value of a schema file.
        where: the file's name, for the error.

    Raises:
        SchemaError: naming the bound that is broken.
    """
    try:
        _Measures(schema).require()
    except _BeyondError as error:
        raise SchemaError(str(error), where=where) from None


def is_plainly_small(text: bytes) -> bool:
    """Whether the text of a schema shows that no bound is broken, which measuring it would take longer to say.

    No single bound is below the counts here, and without references nothing is more than what is written.
    """
    has_hidden = any(word in text for word in (b"$ref", b"$id", b"$anchor", b"$dynamic", b"unevaluated", b"\\u"))
    return not has_hidden and len(text) <= _SMALL_BYTES and text.count(b"{") + text.count(b"[") <= _SMALL_NODES


class _BeyondError(Exception):
    """A bound is broken; the message says which."""


class _Measures:
    """The measures of one schema."""

    def __init__(self, schema: Any) -> None:
        self._root = schema
        self._anchors: dict[str, Any] = {}
        self._patterns = 0
        self._nodes = 0
        self._appliers: list[Any] = []

    def require(self) -> None:
        self._survey(self._root, 0, is_root=True)
        self._size(self._root, self._everything, MAX_NODES, "objects and lists with its references written out", {})
        self._size(self._root, self._fields, MAX_NODES, "fields", {}, is_cyclic=False)
        applied: dict[int, int | None] = {}
        for part in self._appliers:
            self._size(part, self._applied, MAX_APPLIED, "schemas at one place", applied, is_cyclic=False)

    def _survey(self, value: Any, depth: int, *, is_root: bool = False, is_data: bool = False) -> None:
        """Measure what stands in the text, references aside."""
        if depth > MAX_DEPTH:
            raise _BeyondError("the schema is nested too deeply")
        if isinstance(value, dict | list):
            self._nodes += 1
            if self._nodes > MAX_NODES:
                raise _BeyondError(f"more than {MAX_NODES:,} objects and lists")
        if isinstance(value, dict) and not is_data:
            self._survey_object(value, is_root=is_root)
        for key, part in _parts(value):
            self._survey(part, depth + 1, is_data=is_data or (key in _DATA and not isinstance(part, dict)))

    def _survey_object(self, schema: dict[str, Any], *, is_root: bool) -> None:
        for keyword in _MOST.keys() & schema.keys():
            held, most = schema[keyword], _MOST[keyword]
            if isinstance(held, dict | list) and len(held) > most:
                raise _BeyondError(f"{keyword} has {len(held):,} entries, at most {most:,} are allowed")
        if not _APPLIES.isdisjoint(schema):
            self._appliers.append(schema)
        if isinstance(schema.get("$id"), str) and not is_root:
            raise _BeyondError("an $id inside of a schema would lead its references astray: not supported")
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(schema.get(keyword), str):
                self._anchors[schema[keyword]] = schema
        self._patterns += isinstance(schema.get("pattern"), str)
        if self._patterns > MAX_PATTERNS:
            raise _BeyondError(f"more than {MAX_PATTERNS} patterns")

    def _size(
        self, value: Any, below: Below, most: int, what: str, known: dict[int, int | None], *,
        is_cyclic: bool = True, depth: int = 0,
    ) -> int:  # fmt: skip
        """How many objects and lists are met from a value on, each as often as it is.

        Args:
            value: where to begin.
            below: gives what is met next.
            most: the bound.
            what: what is counted, for the error.
            known: what has been measured; None for what is being measured.
            is_cyclic: whether a reference may lead back to where it comes from; it counts once then.
            depth: how far down this is.
        """
        if id(value) in known:
            size = known[id(value)]
            if size is None and not is_cyclic:
                raise _BeyondError("a $ref leads back to itself")
            return size or 0
        if depth > 2 * MAX_DEPTH:
            raise _BeyondError("the schema is nested too deeply")
        known[id(value)] = None
        weight = 3 if isinstance(value, dict) and any(name in value for name in _TRIED_AGAIN) else 1
        size = 1
        for part in below(value):
            size += weight * self._size(part, below, most, what, known, is_cyclic=is_cyclic, depth=depth + 1)
            if size > most:
                raise _BeyondError(f"more than {most:,} {what}")
        known[id(value)] = size
        return size

    def _everything(self, value: Any) -> Iterator[Any]:
        yield from (part for _, part in _parts(value) if isinstance(part, dict | list))
        yield from self._target(value)

    def _applied(self, value: Any) -> Iterator[Any]:
        """What is tried at the same place of a record as this schema."""
        if isinstance(value, dict):
            for keyword in _IN_PLACE:
                held = value.get(keyword)
                parts = _parts(held) if keyword == "dependentSchemas" or isinstance(held, list) else ((0, held),)
                yield from (part for _, part in parts if isinstance(part, dict))
            yield from self._target(value)

    def _fields(self, value: Any) -> Iterator[Any]:
        """What has fields below this schema's own fields: the way that `wmsgit.schema.field` goes."""
        schema = self._followed(value)
        items = self._followed(schema.get("items"))
        named = (items if items.get("properties") else schema).get("properties")
        yield from (part for _, part in _parts(named) if isinstance(part, dict))

    def _followed(self, value: Any) -> dict[str, Any]:
        own = value if isinstance(value, dict) else {}
        target = next(self._target(own), None)
        return target | own if isinstance(target, dict) else own

    def _target(self, value: Any) -> Iterator[Any]:
        """What a schema's reference leads to, if it does."""
        reference = value.get("$ref") if isinstance(value, dict) else None
        if isinstance(reference, str) and reference.startswith("#"):
            from urllib.parse import unquote

            resolved = self._resolved(unquote(reference[1:]))
            if isinstance(resolved, dict | list):
                yield resolved

    def _resolved(self, fragment: str) -> Any:
        if fragment and not fragment.startswith("/"):
            return self._anchors.get(fragment)
        value = self._root
        for part in fragment.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(value, list):
                value = value[int(key)] if key.isdecimal() and int(key) < len(value) else None
            else:
                value = value.get(key) if isinstance(value, dict) else None
        return value


def _parts(value: Any) -> Iterable[tuple[Any, Any]]:
    return value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
