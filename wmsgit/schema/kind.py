"""Kinds: a schema file as a value, with everything that the rooms above ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wmsgit.errors import SchemaError
from wmsgit.model.identity import is_safe_id
from wmsgit.schema.field import Field, field_of
from wmsgit.schema.identifiers import IdForm
from wmsgit.schema.mentions import Way, ways_to
from wmsgit.schema.merge_rule import EXTENSION
from wmsgit.schema.shape import Shape, shape_of
from wmsgit.schema.transition import Frozen, Transition

_KEYWORDS = frozenset({
    "folder", "table", "aliases", "id", "argument", "date", "status", "closed", "frozen", "transitions", "columns",
    "search", "fingerprint", "id_of", "order", "dropped",
})  # fmt: skip

_MAX_FOLDER = 200


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of record.

    Attributes:
        name: the file's name before `.schema.json`.
        schema: the whole JSON Schema.
        folder: where its records lie, below `records/`.
        table: its table's name in the index.
        aliases: further nouns of the command line.
        id_form: how ids are made.
        id_of: the kind whose records' ids these have: one record of this kind for one of that, found only after its
            own noun; empty where ids are the kind's own, unique over all kinds.
        argument: the field that `add`'s argument fills.
        date: the kind's own date, by which lists are ordered; empty for none.
        status: the field that the transitions move; empty for none.
        closed: the statuses that an everyday table leaves out.
        dropped: those of them that say that the work was given up, not done; one that is not closed does not count.
        transitions: verb → transition.
        columns: the columns of a table.
        search: the fields that `search` reads, the title's first.
        fingerprint: the fields that an id by fingerprint is made of.
        order: the fields by which what is ready is ordered, the weightiest first.
        frozen: which fields may no longer change, and from which statuses on.
        fields: name → field, in the schema's order, which is the canonical order of keys.
    """

    name: str
    schema: Mapping[str, Any]
    folder: str
    table: str
    aliases: tuple[str, ...]
    id_form: IdForm
    id_of: str
    argument: str
    date: str
    status: str
    closed: tuple[str, ...]
    dropped: tuple[str, ...]
    transitions: Mapping[str, Transition]
    columns: tuple[str, ...]
    search: tuple[str, ...]
    fingerprint: tuple[str, ...]
    order: tuple[str, ...]
    frozen: Frozen
    fields: Mapping[str, Field]

    @property
    def description(self) -> str:
        """What a record of this kind is, from the schema."""
        return str(self.schema.get("description", ""))

    @property
    def required(self) -> tuple[str, ...]:
        """The fields that every record has, `id` apart, which the file's name gives."""
        return tuple(name for name, field in self.fields.items() if field.required and name != "id")

    @cached_property
    def routed(self) -> str:
        """The field that names the repository in which the work is done; empty for none."""
        return next((name for name, field in self.fields.items() if field.routed), "")

    @cached_property
    def shape(self) -> Shape:
        """The types that the schema admits at each place of a record."""
        return shape_of(self.schema)

    @cached_property
    def references(self) -> Mapping[str, Field]:
        """The fields that hold ids of other records."""
        return {name: field for name, field in self.fields.items() if field.references}

    @cached_property
    def reference_ways(self) -> tuple[Way, ...]:
        """The ways to every field that holds ids of other records, those inside of lists and objects too."""
        return tuple(ways_to(self.fields, lambda field: bool(field.references)))

    @cached_property
    def options(self) -> Mapping[str, str]:
        """Option name → field name: `repos-affected` and its short form `repo` both give `repos_affected`."""
        names = {name.replace("_", "-"): name for name in self.fields}
        return names | {field.short: name for name, field in self.fields.items() if field.short not in {"", *names}}

    def legal_transitions(self, status: str | None) -> tuple[Transition, ...]:
        """The transitions that a record with this status may take."""
        return tuple(step for step in self.transitions.values() if step.leads_from(status))

    def is_closed(self, data: Mapping[str, Any]) -> bool:
        """Whether a record's status is one of the closed ones."""
        return bool(self.status) and data.get(self.status) in self.closed


def kind_of(name: str, schema: Any) -> Kind:
    """The kind that the schema file `<name>.schema.json` describes.

    Raises:
        SchemaError: when the schema is not an object, or an `x-wmsgit` keyword has a value that cannot be used.
    """
    reader = _KeywordReader(name, schema)
    fields = reader.fields()
    return Kind(
        name=name,
        schema=schema,
        folder=reader.folder(),
        table=reader.table(),
        aliases=reader.names("aliases"),
        id_form=IdForm.parse(reader.text("id", f"{name.upper()}-{{number}}"), f"{name}.schema.json"),
        id_of=reader.text("id_of", ""),
        argument=reader.field_name("argument", fields, next((n for n in ("title", "name") if n in fields), "")),
        date=reader.field_name("date", fields, next((n for n in ("created", "created_at", "date") if n in fields), "")),
        status=reader.field_name("status", fields, "status" if "status" in fields else ""),
        closed=reader.names("closed"),
        dropped=reader.names("dropped"),
        transitions=reader.transitions(fields),
        columns=reader.field_names("columns", fields) or ("id", *(n for n in ("status", "title") if n in fields)),
        search=reader.field_names("search", fields) or tuple(n for n in ("title", "description") if n in fields),
        fingerprint=reader.field_names("fingerprint", fields),
        order=reader.field_names("order", fields),
        frozen=reader.frozen(fields),
        fields=fields,
    )


