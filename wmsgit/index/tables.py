"""Tables: a kind as SQL: its columns, and the statements that make, fill and empty its tables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from wmsgit.model.value import immutable
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

PATH_COLUMN = "record_path"
"""The column that holds the file's path, relative to the workspace."""

_ROWID = "_rowid_"
# SQLite admits 2,000 columns by default (https://sqlite.org/limits.html); a few are ours.
_MAX_COLUMNS = 1900
_MOST_INDEXED = 6
_MOST_KEPT = 64  # as many as the kinds that a process keeps
_STRUCTURED = frozenset({"array", "object", "null"})
_WHOLE = frozenset({"integer", "boolean", "null"})
_NUMERIC = frozenset({"integer", "number", "null"})

_UNREADABLE = 'path TEXT, kind TEXT, id TEXT, line INTEGER, "column" INTEGER, code TEXT, message TEXT'

ID_ORDER = "rtrim(id, '0123456789'), length(id)"
"""What ids are sorted by before their text, so that 999 stands before 1000; an index has it."""

RECORDS_DDL = (
    "CREATE TABLE base.records(id TEXT, kind TEXT, path TEXT, title TEXT, status TEXT, date TEXT)",
    "CREATE TABLE base.record_links(source TEXT, field TEXT, target TEXT)",
    f"CREATE TABLE base.unreadable({_UNREADABLE})",
    "CREATE TABLE base.record_documents(data TEXT)",
    "CREATE TABLE base.wmsgit_meta(header TEXT)",
)
"""The tables over all kinds: one row a readable record, one a reference, one a file that cannot be read; the records'
data as it stands in the files, as JSON. Rowids are made of the files' numbers."""

LINKS = """SELECT link.source, link.field, coalesce(
    (SELECT id FROM base.records WHERE id = link.target COLLATE NOCASE AND id = link.target),
    (SELECT id FROM base.records WHERE id = link.target COLLATE NOCASE), link.target)
FROM base.record_links AS link"""
"""Every reference as (record's id, field, id that it names); the id as the record has it, whatever its case there."""

INDEXES_DDL = (
    f"CREATE INDEX base.wmsgit_ids ON records({ID_ORDER}, id, kind, path, title, status, date)",
    "CREATE INDEX base.wmsgit_names ON records(id COLLATE NOCASE, kind, status)",
    "CREATE INDEX base.wmsgit_targets ON record_links(target COLLATE NOCASE, field)",
)
"""Their indexes, which are made behind the first rows: sorting these at once takes less than keeping them sorted."""


BEGINS = (
    "id >= ?1 COLLATE NOCASE AND id < ?1 || char(1114111) COLLATE NOCASE"
    " AND substr(id, 1, length(?1)) = ?1 COLLATE NOCASE"
)
"""Whether an id begins as ?1 does, in any case, by way of the index of ids: no character is behind that one."""


def text_of(text: str) -> str:
    """`text` as UTF-8 can hold it: unpaired surrogates are spelt out."""
    if text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def quote(name: str) -> str:
    """`name` as an SQL identifier; the only place that quotes one (https://sqlite.org/lang_keywords.html)."""
    return '"' + name.replace('"', '""') + '"'


class Kinds:
    """The kinds of a workspace, each made when it is needed: a warm index of unchanged files needs none.

    Args:
        every: gives all that can be used; asked at most once.
        named: gives the one of a name; None where it is looked for among all.
    """

    def __init__(self, every: Callable[[], Sequence[Kind]], named: Callable[[str], Kind] | None = None) -> None:
        self._every = every
        self._named = named

    @cached_property
    def every(self) -> Sequence[Kind]:
        """All that can be used."""
        return self._every()

    def named(self, name: str) -> Kind:
        """The one of a name, which is known to be usable."""
        return self._named(name) if self._named else next(kind for kind in self.every if kind.name == name)


@immutable
class Table:
    """One table: its columns in order, and which fields have one.

    Attributes:
        name: unquoted.
        columns: (name, SQL type) in order.
        fields: the fields that have a column, each with whether its value is always stored as JSON text.
        field: for a child table, the record's field that fills it; empty for a kind's own table.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    fields: Mapping[str, bool]
    field: str = ""

    @property
    def create(self) -> str:
        """The statement that makes the table."""
        columns = ", ".join(f"{quote(name)} {kind}".rstrip() for name, kind in self.columns)
        return f"CREATE TABLE base.{quote(self.name)}({columns})"

    def insert(self, fields: Iterable[str]) -> str:
        """The statement that adds one row: its rowid, the columns that are no field's, and these fields."""
        own = (name for name, _ in self.columns if name not in self.fields)
        names = [_ROWID, *(quote(name) for name in (*own, *fields))]
        marks = ", ".join("?" * len(names))
        return f"INSERT INTO base.{quote(self.name)}({', '.join(names)}) VALUES ({marks})"  # noqa: S608 (quoted)

    @property
    def delete(self) -> str:
        """The statement that removes the rows whose rowids lie between two numbers."""
        return f"DELETE FROM base.{quote(self.name)} WHERE {_ROWID} BETWEEN ? AND ?"  # noqa: S608


