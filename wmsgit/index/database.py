"""The database: one in-memory SQLite connection, its four parts, and the rows of files in them."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Literal

from wmsgit.index.functions import register
from wmsgit.index.rows import (
    Row,
    child_rows,
    document_of,
    link_rows,
    record_row,
    rowids,
    search_row,
    summary_row,
    unreadable_row,
)
from wmsgit.index.tables import DOCUMENTS_DDL, RECORDS_DDL, SEARCH_DDL, KindTables, layout_of
from wmsgit.model.loaded import LoadedFile
from wmsgit.schema.kind import Kind

Part = Literal["records", "tables", "documents", "search"]
PARTS: tuple[Part, ...] = ("records", "tables", "documents", "search")
"""What is loaded separately: summaries with links, the kinds' tables, whole documents, full text."""

_SCHEMAS: Mapping[Part, str] = {
    "records": "main",
    "tables": "tables",
    "documents": "documents",
    "search": "search",
}
# Measured on 10,000 records of 950 bytes: larger pages load and scan fastest, and waste least.
_PAGE_SIZE = 32768


@dataclass(frozen=True, slots=True)
class Edit:
    """What one file's rows become.

    Attributes:
        number: the file's number, which its rows' rowids are made of.
        kind: the kind's name.
        file: the file as it was read; None where it has gone.
        is_new: whether no part has rows of this number yet.
    """

    number: int
    kind: str
    file: LoadedFile | None
    is_new: bool = False


class Database:
    """The tables. A part that is not loaded yet catches up with all edits when it is.

    Args:
        kinds: gives the kinds; asked only when rows are written or a layout is needed.

    Attributes:
        connection: to SQLite.
        loaded: the parts that queries may read.
        zone: where the days of records begin, for what runs next.
    """

    def __init__(self, kinds: Callable[[], Sequence[Kind]]) -> None:
        self._kinds = kinds
        self._layouts: dict[str, KindTables] = {}
        self._pending: dict[int, Edit] = {}
        self.loaded: set[Part] = set()
        self.zone: tzinfo = UTC
        self.connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        for schema in list(_SCHEMAS.values())[1:]:
            self.connection.execute(f"ATTACH ':memory:' AS {schema}")
        self.connection.execute("PRAGMA temp_store = MEMORY")
        register(self.connection, lambda: self.zone)

    @property
    def pending(self) -> Mapping[int, Edit]:
        """File number → what has changed since the images that parts are loaded from."""
        return self._pending

    @property
    def layouts(self) -> Mapping[str, KindTables]:
        """Kind name → its tables, for every kind."""
        for kind in self._kinds():
            self.layout(kind)
        return self._layouts

    def layout(self, kind: Kind) -> KindTables:
        """The tables of a kind."""
        if kind.name not in self._layouts:
            self._layouts[kind.name] = layout_of(kind)
        return self._layouts[kind.name]

    def create(self) -> None:
        """Make every part, empty."""
        for part in PARTS:
            self.connection.execute(f"PRAGMA {_SCHEMAS[part]}.page_size = {_PAGE_SIZE}")
            self._tune(part)
            for statement in self._ddl(part):
                self.connection.execute(statement)
        self.loaded = set(PARTS)

    def load(self, part: Part, image: bytes) -> None:
        """Take a part from a database image, and bring it up to date.

        Raises:
            sqlite3.Error: when the image is not what `image` made.
        """
        schema = _SCHEMAS[part]
        self.connection.deserialize(image, name=schema)
        self.connection.execute(f"SELECT count(*) FROM {schema}.sqlite_master")  # noqa: S608 (our own name)
        self._tune(part)
        self._write([part], list(self._pending.values()))
        self.loaded.add(part)

    def image(self, part: Part) -> bytes:
        """A loaded part as bytes that `load` takes (https://sqlite.org/c3ref/serialize.html)."""
        return self.connection.serialize(name=_SCHEMAS[part])

    def settle(self) -> None:
        """Forget the edits: the images that further parts are loaded from have them."""
        self._pending.clear()

    def apply(self, edits: Sequence[Edit], *, keep: bool) -> None:
        """Replace the rows of files in the loaded parts.

        Args:
            edits: at most one for a file.
            keep: whether parts that are not loaded yet shall catch up later; False only when all are loaded.
        """
        if keep:
            self._pending.update({edit.number: edit for edit in edits})
        self._write([part for part in PARTS if part in self.loaded], edits)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def __del__(self) -> None:
        self.close()

    def _tune(self, part: Part) -> None:
        schema = _SCHEMAS[part]
        self.connection.execute(f"PRAGMA {schema}.journal_mode = OFF")
        self.connection.execute(f"PRAGMA {schema}.synchronous = OFF")

    def _ddl(self, part: Part) -> Iterable[str]:
        if part == "tables":
            return [table.create for layout in self.layouts.values() for table in layout.tables]
        return {"records": RECORDS_DDL, "documents": DOCUMENTS_DDL, "search": SEARCH_DDL}[part]

    def _write(self, parts: Sequence[Part], edits: Sequence[Edit]) -> None:
        if not parts or not edits:
            return
        by_kind: dict[str, list[Edit]] = {}
        for edit in edits:
            by_kind.setdefault(edit.kind, []).append(edit)
        layouts = self.layouts
        self.connection.execute("BEGIN")
        for kind, some in by_kind.items():
            for part in parts:
                _WRITERS[part](self.connection, layouts[kind], some)
        self.connection.execute("COMMIT")