class _KeywordReader:
    """Reads the `x-wmsgit` keywords of one schema, and says what is wrong with them."""

    def __init__(self, name: str, schema: Any) -> None:
        self.name = name
        if not isinstance(schema, Mapping):
            raise self.error("a schema is a JSON object")
        self.schema = schema
        self.own = schema.get(EXTENSION, {})
        if not isinstance(self.own, Mapping):
            raise self.error(f"{EXTENSION} is a JSON object")
        unknown = sorted(set(self.own) - _KEYWORDS)
        if unknown:
            raise self.error(
                f"unknown {EXTENSION} keyword {unknown[0]!r}", hint=f"known: {', '.join(sorted(_KEYWORDS))}"
            )

    def error(self, message: str, hint: str = "") -> SchemaError:
        return SchemaError(message, where=f"{self.name}.schema.json", hint=hint)

    def fields(self) -> dict[str, Field]:
        properties = self.schema.get("properties")
        if not isinstance(properties, Mapping) or not properties:
            raise self.error("a schema has properties")
        required = self.schema.get("required", ())
        if not isinstance(required, list | tuple):
            raise self.error("required is a list of names")
        fields = {
            name: field_of(name, part, self.schema, required=name in required)
            for name, part in properties.items()
            if isinstance(part, Mapping)
        }
        for table in (field.table for field in fields.values() if field.table):
            self.require_table_name(table)
        return fields

    def text(self, keyword: str, default: str) -> str:
        value = self.own.get(keyword, default)
        if not isinstance(value, str):
            raise self.error(f"{EXTENSION}.{keyword} is a string")
        return value

    def names(self, keyword: str) -> tuple[str, ...]:
        value = self.own.get(keyword, ())
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise self.error(f"{EXTENSION}.{keyword} is a list of names")
        return tuple(value)

    def field_name(self, keyword: str, fields: Mapping[str, Field], default: str) -> str:
        name = self.text(keyword, default)
        self.require_field(name, fields, keyword)
        return name

    def field_names(self, keyword: str, fields: Mapping[str, Field]) -> tuple[str, ...]:
        names = self.names(keyword)
        for name in names:
            self.require_field(name, fields, keyword)
        return names

    def require_field(self, name: str, fields: Mapping[str, Field], keyword: str) -> None:
        if name and name not in fields and (keyword, name) != ("columns", "id"):
            raise self.error(f"{EXTENSION}.{keyword} names {name!r}, which is no property")

    def frozen(self, fields: Mapping[str, Field]) -> Frozen:
        declared = self.own.get("frozen", {})
        parts = [declared.get(name, ()) for name in ("statuses", "fields")] if isinstance(declared, Mapping) else []
        if not parts or not all(
            isinstance(part, list | tuple) and all(isinstance(item, str) for item in part) for part in parts
        ):
            raise self.error(f"{EXTENSION}.frozen has statuses and fields, two lists of names")
        for name in parts[1]:
            self.require_field(name, fields, "frozen")
        return Frozen(*map(tuple, parts))

    def folder(self) -> str:
        folder = self.text("folder", f"{self.name}s")
        if len(folder) > _MAX_FOLDER or not all(map(is_safe_id, folder.split("/"))):
            raise self.error(
                f"{EXTENSION}.folder {folder[:_MAX_FOLDER]!r} does not stay inside records/, or is no plain name"
            )
        return folder

    def table(self) -> str:
        table = self.text("table", f"{self.name.replace('-', '_').replace('.', '_')}s")
        self.require_table_name(table)
        return table

    def require_table_name(self, name: str) -> None:
        """Refuses what SQLite cannot hold as a name, and the names that it keeps for itself."""
        surrogate = any("\ud800" <= sign <= "\udfff" for sign in name)
        if not name or surrogate or "\0" in name or name.lower().startswith("sqlite_"):
            raise self.error(f"{EXTENSION}.table {name!r} cannot name a table")

    def transitions(self, fields: Mapping[str, Field]) -> dict[str, Transition]:
        steps = self.own.get("transitions", ())
        if not isinstance(steps, list | tuple):
            raise self.error(f"{EXTENSION}.transitions is a list of objects")
        found = [self.transition(step, fields) for step in steps]
        return {step.name: step for step in found}

    def transition(self, step: Any, fields: Mapping[str, Field]) -> Transition:
        if (
            not isinstance(step, Mapping)
            or not isinstance(step.get("name"), str)
            or not isinstance(step.get("to"), str)
        ):
            raise self.error(f"a transition has a name, from and to: {step!r}")
        name = step["name"]
        sources = step.get("from", ())
        sources = (sources,) if isinstance(sources, str) else tuple(sources)
        stamps = _stamps(step.get("stamps", ()), fields)
        options = dict(step.get("options", {}))
        message = str(step.get("message", ""))
        clears = tuple(step.get("clears", ()))
        claims = str(step.get("claims", ""))
        for field in (*stamps, *options.values(), *clears, message, claims):
            self.require_field(field, fields, f"transitions.{name}")
        links = {str(k): (str(v["kind"]), str(v["field"])) for k, v in dict(step.get("links", {})).items()}
        description = str(step.get("description", f"Set the status to {step['to']}."))
        return Transition(name, description, sources, step["to"], stamps, clears, message, options, links, claims)


def _stamps(declared: Any, fields: Mapping[str, Field]) -> dict[str, Any]:
    if isinstance(declared, Mapping):
        return dict(declared)
    return {name: "now" if name in fields and fields[name].is_time else "actor" for name in declared}
