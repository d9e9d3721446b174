"""Kinds: a schema file as a value, with everything that the rooms above ask of it."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wmsgit.errors import SchemaError
from wmsgit.model.identity import is_safe_id
from wmsgit.model.value import immutable
from wmsgit.schema.field import Field, Way, field_of, keywords_of, ways_to
from wmsgit.schema.identifiers import IdForm
from wmsgit.schema.shape import EXTENSION, KIND
from wmsgit.schema.transition import Frozen, Transition, transition_of

if TYPE_CHECKING:
    from wmsgit.schema.faults import Fault
    from wmsgit.schema.shape import Shape

_MAX_FOLDER = 200


@immutable
class Kind:
    """One kind of record.

    Attributes:
        name: the file's name before `.schema.json`.
        schema: the whole JSON Schema.
        folder: where its records lie, below `records/`.
        layout: where a new record lies in it: `{id}`, below folders named by words and the time of writing.
        table: its table's name in the index.
        aliases: further nouns of the command line.
        id_form: how ids are made.
        id_of: the kind whose records' ids these have: one record of this kind for one of that, found only after its
            own noun; empty where ids are the kind's own, unique over all kinds.
        argument: the field that `add`'s argument fills.
        date: the kind's own date, by which lists are ordered; empty for none.
        status: the field that the transitions move; empty for none.
        closed: the statuses that an everyday table leaves out.
        dropped: those of them that say that the work was cancelled, not done; one that is not closed does not count.
        transitions: verb → transition.
        columns: the columns of a table.
        search: the fields that `search` reads, the title's first.
        known_by: the fields that a record of a kind of people goes by beside its id; empty for every other kind.
        fingerprint: the fields that an id by fingerprint is made of.
        order: the fields by which what is ready is ordered, the weightiest first.
        frozen: which fields may no longer change, and from which statuses on.
        fields: name → field, in the schema's order, which is the canonical order of keys.
    """

    name: str
    schema: Mapping[str, Any]
    folder: str
    layout: str
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
    known_by: tuple[str, ...]
    fingerprint: tuple[str, ...]
    order: tuple[str, ...]
    frozen: Frozen
    fields: Mapping[str, Field]
    __eq__, __hash__ = object.__eq__, object.__hash__

    @property
    def description(self) -> str:
        """What a record of this kind is, from the schema."""
        return str(self.schema.get("description", ""))

    @property
    def required(self) -> tuple[str, ...]:
        """The fields that every record has, `id` apart, which the file's name gives."""
        return tuple(name for name, field in self.fields.items() if field.required and name != "id")

    @cached_property
    def faults(self) -> "tuple[Fault, ...]":
        """What is wrong with the schema's keywords: those cannot be used, and the kind is as if they were not there."""
        from wmsgit.schema.faults import keyword_faults  # a plain listing does without
        from wmsgit.schema.named import name_faults

        return (*keyword_faults(self.schema), *name_faults(self.schema, self.fields, self.status))

    def require_usable(self) -> None:
        """Refuse to write records by a schema of which not every keyword can be used: a guarantee may be among them.

        Raises:
            SchemaError: naming each of them.
        """
        if self.faults:
            raise SchemaError(
                f"nothing of the kind {self.name} is written while its schema has keywords that cannot be used",
                where=f"schemas/{self.name}.schema.json",
                details=list(map(str, self.faults)),
                hint="'wmsgit check' shows where; 'wmsgit save' commits the schema when it is mended",
            )

    @cached_property
    def routed(self) -> str:
        """The field that names the repository in which the work is done; empty for none."""
        return next((name for name, field in self.fields.items() if field.routed), "")

    @cached_property
    def shape(self) -> "Shape":
        """The types that the schema admits at each place of a record."""
        from wmsgit.schema.shape import shape_of

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
    def person_ways(self) -> tuple[Way, ...]:
        """The ways to every field that names people, those inside of lists and objects too."""
        return tuple(ways_to(self.fields, lambda field: field.is_person))

    @cached_property
    def options(self) -> Mapping[str, str]:
        """Option name → field name: `repos-affected` and its short form `repo` both give `repos_affected`."""
        names = {name.replace("_", "-"): name for name in self.fields}
        return names | {field.short: name for name, field in self.fields.items() if field.short not in {"", *names}}

    def legal_transitions(self, status: str | None) -> tuple[Transition, ...]:
        """The transitions that a record with this status may take."""
        return tuple(step for step in self.transitions.values() if step.leads_from(status))

    def title_of(self, data: Mapping[str, Any]) -> str:
        """What a record is called, such as a task's title; empty for none, or where that is its id."""
        title = data.get(self.argument, "") if self.argument != "id" else ""
        return "" if title is None else str(title)

    def is_closed(self, data: Mapping[str, Any]) -> bool:
        """Whether a record's status is one of the closed ones."""
        return bool(self.status) and data.get(self.status) in self.closed


def default_folder(name: str) -> str:
    """Where the records of a kind lie whose schema does not say it."""
    return f"{name}s"


