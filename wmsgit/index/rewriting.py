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


def rewrite_rows(connection: sqlite3.Connection, layout: KindTables, edits: Sequence[Edit]) -> None:
    """Replace the rows of files of one kind.

    Args:
        connection: whose `base` may be written.
        layout: the kind's tables.
        edits: at most one for a file.
    """
    for writer in (_write_records, _write_tables, _write_documents):
        writer(connection, layout, edits)


def _write_records(connection: sqlite3.Connection, layout: KindTables, edits: Sequence[Edit]) -> None:
    old = _numbers(edits)
    connection.executemany("DELETE FROM base.records WHERE rowid = ?", old)
    connection.executemany("DELETE FROM base.unreadable WHERE rowid = ?", old)
    connection.executemany("DELETE FROM base.record_links WHERE rowid BETWEEN ? AND ?", _spans(edits))
    links = [row for number, file in _readable(edits) for row in link_rows(layout, number, file)]
    rows = [summary_row(layout, number, file) for number, file in _readable(edits)]
    broken = [unreadable_row(e.number, e.file) for e in edits if e.file is not None and e.file.data is None]
    _insert(connection, "base.records", "id, kind, path, title, status, date", rows)
    _insert(connection, "base.record_links", "source, field, target", links)
    _insert(connection, "base.unreadable", 'path, kind, id, line, "column", code, message', broken)


def _write_tables(connection: sqlite3.Connection, layout: KindTables, edits: Sequence[Edit]) -> None:
    connection.executemany(layout.table.delete, [(number, number) for (number,) in _numbers(edits)])
    rows = [record_row(layout, number, file) for number, file in _readable(edits)]
    connection.executemany(layout.table.insert, rows)
    for child in layout.children:
        connection.executemany(child.delete, _spans(edits))
        items = [row for number, file in _readable(edits) for row in child_rows(child, number, file)]
        connection.executemany(child.insert, items)


def _write_documents(connection: sqlite3.Connection, _layout: KindTables, edits: Sequence[Edit]) -> None:
    connection.executemany("DELETE FROM base.record_documents WHERE rowid = ?", _numbers(edits))
    rows = [(number, document_of(file.data)) for number, file in _readable(edits)]
    _insert(connection, "base.record_documents", "data", rows)


def _insert(connection: sqlite3.Connection, table: str, columns: str, rows: Sequence[Row]) -> None:
    marks = ", ".join("?" * (columns.count(",") + 2))
    connection.executemany(f"INSERT INTO {table}(rowid, {columns}) VALUES ({marks})", rows)  # noqa: S608 (our names)


def _readable(edits: Sequence[Edit]) -> list[tuple[int, LoadedFile]]:
    return [(edit.number, edit.file) for edit in edits if edit.file is not None and edit.file.data is not None]


def _numbers(edits: Sequence[Edit]) -> list[tuple[int]]:
    return [(edit.number,) for edit in edits if not edit.is_new]


def _spans(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    return [rowids(edit.number) for edit in edits if not edit.is_new]
