"""Fields: what one property of a schema says, with its `x-wmsgit` keywords, as one value."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wmsgit.model.value import immutable
from wmsgit.schema.shape import EXTENSION, FIELD, resolved, types_of


@immutable
class RuleSource:
    """A field that holds drift rules.

    Attributes:
        when: field → its values with which the record's rules are in force; every record's are when empty.
        reports: field → its values with which a violation is reported and fails nothing.
        repo: the field that names the repository that the rules are about; empty for none.
        paths: the field with the patterns of the files that they are about; empty for none.
        component, type, location: the fields of a record that places a component: its name, what sort it is, and its
            place in the repository; empty for records that place none.
        packs: the field that names the packs from which further rules are taken; empty for none.
        short: property → (rule kind, that kind's field): a list under that property is a whole rule.
    """

    when: Mapping[str, tuple[Any, ...]]
    reports: Mapping[str, tuple[Any, ...]]
    repo: str
    paths: str
    short: Mapping[str, tuple[str, str]]
    component: str = ""
    type: str = ""
    location: str = ""
    packs: str = ""


def rule_source(value: Any) -> RuleSource | None:
    """The value of `x-wmsgit.rules`; None where there is none. Parts of the wrong type count as absent."""
    if not isinstance(value, Mapping):
        return None
    short = _mapping(value.get("short"))
    return RuleSource(
        when=_values(value.get("when")),
        reports=_values(value.get("reports")),
        repo=_text(value, "repo"),
        paths=_text(value, "paths"),
        short={
            str(name): (_text(part, "kind"), _text(part, "fills"))
            for name, part in short.items()
            if isinstance(part, Mapping)
        },
        component=_text(value, "component"),
        type=_text(value, "type"),
        location=_text(value, "location"),
        packs=_text(value, "packs"),
    )


def _values(value: Any) -> dict[str, tuple[Any, ...]]:
    return {str(name): tuple(values) for name, values in _mapping(value).items() if isinstance(values, list)}


_EVERY_TYPE = frozenset({"string", "integer", "number", "boolean", "array", "object"})


@immutable
class Field:
    """One property of a kind.

    Attributes:
        name: the property's name.
        description: one sentence or two, from the schema.
        types: the JSON types that it admits.
        enum: the values that it admits, of the list's items where it is a list; empty for any.
        required: whether every record must have it.
        format: the JSON Schema format (`date-time`, `date`, ours `date-or-time`), of the items where it is a list.
        default: what `add` fills in: a literal, or the words `now` and `actor` when `fills` is set.
        fills: `now`, `actor` or empty: a default that is not a constant.
        references: the kind whose ids stand here; empty for none.
        also: further kinds whose ids may stand here.
        takes: the transition that the records named take when the work of this one is done; empty for none.
        wildcard: the value that stands for every record of that kind, such as `all`; empty for none.
        acyclic: whether following the references must not lead back.
        is_part_of: whether the record named has this one as a part.
        is_path: whether the values name files of the workspace's repositories.
        short: a shorter name for the command line's option; empty for none.
        table: the child table that a list of objects goes to; empty for none.
        rules: what the field's values are as drift rules; None where they are none.
        is_reviews: whether the items are reviews of the record.
        routed: whether the value is the repository that the work is routed to.
        file_of: the field that names the repository in which the value is a file; empty for none.
        is_person: whether the values name people.
        properties: the fields of an object, or of a list's items where these are objects.
    """

    name: str
    description: str
    types: frozenset[str]
    enum: tuple[str, ...]
    required: bool
    format: str
    default: Any
    fills: str
    references: str
    wildcard: str
    acyclic: bool
    is_path: bool
    short: str
    table: str
    rules: RuleSource | None
    properties: Mapping[str, "Field"]
    is_reviews: bool = False
    routed: bool = False
    file_of: str = ""
    is_part_of: bool = False
    is_person: bool = False
    also: tuple[str, ...] = ()
    takes: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds whose ids may stand here, the first one before the others; none where the field refers to none."""
        return (self.references, *self.also) if self.references else ()

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return "array" in self.types

    @property
    def is_object(self) -> bool:
        """Whether the value is an object."""
        return "object" in self.types

    @property
    def is_time(self) -> bool:
        """Whether the value is a moment or a day."""
        return self.format in {"date-time", "date", "date-or-time"}

    @property
    def is_text(self) -> bool:
        """Whether the value is one string."""
        return self.types == {"string"}


Way = tuple[Field, ...]
"""A field with those around it, from the top: `activities`, `files_created`."""


def ways_to(fields: Mapping[str, Field], test: Callable[[Field], bool], above: Way = ()) -> Iterator[Way]:
    """The ways to the fields that pass the test."""
    for field in fields.values():
        if test(field):
            yield (*above, field)
        yield from ways_to(field.properties, test, (*above, field))


def keywords_of(schema: Mapping[str, Any], level: str, *, are_sound: bool) -> Mapping[str, Any]:
    """The keywords of a schema, or of a part of one, that can be used; where all are sound they are not looked at."""
    own: Mapping[str, Any] = schema.get(EXTENSION, {})
    if are_sound or EXTENSION not in schema:
        return own
    from wmsgit.schema.keyword_values import usable

    return usable(own, level)


def field_of(
    name: str, schema: Mapping[str, Any], root: Mapping[str, Any], *, required: bool, are_sound: bool = False
) -> Field:
    """The field that a property's schema describes. Keywords of the wrong type count as absent.

    Args:
        name: the property's name.
        schema: its schema.
        root: the whole schema, into which references lead.
        required: whether every record must have it.
        are_sound: whether all keywords in the schema are known and of the right type.
    """
    schema = resolved(schema, root)
    items = resolved(schema.get("items", {}), root)
    own = keywords_of(schema, FIELD, are_sound=are_sound)
    values = schema.get("enum") or items.get("enum") or ()
    fills = _text(own, "default")
    return Field(
        name=name,
        description=_text(schema, "description"),
        types=types_of(schema) or _EVERY_TYPE,
        enum=tuple(str(value) for value in values if value is not None),
        required=required,
        format=_text(schema, "format") or _text(items, "format"),
        default=schema.get("default"),
        fills=fills,
        references=_text(own, "references"),
        wildcard=_text(own, "wildcard"),
        acyclic=own.get("acyclic", False),
        is_path=own.get("path", False),
        short=_text(own, "short"),
        table=_text(own, "table"),
        rules=rule_source(own.get("rules")),
        properties=_properties(items if items.get("properties") else schema, root, are_sound=are_sound),
        is_reviews=own.get("reviews", False),
        routed=own.get("routed", False),
        file_of=_text(own, "file_of"),
        is_part_of=own.get("part_of", False),
        is_person=own.get("person", False),
        also=tuple(own.get("also", ())),
        takes=_text(own, "takes"),
    )


def _properties(schema: Mapping[str, Any], root: Mapping[str, Any], *, are_sound: bool) -> dict[str, Field]:
    required = schema.get("required") or ()
    named = _mapping(schema.get("properties"))
    return {
        name: field_of(name, part, root, required=name in required, are_sound=are_sound)
        for name, part in named.items()
        if isinstance(part, Mapping)
    }


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(mapping: Mapping[str, Any], key: str) -> str:
    value = mapping.get(key)
    return value if isinstance(value, str) else ""
