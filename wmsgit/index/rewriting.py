"""Rewriting: the rows of files that have changed are replaced in every table, wherever these may be written."""

import sqlite3
from collections.abc import Sequence

from wmsgit.index.files import Edit
from wmsgit.index.rows import (
    Row,
    child_rows,
    document_of,
    link_rows,
    record_row,
    rowids,
    summary_row,
    unreadable_row,
)
from wmsgit.index.tables import KindTables
from wmsgit.model.loaded import LoadedFile

Readable = Sequence[tuple[int, LoadedFile]]
"""Files that could be read, each with its number."""


def rewrite_rows(connection: sqlite3.Connection, layout: KindTables, edits: Sequence[Edit]) -> None:
    """Replace the rows of files of one kind.

    Args:
        connection: whose `base` may be written.
        layout: the kind's tables.
        edits: at most one for a file.
    """
    readable = [(edit.number, edit.file) for edit in edits if edit.file is not None and edit.file.data is not None]
    _forget(connection, layout, [edit for edit in edits if not edit.is_new])
    _write_records(connection, layout, readable)
    _write_tables(connection, layout, readable)
    broken = [unreadable_row(e.number, e.file) for e in edits if e.file is not None and e.file.data is None]
    _insert(connection, "base.unreadable", 'path, kind, id, line, "column", code, message', broken)
    rows = [(number, document_of(file.data)) for number, file in readable]
    _insert(connection, "base.record_documents", "data", rows)


def _forget(connection: sqlite3.Connection, layout: KindTables, edits: Sequence[Edit]) -> None:
    """Remove the rows that files had."""
    numbers = [(edit.number,) for edit in edits]
    spans = [rowids(edit.number) for edit in edits]
    for table in ("records", "unreadable", "record_documents"):
        connection.executemany(f"DELETE FROM base.{table} WHERE rowid = ?", numbers)  # noqa: S608 (our names)
    connection.executemany("DELETE FROM base.record_links WHERE rowid BETWEEN ? AND ?", spans)
    connection.executemany(layout.table.delete, [(number, number) for (number,) in numbers])
    for child in layout.children:
        connection.executemany(child.delete, spans)


def _write_records(connection: sqlite3.Connection, layout: KindTables, readable: Readable) -> None:
    links = [row for number, file in readable for row in link_rows(layout, number, file)]
    rows = [summary_row(layout, number, file) for number, file in readable]
    _insert(connection, "base.records", "id, kind, path, title, status, date", rows)
    _insert(connection, "base.record_links", "source, field, target", links)


def _write_tables(connection: sqlite3.Connection, layout: KindTables, readable: Readable) -> None:
    connection.executemany(layout.table.insert, [record_row(layout, number, file) for number, file in readable])
    for child in layout.children:
        items = [row for number, file in readable for row in child_rows(child, number, file)]
        connection.executemany(child.insert, items)


def _insert(connection: sqlite3.Connection, table: str, columns: str, rows: Sequence[Row]) -> None:
    marks = ", ".join("?" * (columns.count(",") + 2))
    connection.executemany(f"INSERT INTO {table}(rowid, {columns}) VALUES ({marks})", rows)  # noqa: S608 (our names)