def default_table(name: str) -> str:
    """The table of a kind whose schema does not say it."""
    return f"{name.replace('-', '_').replace('.', '_')}s"


def kind_of(name: str, schema: Any, *, are_sound: bool = False) -> Kind:
    """The kind that the schema file `<name>.schema.json` describes; for `are_sound` see `field_of`.

    Raises:
        SchemaError: when the schema is not an object, or a keyword names what is not there. Keywords that are unknown
            or of the wrong type are left aside, as `Kind.faults` says.
    """
    reader = _KeywordReader(name, schema, are_sound=are_sound)
    fields = reader.fields()
    return Kind(
        name=name,
        schema=schema,
        folder=reader.folder(),
        layout=reader.layout(),
        table=reader.table(),
        aliases=reader.names("aliases"),
        id_form=IdForm.parse(reader.text("id", f"{name.upper()}-{{number}}"), f"{name}.schema.json"),
        id_of=reader.text("id_of", ""),
        argument=reader.field_name("argument", fields, next((n for n in ("title", "name") if n in fields), "")),
        date=reader.field_name("date", fields, next((n for n in ("created", "created_at", "date") if n in fields), "")),
        status=reader.field_name("status", fields, "status" if "status" in fields else ""),
        closed=reader.statuses("closed", fields),
        dropped=reader.names("dropped"),
        transitions=reader.transitions(fields),
        columns=reader.field_names("columns", fields) or ("id", *(n for n in ("status", "title") if n in fields)),
        search=reader.field_names("search", fields) or tuple(n for n in ("title", "description") if n in fields),
        known_by=reader.field_names("known_by", fields),
        fingerprint=reader.field_names("fingerprint", fields),
        order=reader.field_names("order", fields),
        frozen=reader.frozen(fields),
        fields=fields,
    )


class _KeywordReader:
    """Reads the `x-wmsgit` keywords of one schema, and says what is wrong with them."""

    def __init__(self, name: str, schema: Any, *, are_sound: bool) -> None:
        self.name, self.are_sound = name, are_sound
        if not isinstance(schema, Mapping):
            raise self.error("a schema is a JSON object")
        self.schema = schema
        self.own = keywords_of(schema, KIND, are_sound=are_sound)

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
            name: field_of(name, part, self.schema, required=name in required, are_sound=self.are_sound)
            for name, part in properties.items()
            if isinstance(part, Mapping)
        }
        for table in (field.table for field in fields.values() if field.table):
            self.require_table_name(table)
        return fields

    def text(self, keyword: str, default: str) -> str:
        return str(self.own.get(keyword, default))

    def names(self, keyword: str) -> tuple[str, ...]:
        return tuple(self.own.get(keyword, ()))

    def statuses(self, keyword: str, fields: Mapping[str, Field]) -> tuple[str, ...]:
        """Those that the status can have: what is named beside these is a fault that stops writes, and no read."""
        field = fields.get(self.text("status", "status"))
        return tuple(name for name in self.names(keyword) if not (field and field.enum) or name in field.enum)

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
        statuses, names = (tuple(declared.get(name, ())) for name in ("statuses", "fields"))
        amendments = str(declared.get("amendments", ""))
        for name in (*names, amendments):
            self.require_field(name, fields, "frozen")
        return Frozen(statuses, names, amendments)

    def folder(self) -> str:
        folder = self.text("folder", default_folder(self.name))
        if len(folder) > _MAX_FOLDER or not all(map(is_safe_id, folder.split("/"))):
            raise self.error(
                f"{EXTENSION}.folder {folder[:_MAX_FOLDER]!r} does not stay inside records/, or is no plain name"
            )
        return folder

    def layout(self) -> str:
        layout = self.text("layout", "{id}")
        *folders, name = layout.split("/")
        for part in folders:
            if not is_safe_id(part.replace("{year}", "0").replace("{month}", "0").replace("{day}", "0")):
                raise self.error(f"{EXTENSION}.layout: {part[:_MAX_FOLDER]!r} names no folder, as plain words do")
        if name != "{id}" or len(layout) > _MAX_FOLDER:
            raise self.error(f"{EXTENSION}.layout {layout[:_MAX_FOLDER]!r} does not end in {{id}}")
        return layout

    def table(self) -> str:
        table = self.text("table", default_table(self.name))
        self.require_table_name(table)
        return table

    def require_table_name(self, name: str) -> None:
        """Refuses what SQLite cannot hold as a name, and the names that it keeps for itself."""
        surrogate = any("\ud800" <= sign <= "\udfff" for sign in name)
        if not name or surrogate or "\0" in name or name.lower().startswith("sqlite_"):
            raise self.error(f"{EXTENSION}.table {name!r} cannot name a table")

    def transitions(self, fields: Mapping[str, Field]) -> dict[str, Transition]:
        times = {name for name, field in fields.items() if field.is_time}
        steps = [transition_of(declared, times) for declared in self.own.get("transitions", ())]
        for step in steps:
            for name in step.fields():
                self.require_field(name, fields, f"transitions.{step.name}")
        return {step.name: step for step in steps}