def _write_records(connection: sqlite3.Connection, layout: KindTables, edits: Sequence[Edit]) -> None:
    old = _numbers(edits)
    connection.executemany("DELETE FROM main.records WHERE rowid = ?", old)
    connection.executemany("DELETE FROM main.unreadable WHERE rowid = ?", old)
    connection.executemany("DELETE FROM main.record_links WHERE rowid BETWEEN ? AND ?", _spans(edits))
    links = [row for number, file in _readable(edits) for row in link_rows(layout, number, file)]
    rows = [summary_row(layout, number, file) for number, file in _readable(edits)]
    broken = [unreadable_row(e.number, e.file) for e in edits if e.file is not None and e.file.data is None]
    _insert(connection, "main.records", "id, kind, path, title, status, date", rows)
    _insert(connection, "main.record_links", "source, field, target", links)
    _insert(connection, "main.unreadable", 'path, kind, id, line, "column", code, message', broken)


def _write_tables(connection: sqlite3.Connection, layout: KindTables, edits: Sequence[Edit]) -> None:
    connection.executemany(layout.table.delete, [(number, number) for (number,) in _numbers(edits)])
    rows = [record_row(layout, number, file) for number, file in _readable(edits)]
    connection.executemany(layout.table.insert, rows)
    for child in layout.children:
        connection.executemany(child.delete, _spans(edits))
        items = [row for number, file in _readable(edits) for row in child_rows(child, number, file)]
        connection.executemany(child.insert, items)


def _write_documents(connection: sqlite3.Connection, _layout: KindTables, edits: Sequence[Edit]) -> None:
    connection.executemany("DELETE FROM documents.record_documents WHERE rowid = ?", _numbers(edits))
    rows = [(number, document_of(file.data)) for number, file in _readable(edits)]
    _insert(connection, "documents.record_documents", "data", rows)


def _write_search(connection: sqlite3.Connection, layout: KindTables, edits: Sequence[Edit]) -> None:
    connection.executemany("DELETE FROM search.record_search WHERE rowid = ?", _numbers(edits))
    rows = [search_row(layout, number, file) for number, file in _readable(edits)]
    _insert(connection, "search.record_search", "id, kind, title, body", rows)


_WRITERS: Mapping[Part, Callable[[sqlite3.Connection, KindTables, Sequence[Edit]], None]] = {
    "records": _write_records,
    "tables": _write_tables,
    "documents": _write_documents,
    "search": _write_search,
}


def _insert(connection: sqlite3.Connection, table: str, columns: str, rows: Sequence[Row]) -> None:
    marks = ", ".join("?" * (columns.count(",") + 2))
    connection.executemany(f"INSERT INTO {table}(rowid, {columns}) VALUES ({marks})", rows)  # noqa: S608 (our names)


def _readable(edits: Sequence[Edit]) -> list[tuple[int, LoadedFile]]:
    return [(edit.number, edit.file) for edit in edits if edit.file is not None and edit.file.data is not None]


def _numbers(edits: Sequence[Edit]) -> list[tuple[int]]:
    return [(edit.number,) for edit in edits if not edit.is_new]


def _spans(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    return [rowids(edit.number) for edit in edits if not edit.is_new]
