"""Shapes: which types a schema admits at each place, all that reading a plain YAML scalar needs to know.

And the words of ours in schemas that all know who read one: reading a list takes no more of how values merge.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

EXTENSION = "x-wmsgit"
"""The keyword of a schema under which ours stand."""
KIND: Final = "kind"
FIELD: Final = "field"
"""The levels of those that a schema, and one of its properties, may have: see `wmsgit.schema.keywords`."""
WAYS: Final[Mapping[str, str]] = {
    "scalar": "as a whole, but a text of several lines by lines",
    "object": "key by key",
    "set": "an item that either side added is there, one that either side removed is not",
    "keyed": "as a set whose items are known by their `key`; the fields of one item merge like those of a record",
    "list": "item by item, in order: what a side changed is changed in its place, different additions at one place "
    "both stay; one item that both changed conflicts, that item alone",
}
"""What each way of merging does; `object` is what no schema has to state."""
STATED_WAYS: Final = tuple(way for way in WAYS if way != "object")
"""What a schema may state under `merge`."""
_JSON_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
_MAX_REFERENCES = 32
_DIGEST_BYTES = 16


if TYPE_CHECKING:
    from typing import TypeAlias

    _Part: TypeAlias = "Shape | None"
else:  # a name in quotes is compiled when the class is made, and the first thing compiled costs a third of `re`
    _Part = object


class Shape(NamedTuple):
    """The JSON types that a place admits, and the shapes below it.

    `types` is None where everything is admitted.
    """

    types: frozenset[str] | None = None
    properties: Mapping[str, "Shape"] = {}
    items: _Part = None
    additional: _Part = None

    def admits(self, name: str) -> bool:
        """Whether a value of the JSON type `name` may stand here (an integer is also a number)."""
        return self.types is None or name in self.types or (name == "integer" and "number" in self.types)

    def below(self, key: str) -> "Shape":
        """The shape of the property `key`."""
        return self.properties.get(key) or self.additional or ANYTHING

    @property
    def item(self) -> "Shape":
        """The shape of a list's items."""
        return self.items or ANYTHING


ANYTHING = Shape()


def digest_of_shape(shape: Shape) -> str:
    """What two shapes have in common when every text is read as the same data by both: hexadecimal, 16 bytes."""
    return _digest(shape, {})


def _digest(shape: Shape | None, known: dict[int, str]) -> str:
    """The digest of a shape, made once for each: a schema that leads back into itself has the same ones often."""
    from hashlib import blake2b

    if shape is None:
        return ""
    if id(shape) not in known:
        types = "" if shape.types is None else sorted(shape.types)  # the order of a set differs by process
        properties = [(name, _digest(part, known)) for name, part in sorted(shape.properties.items())]
        spelled = (types, properties, _digest(shape.items, known), _digest(shape.additional, known))
        known[id(shape)] = blake2b(repr(spelled).encode(), digest_size=_DIGEST_BYTES).hexdigest()
    return known[id(shape)]


def shape_of(schema: Any) -> Shape:
    """The shape of a JSON Schema. References into the same document are followed, others admit everything."""
    return _Shapes(schema).of(schema, 0)


class _Shapes:
    """The shapes of the parts of one document, each made once a depth."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._known: dict[tuple[int, int], Shape] = {}

    def of(self, schema: Any, depth: int) -> Shape:
        """The shape of a part; `depth` says how many parts and references led to it."""
        if not isinstance(schema, Mapping) or depth > _MAX_REFERENCES:
            return ANYTHING
        key = id(schema), depth
        if key not in self._known:
            self._known[key] = self._made(schema, depth)
        return self._known[key]

    def _made(self, schema: Mapping[str, Any], depth: int) -> Shape:
        if "$ref" in schema:
            return self.of(resolve_local(schema["$ref"], self._root), depth + 1)
        alternatives = schema.get("anyOf") or schema.get("oneOf")
        if isinstance(alternatives, list) and "type" not in schema:
            return _union([self.of(option, depth + 1) for option in alternatives])
        additional = schema.get("additionalProperties")
        return Shape(
            types=types_of(schema),
            properties=self._properties(schema, depth),
            items=self.of(schema["items"], depth + 1) if "items" in schema else None,
            additional=self.of(additional, depth + 1) if isinstance(additional, Mapping) else None,
        )

    def _properties(self, schema: Mapping[str, Any], depth: int) -> dict[str, Shape]:
        """The properties' shapes: the schema's own, and those of one of its cases (`allOf` of `if` and `then`)."""
        named = schema.get("properties")
        own = named if isinstance(named, Mapping) else {}
        result = {name: [self.of(part, depth + 1)] for name, part in own.items()}
        cases = schema.get("allOf")
        for case in cases if isinstance(cases, list) else ():
            if isinstance(case, Mapping) and "then" in case:
                for name, shape in self.of(case["then"], depth + 1).properties.items():
                    if name not in own:
                        result.setdefault(name, []).append(shape)
        return {name: shapes[0] if len(shapes) == 1 else _union(shapes) for name, shapes in result.items()}


def types_of(schema: Mapping[str, Any]) -> frozenset[str] | None:
    """The types that a schema's own keywords admit, None for all: `type`, else those of `enum` or `const`."""
    declared = schema.get("type")
    if isinstance(declared, str):
        return frozenset({declared})
    if isinstance(declared, list):
        return frozenset(name for name in declared if isinstance(name, str))
    values = schema["enum"] if "enum" in schema else [schema["const"]] if "const" in schema else None
    if isinstance(values, list):
        return frozenset(_JSON_TYPES.get(type(value), "object") for value in values)
    return None


def resolve_local(reference: Any, root: Mapping[str, Any]) -> Any:
    """What a reference such as `#/$defs/name` points at; an empty schema for every other reference."""
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return {}
    value: Any = root
    for part in reference[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        value = value.get(key, {}) if isinstance(value, Mapping) else {}
    return value


def resolved(schema: Any, root: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with what its reference into the same document says; an empty one for what is no schema."""
    own: dict[str, Any] = dict(schema) if isinstance(schema, dict) else {}
    local = resolve_local(own["$ref"], root) if "$ref" in own else None
    return local | own if isinstance(local, dict) else own


def _union(shapes: list[Shape]) -> Shape:
    if any(shape.types is None for shape in shapes):
        return ANYTHING
    properties: dict[str, Shape] = {}
    for shape in shapes:
        properties |= shape.properties
    return Shape(
        types=frozenset(name for shape in shapes for name in shape.types or ()),
        properties=properties,
        items=next((shape.items for shape in shapes if shape.items), None),
        additional=next((shape.additional for shape in shapes if shape.additional), None),
    )
