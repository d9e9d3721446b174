"""A SQLite file as a store: read whole, changed in memory, and given back as the bytes of the new file."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from wmsgit.errors import ConflictError, InvalidError
from wmsgit.features.exchange.databases.tables import (
    FILES,
    PLANES,
    ExportTable,
    PlaneState,
    Row,
    view_statements,
)

_STATE = "commit_id TEXT, committed_s INTEGER, origin TEXT, layout TEXT"
_OWN = (
    f"CREATE TABLE IF NOT EXISTS {FILES}(path TEXT PRIMARY KEY, id TEXT, digest TEXT)",
    f"CREATE TABLE IF NOT EXISTS {PLANES}(plane TEXT PRIMARY KEY, {_STATE})",
)


_ANEW = "a file of another name is made anew"


class SqliteStore:
    """The tables of one plane in a file of their own, without a column for its name.

    Foreign keys are declared for those who browse, and not enforced: a reference may name what is not there.

    Args:
        image: the bytes of the file; empty for a new one.
        plane: the plane's name.
        where: the file's name, for errors.

    Raises:
        ConflictError: when the file has tables and none of them is ours.
        InvalidError: when it is no database.
    """

    def __init__(self, image: bytes, plane: str, where: str) -> None:
        self._plane = plane
        self._where = where
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            if image:
                self._connection.deserialize(image)
            names = {name for (name,) in self._connection.execute("SELECT name FROM sqlite_master")}
        except sqlite3.Error as error:
            raise InvalidError(f"this is no SQLite database: {error}", where=where) from None
        if names and PLANES not in names:
            raise ConflictError(
                "the file is a database of something else", where=where, hint="name a file that is not there"
            )
        for statement in _OWN:
            self._connection.execute(statement)

    def image(self) -> bytes:
        """The file."""
        self._connection.execute("VACUUM")
        return self._connection.serialize()

    def prepare(self, tables: Sequence[ExportTable]) -> None:
        """Make every table anew when one of them has other columns than it had."""
        try:
            self._prepare(tables)
        except sqlite3.Error as error:
            raise self._refusal(error) from None

    def _prepare(self, tables: Sequence[ExportTable]) -> None:
        if all(self._columns(table.name) == table.names for table in tables):
            return
        listed = self._connection.execute(
            "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        for sort, name in listed.fetchall():
            if sort in {"table", "view"}:
                self._connection.execute(f"DROP {sort} IF EXISTS {_quoted(name)}")
        for statement in (*_OWN, *map(_create, tables)):
            self._connection.execute(statement)
        for table in tables:
            if table.by and not table.is_unique:
                index = _quoted(f"{table.name} {table.by}")
                self._connection.execute(f"CREATE INDEX {index} ON {_quoted(table.name)}({_quoted(table.by)})")
        for name, statement in view_statements(tables, (), _quoted).items():
            self._connection.execute(f"CREATE VIEW {_quoted(name)} AS {statement}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        self._connection.execute("BEGIN")
        try:
            yield
        except BaseException as error:
            self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise self._refusal(error) from None
            raise
        self._connection.execute("COMMIT")

    def state(self) -> PlaneState | None:
        """How far the file is."""
        query = f"SELECT commit_id, committed_s, origin, layout FROM {PLANES} WHERE plane = ?"  # noqa: S608 (our name)
        row = self._connection.execute(query, (self._plane,)).fetchone()
        return PlaneState(*row) if row else None

    def put_state(self, state: PlaneState) -> None:
        """Say how far it is now."""
        values = (self._plane, state.commit, state.committed_s, state.origin, state.layout)
        self._connection.execute(f"DELETE FROM {PLANES}")  # noqa: S608 (our name)
        self._connection.execute(f"INSERT INTO {PLANES} VALUES (?, ?, ?, ?, ?)", values)  # noqa: S608 (our name)

    def files(self) -> dict[str, tuple[str, str]]:
        """Path → id and digest."""
        rows = self._connection.execute(f"SELECT path, id, digest FROM {FILES}")  # noqa: S608 (our name)
        return {path: (record_id, digest) for path, record_id, digest in rows}

    def put_files(self, gone: Iterable[str], new: Mapping[str, tuple[str, str]]) -> None:
        """Forget some paths, and know others."""
        self._connection.executemany(f"DELETE FROM {FILES} WHERE path = ?", [(path,) for path in gone])  # noqa: S608
        rows = [(path, *file) for path, file in new.items()]
        self._connection.executemany(f"INSERT INTO {FILES} VALUES (?, ?, ?)", rows)  # noqa: S608 (our name)

    def clear(self, table: ExportTable) -> None:
        """Remove all rows."""
        self._connection.execute(f"DELETE FROM {_quoted(table.name)}")  # noqa: S608 (a quoted name)

    def remove(self, table: ExportTable, column: str, values: Sequence[str]) -> None:
        """Remove the rows whose column has one of some values."""
        statement = f"DELETE FROM {_quoted(table.name)} WHERE {_quoted(column)} = ?"  # noqa: S608 (quoted names)
        self._connection.executemany(statement, [(value,) for value in values])

    def insert(self, table: ExportTable, rows: Iterable[Row]) -> int:
        """Add rows."""
        marks = ", ".join("?" * len(table.columns))
        statement = f"INSERT INTO {_quoted(table.name)} VALUES ({marks})"  # noqa: S608 (a quoted name)
        return self._connection.executemany(statement, rows).rowcount

    def distinct(self, table: ExportTable, column: str) -> set[str]:
        """The values of a column."""
        query = f"SELECT DISTINCT {_quoted(column)} FROM {_quoted(table.name)}"  # noqa: S608 (quoted names)
        return {str(value) for (value,) in self._connection.execute(query)}

    def _refusal(self, error: sqlite3.Error) -> InvalidError:
        return InvalidError(f"the database is not as wmsgit made it: {error}", where=self._where, hint=_ANEW)

    def _columns(self, table: str) -> list[str]:
        rows: list[Any] = self._connection.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()
        return [row[1] for row in rows]


def _create(table: ExportTable) -> str:
    parts = [f"{_quoted(name)} {sort}".rstrip() for name, sort in table.columns]
    if table.is_unique:
        parts.append(f"PRIMARY KEY ({_quoted(table.by)})")
    if table.owner:
        parts.append(f"FOREIGN KEY ({_quoted(table.by)}) REFERENCES {_quoted(table.owner)}(id)")
    for column, other in table.references.items():
        parts.append(f"FOREIGN KEY ({_quoted(column)}) REFERENCES {_quoted(other)}(id)")
    return f"CREATE TABLE {_quoted(table.name)}({', '.join(parts)})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