@immutable
class KindTables:
    """A kind's own table and its child tables.

    Attributes:
        kind: the kind.
        table: one row a record: `id`, a column a field in the schema's order, and the file's path.
        children: one row an item of a list of objects.
        links: for each reference, the way to it (field names from the top) and its wildcard.
    """

    kind: Kind
    table: Table
    children: tuple[Table, ...]
    links: tuple[tuple[tuple[str, ...], str], ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables of the kind."""
        return (self.table, *self.children)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The fields that name a record for a person: the first search field, else the one that `add` asks for."""
        return tuple(name for name in (*self.kind.search[:1], self.kind.argument) if name not in {"", "id"})

    @property
    def index(self) -> str:
        """The statement that makes the index over what is filtered, sorted and counted most.

        Its rows are a tenth as long as the table's, and most questions need no others.
        """
        kind, table = self.kind, self.table
        steps = kind.transitions.values()
        holders = [step.claims for step in steps if step.claims]
        until = [field for step in steps for field in step.options.values() if kind.fields[field].is_time]
        enums = [name for name, field in kind.fields.items() if field.enum and not field.is_list]
        names = [
            name for name in dict.fromkeys((kind.status, *enums, *holders, *until, kind.date)) if name in table.fields
        ]
        terms = [f"{quote(name)}{' COLLATE NOCASE' if kind.fields[name].enum else ''}" for name in names]
        name = quote(f"wmsgit {table.name}")
        return f"CREATE INDEX base.{name} ON {quote(table.name)}({', '.join((*terms[:_MOST_INDEXED], 'id'))})"


@lru_cache(maxsize=_MOST_KEPT)
def layout_of(kind: Kind) -> KindTables:
    """The tables that a kind's records go to.

    A property that SQL cannot tell from an earlier one (names differ by case alone) or cannot name has no
    column; its value is still in the record's document.
    """
    table = _table(kind.table, [("id", "TEXT")], kind.fields, [(PATH_COLUMN, "TEXT")])
    owner = f"{kind.name.replace('-', '_').replace('.', '_')}_id"
    children = tuple(
        _table(
            field.table,
            [(owner, "TEXT"), ("position", "INTEGER")],
            field.properties,
            [],
            name,
        )
        for name, field in kind.fields.items()
        if field.table and field.properties
    )
    return KindTables(kind, table, children, tuple(_links(kind.fields, ())))


def table_of(kind: Kind) -> str:
    """The kind's own table as an SQL identifier, qualified with its part."""
    return f"base.{quote(kind.table)}"


def column_of(kind: Kind, field: str) -> str:
    """The SQL expression of a field's column, qualified with the table; NULL for a field without a column."""
    rivals = [name for name in kind.fields if name.lower() == field.lower()]
    if not _is_usable(field) or (rivals and rivals[0] != field):
        return "NULL"
    return f"{quote(kind.table)}.{quote(field)}"


def _table(
    name: str,
    first: Sequence[tuple[str, str]],
    fields: Mapping[str, Field],
    last: Sequence[tuple[str, str]],
    field: str = "",
) -> Table:
    columns = list(first)
    places: dict[str, bool] = {}
    taken = {column.lower() for column, _ in (*first, *last)} | {_ROWID}
    for key, part in fields.items():
        if key.lower() in taken or not _is_usable(key) or len(columns) >= _MAX_COLUMNS:
            continue
        taken.add(key.lower())
        columns.append((key, _sql_type(part)))
        places[key] = part.types <= _STRUCTURED
    return Table(name, (*columns, *last), places, field)


def _sql_type(field: Field) -> str:
    """The type by which SQLite stores a value; none where strings and numbers are both admitted."""
    if field.types <= _WHOLE:
        return "INTEGER"
    if field.types <= _NUMERIC:
        return "REAL"
    return "TEXT" if field.types <= _STRUCTURED | {"string"} else ""


def _is_usable(name: str) -> bool:
    """Whether SQL can hold the name at all: UTF-8 without a null character."""
    if not name or "\0" in name:
        return False
    return name.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in name)


def _links(fields: Mapping[str, Field], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, field in fields.items():
        if field.references:
            yield (*above, name), field.wildcard
        yield from _links(field.properties, (*above, name))
