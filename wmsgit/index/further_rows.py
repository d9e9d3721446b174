"""Further rows: a view in the place of a kind's table that shows what lies in no record's file, too."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from wmsgit.index.rows import cell_of
from wmsgit.index.tables import KindTables, quote, table_of
from wmsgit.schema.kind import Kind


def show(connection: sqlite3.Connection, layout: KindTables, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the unqualified name of a kind's table mean its records and these rows.

    SQLite looks for an unqualified name among the temporary tables and views first
    (https://sqlite.org/lang_naming.html).

    Args:
        connection: the index's.
        layout: the kind's tables.
        rows: the further rows, as fields; they have no id and no file.
    """
    table = layout.table
    names = [name for name, _ in table.columns]
    listed = ", ".join(map(quote, names))
    private, view = (f"temp.{quote(name)}" for name in (f"{table.name} private", table.name))
    connection.execute(f"DROP VIEW IF EXISTS {view}")
    connection.execute(f"DROP TABLE IF EXISTS {private}")
    connection.execute(f"CREATE TEMP TABLE {quote(table.name + ' private')}({listed})")
    marks = ", ".join("?" * len(names))
    values = ([cell_of(row.get(name)) for name in names] for row in rows)
    connection.executemany(f"INSERT INTO {private} VALUES ({marks})", values)  # noqa: S608 (names are quoted)
    both = f"SELECT {listed} FROM {table_of(layout.kind)} UNION ALL SELECT {listed} FROM {private}"  # noqa: S608
    connection.execute(f"CREATE TEMP VIEW {quote(table.name)} AS SELECT *{_derived(layout)} FROM ({both})")  # noqa: S608


def show_table(
    connection: sqlite3.Connection, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Make a further table, anew for each query that names it."""
    listed, marks = ", ".join(map(quote, columns)), ", ".join("?" * len(columns))
    connection.execute(f"DROP TABLE IF EXISTS temp.{quote(name)}")
    connection.execute(f"CREATE TEMP TABLE {quote(name)}({listed})")
    values = ([cell_of(value) for value in row] for row in rows)
    connection.executemany(f"INSERT INTO temp.{quote(name)} VALUES ({marks})", values)  # noqa: S608 (names are quoted)


def has_duration(kind: Kind) -> bool:
    """Whether a kind's table has the further column `duration_seconds`: its records are stretches of time."""
    return {"activated_at", "deactivated_at"} <= set(kind.fields) and "duration_seconds" not in kind.fields


def _derived(layout: KindTables) -> str:
    """Further columns: how long a stretch lasted, where the kind has a beginning and an end of one."""
    if not has_duration(layout.kind):
        return ""
    lasted = " - ".join(f"CAST(strftime('%s', {name}) AS INTEGER)" for name in ("deactivated_at", "activated_at"))
    return f", {lasted} AS duration_seconds"
