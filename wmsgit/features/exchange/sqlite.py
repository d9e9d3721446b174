"""The older system's SQLite database: its whole tables, read and written.

This file may know SQL: it is the format of a foreign database, and never that of ours.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from wmsgit.disk.private_copy import private_copy
from wmsgit.errors import ConflictError, InvalidError, NotFoundError, WmsgitError
from wmsgit.model.text import shortened

Row = dict[str, Any]

_MAGIC = b"SQLite format 3\0"  # https://sqlite.org/fileformat2.html#the_database_header
MAX_TABLES = 200
"""Tables of one database."""
MAX_ROWS = 200_000
"""Rows of all tables together; each becomes a record or a part of one."""
MAX_VALUE_BYTES = 1 << 20
"""Bytes of one value: a record's file has no more."""
MAX_ALL_BYTES = 256 << 20
"""Bytes of all values together, as they are in memory."""
_MAX_COLUMNS = 500
_PAST_INTEGERS = 1 << 63  # https://sqlite.org/datatype3.html
_WRITE_VERSION = 18  # https://sqlite.org/fileformat2.html#file_format_version_numbers
_TIMEOUT_S = 60
_STEPS = 10_000


def read_database(path: Path) -> dict[str, list[Row]]:
    """Every table of a database: name → rows, each a column → value, None for NULL.

    The database is copied with its journals to a private folder and opened there, so that nothing is left beside it,
    and a folder that cannot be written serves, too.

    Raises:
        NotFoundError: when there is no such file.
        InvalidError: when it is no SQLite database, or is damaged.
        ConflictError: when another program holds it locked.
    """
    if not path.is_file():
        raise NotFoundError("there is no such file", where=str(path))
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
    if head != _MAGIC:
        raise InvalidError("this is no SQLite database", where=str(path))
    try:
        with private_copy(path, _holder(path)) as copy:
            return _read(f"file:{quote(str(copy))}?mode=rw")
    except InvalidError as error:
        raise InvalidError(error.message, where=str(path)) from None
    except (sqlite3.DatabaseError, MemoryError) as error:
        raise _refusal(error, str(path)) from error


def _holder(path: Path) -> "sqlite3.Connection | None":
    """A read lock on a database whose journal mode has one, while it is copied; None where there is no such lock.

    A database in WAL mode (bytes 18 and 19 of its header) is not opened where it lies: that would make files there.

    Raises:
        sqlite3.OperationalError: when another program holds it.
    """
    with path.open("rb") as file:
        head = file.read(_WRITE_VERSION + 1)
    if head[_WRITE_VERSION:] != b"\1" or path.with_name(f"{path.name}-journal").exists():
        return None
    connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, timeout=2.0)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError:
        connection.close()
        return None  # it is damaged: said when the copy is read
    return connection


def _refusal(error: Exception, where: str) -> WmsgitError:
    """What SQLite said, as an error of ours."""
    words = str(error)
    if isinstance(error, sqlite3.OperationalError) and ("locked" in words or "busy" in words):
        return ConflictError("another program holds the database", where=where, hint="close that, and try again")
    if "interrupted" in words:
        return InvalidError(f"reading the database takes longer than {_TIMEOUT_S} s", where=where)
    if "too big" in words or isinstance(error, MemoryError):
        return InvalidError(f"a value has more than {MAX_VALUE_BYTES >> 20} MiB", where=where)
    return InvalidError(f"the database cannot be read: {words}", where=where)


def _read(uri: str) -> dict[str, list[Row]]:
    from contextlib import closing

    with closing(sqlite3.connect(uri, uri=True, timeout=2.0)) as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        deadline = time.monotonic() + _TIMEOUT_S
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        listed = connection.execute(
            "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        names = [name for (name,) in listed.fetchmany(MAX_TABLES + 1)]
        room = _Room()
        if len(names) > MAX_TABLES:
            raise InvalidError(f"more than {MAX_TABLES} tables")
        return {name: list(_rows(connection, name, room)) for name in names}


class _Room:
    """How much more may be read of one database."""

    def __init__(self) -> None:
        self._rows = MAX_ROWS
        self._bytes = MAX_ALL_BYTES

    def take(self, values: Iterable[Any], table: str) -> None:
        """Count a row.

        Raises:
            InvalidError: when it is one too many.
        """
        self._rows -= 1
        self._bytes -= sum(len(value) if isinstance(value, str | bytes) else 8 for value in values)
        if self._rows < 0:
            raise InvalidError(f"more than {MAX_ROWS:,} rows, counted up to the table {shortened(table)}")
        if self._bytes < 0:
            raise InvalidError(f"more than {MAX_ALL_BYTES >> 20} MiB of values, up to the table {shortened(table)}")


def _rows(connection: sqlite3.Connection, table: str, room: _Room) -> Iterator[Row]:
    quoted = table.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 (a quoted name)
    names = [column[0] for column in cursor.description]
    if len(names) > _MAX_COLUMNS:
        raise InvalidError(f"the table {shortened(table)} has more than {_MAX_COLUMNS} columns")
    for values in cursor:
        room.take(values, table)
        yield {name: _value(value) for name, value in zip(names, values, strict=True)}


def _value(value: Any) -> Any:
    """A column's value; bytes are text where they can be."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value


def database_of(tables: Mapping[str, Mapping[str, str]], rows: Mapping[str, Sequence[Row]]) -> bytes:
    """A database with these rows, as the bytes of its file.

    Args:
        tables: name → column → declared type, empty for none.
        rows: table → rows; a key that is no column of the table becomes one.
    """
    from contextlib import closing

    with closing(sqlite3.connect(":memory:")) as connection:
        for name, columns in tables.items():
            own = rows.get(name, ())
            known = {column.casefold() for column in columns}
            further = {key.casefold(): key for row in own for key in row if key.casefold() not in known}
            whole = {**columns, **dict.fromkeys(list(further.values())[:_MAX_COLUMNS], "")}
            declared = ", ".join(f"{_quoted(column)} {kind}".rstrip() for column, kind in whole.items())
            connection.execute(f"CREATE TABLE {_quoted(name)} ({declared}, PRIMARY KEY (id))")
            marks = ", ".join("?" * len(whole))
            connection.executemany(
                f"INSERT OR REPLACE INTO {_quoted(name)} VALUES ({marks})",  # noqa: S608 (a quoted name)
                ([_stored(row.get(column)) for column in whole] for row in own),
            )
        connection.commit()
        return connection.serialize()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""').replace("\0", "") + '"'


def _stored(value: Any) -> Any:
    if isinstance(value, int) and not -_PAST_INTEGERS <= value < _PAST_INTEGERS:
        return str(value)
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return json.dumps(value) if isinstance(value, list | dict) else value
