"""A database of many planes as a store, by SQLAlchemy Core: PostgreSQL, and DuckDB in a file.

Every table has the plane's name before its own columns. A transaction holds a lock for the plane; who makes tables or
columns holds one for the database. DuckDB admits one process at a time, for which others wait.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from wmsgit.errors import GitError, LockedError, UsageError
from wmsgit.features.exchange.databases.tables import (
    FILES,
    PLANES,
    ExportTable,
    PlaneState,
    Row,
    view_statements,
)

PLANE = "plane"
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "duckdb": "duckdb"}
_TYPES: Mapping[str, Any] = {"INTEGER": sa.BigInteger, "REAL": sa.Double}
_WHOLE, _REAL = frozenset({"bigint", "integer"}), frozenset({"double precision", "double"})
_DATABASE_LOCK = 0x776D7367  # "wmsg": the one that makers of tables hold alone, and writers of rows together
_WAIT_S, _STEP_S = 30.0, 0.1
_BATCH = 1000
_COLUMNS = sa.text("SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = :s")
_MIN_INTEGER, _MAX_INTEGER = -(1 << 63), (1 << 63) - 1


def open_store(url: str, plane: str) -> "ServerStore":
    """The store behind an address such as `postgresql://user@host/name` or `duckdb:///path/file`.

    Raises:
        UsageError: when it is no such address.
        GitError: when the database cannot be reached.
    """
    try:
        parsed = sa.make_url(url)
    except (ArgumentError, ValueError):
        raise _no_address() from None
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise _no_address()
    engine = sa.create_engine(parsed.set(drivername=driver), poolclass=sa.pool.NullPool)
    return ServerStore(engine, plane)


def _no_address() -> UsageError:
    return UsageError(
        "this is no address of a PostgreSQL or DuckDB database",
        hint="such as postgresql://user@host/name or duckdb:////folder/file.duckdb",
    )


class ServerStore:
    """The part of a database that is a plane's.

    Args:
        engine: of SQLAlchemy.
        plane: the plane's name.
    """

    def __init__(self, engine: sa.Engine, plane: str) -> None:
        self._engine = engine
        self._plane = plane
        self._is_server = engine.dialect.name == "postgresql"
        self._metadata = sa.MetaData()
        self._tables: dict[str, sa.Table] = {}
        self._types: dict[tuple[str, str], str] = {}
        self._open: sa.Connection | None = None
        own = (
            ExportTable(FILES, (("path", "TEXT"), ("id", "TEXT"), ("digest", "TEXT"))),
            ExportTable(PLANES, tuple((name, "INTEGER" if name == "committed_s" else "TEXT") for name in _STATE)),
        )
        self._files, self._planes = (self._table(table) for table in own)

    def prepare(self, tables: Sequence[ExportTable]) -> None:
        """Make the tables, columns and views that are not there yet."""
        made = [self._files, self._planes, *(self._table(table) for table in tables)]
        with self._connected() as connection:
            if not self._missing(connection, made):
                return
            self._lock(connection, _DATABASE_LOCK)
            missing = self._missing(connection, made)
            self._metadata.create_all(connection, [t for t in made if t.name in missing and not missing[t.name]])
            for name, columns in missing.items():
                for column in columns:
                    self._add_column(connection, self._tables[name], column)
            self._make_views(connection, tables)
            self._missing(connection, made)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, with the plane's lock."""
        with self._connected() as connection:
            self._lock(connection, _DATABASE_LOCK, is_shared=True)
            self._lock(connection, sa.func.hashtextextended(self._plane, 0))
            self._open = connection
            try:
                yield
            finally:
                self._open = None

    def state(self) -> PlaneState | None:
        """How far the database is with the plane."""
        columns = [self._planes.c[name] for name in _STATE]
        row = self._run(sa.select(*columns).where(self._planes.c[PLANE] == self._plane)).first()
        return PlaneState(*row) if row else None

    def put_state(self, state: PlaneState) -> None:
        """Say how far it is now."""
        self._run(sa.delete(self._planes).where(self._planes.c[PLANE] == self._plane))
        values = (state.commit, state.committed_s, state.origin, state.layout)
        self._run(sa.insert(self._planes), [{PLANE: self._plane, **dict(zip(_STATE, values, strict=True))}])

    def files(self) -> dict[str, tuple[str, str]]:
        """Path → id and digest."""
        table = self._files
        query = sa.select(table.c.path, table.c.id, table.c.digest).where(table.c[PLANE] == self._plane)
        return {path: (record_id, digest) for path, record_id, digest in self._run(query)}

    def put_files(self, gone: Iterable[str], new: Mapping[str, tuple[str, str]]) -> None:
        """Forget some paths, and know others."""
        self._remove(self._files, "path", sorted(gone))
        self._insert(self._files, ((path, *file) for path, file in new.items()))

    def clear(self, table: ExportTable) -> None:
        """Remove all rows of the plane."""
        own = self._tables[table.name]
        self._run(sa.delete(own).where(own.c[PLANE] == self._plane))

    def remove(self, table: ExportTable, column: str, values: Sequence[str]) -> None:
        """Remove the rows of the plane whose column has one of some values."""
        self._remove(self._tables[table.name], column, values)

    def insert(self, table: ExportTable, rows: Iterable[Row]) -> int:
        """Add rows."""
        return self._insert(self._tables[table.name], rows)

    def distinct(self, table: ExportTable, column: str) -> set[str]:
        """The values of a column."""
        own = self._tables[table.name]
        return set(self._run(sa.select(own.c[column]).where(own.c[PLANE] == self._plane).distinct()).scalars())

    def _remove(self, table: sa.Table, column: str, values: Sequence[str]) -> None:
        for start in range(0, len(values), _BATCH):
            part = [_cell(value, "text") for value in values[start : start + _BATCH]]
            self._run(sa.delete(table).where(table.c[PLANE] == self._plane, table.c[column].in_(part)))

    def _insert(self, table: sa.Table, rows: Iterable[Row]) -> int:
        columns = [column for column in table.columns if column.name != PLANE]
        types = [self._types.get((table.name, column.name), "text") for column in columns]
        keys = [column.key for column in columns]
        count = 0
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append({PLANE: self._plane, **dict(zip(keys, map(_cell, row, types), strict=True))})
            if len(batch) == _BATCH:
                self._run(sa.insert(table), batch)
                count, batch = count + len(batch), []
        if batch:
            self._run(sa.insert(table), batch)
        return count + len(batch)

    def _run(self, statement: Any, parameters: Any = None) -> Any:
        if self._open is None:
            raise RuntimeError("no transaction is open")
        return self._open.execute(statement, parameters)

    def _table(self, table: ExportTable) -> sa.Table:
        if table.name not in self._tables:
            own = [sa.Column(name, _TYPES.get(sort, sa.Text)) for name, sort in table.columns]
            plane = sa.Column(PLANE, sa.Text, nullable=False)
            bounds = self._bounds(table) if self._is_server else []
            self._tables[table.name] = sa.Table(table.name, self._metadata, plane, *own, *bounds)
        return self._tables[table.name]

    def _bounds(self, table: ExportTable) -> list[Any]:
        """Keys of a server. DuckDB refuses rows with a key that was removed in the same transaction: it gets none."""
        result: list[Any] = []
        if table.is_unique:
            result.append(sa.PrimaryKeyConstraint(PLANE, table.by))
        if table.owner:
            result.append(sa.ForeignKeyConstraint([PLANE, table.by], [f"{table.owner}.{PLANE}", f"{table.owner}.id"]))
        if not table.is_unique:
            result.append(sa.Index(None, PLANE, *([table.by or table.commit] if table.by or table.commit else [])))
        return result

    def _missing(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> dict[str, list[str]]:
        """Table → the columns that it lacks, of those that lack some; none for a table that is not there."""
        schema = "public" if self._is_server else "main"
        if self._is_server:
            schema = connection.execute(sa.text("SELECT current_schema()")).scalar() or schema
        self._types = {(row[0], row[1]): row[2].lower() for row in connection.execute(_COLUMNS, {"s": schema})}
        present = {name for name, _ in self._types}
        lacking = {
            table.name: [
                c.name for c in table.columns if table.name in present and (table.name, c.name) not in self._types
            ]
            for table in tables
        }
        return {name: columns for name, columns in lacking.items() if columns or name not in present}

    def _add_column(self, connection: sa.Connection, table: sa.Table, name: str) -> None:
        sort = table.c[name].type.compile(connection.dialect)
        statement = f"ALTER TABLE {_quoted(table.name)} ADD COLUMN {_quoted(name)} {sort}"
        connection.execute(sa.text(_plain(statement)))

    def _make_views(self, connection: sa.Connection, tables: Sequence[ExportTable]) -> None:
        present = {name for name, _ in self._types}
        for name, statement in view_statements(tables, (PLANE,), _quoted).items():
            if name not in present:
                connection.execute(sa.text(_plain(f"CREATE VIEW {_quoted(name)} AS {statement}")))

    def _lock(self, connection: sa.Connection, key: Any, *, is_shared: bool = False) -> None:
        """Wait for a lock that ends with the transaction; the one process that has a DuckDB file needs none."""
        if self._is_server:
            lock = sa.func.pg_advisory_xact_lock_shared if is_shared else sa.func.pg_advisory_xact_lock
            connection.execute(sa.select(lock(key)))

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        """A transaction; what the database says is an error of ours, in which no password stands."""
        try:
            with self._connect() as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise GitError(f"the database refused: {_first_line(error.orig)}") from None
        except SQLAlchemyError as error:
            raise GitError(f"the database cannot be used: {_first_line(error)}") from None

    def _connect(self) -> sa.Connection:
        deadline = time.monotonic() + _WAIT_S
        while True:
            try:
                return self._engine.connect()
            except DBAPIError as error:
                if self._is_server or "lock" not in str(error.orig):
                    raise
                if time.monotonic() > deadline:
                    raise LockedError(f"another program has had the file for {_WAIT_S:g} s") from None
            time.sleep(_STEP_S)


_STATE = ("commit_id", "committed_s", "origin", "layout")


def _cell(value: Any, sort: str) -> Any:
    """A value as a column holds it: one that is not of the column's type is absent in one of numbers, else text."""
    if value is None or isinstance(value, bytes):
        return None
    if sort in _WHOLE:
        return value if isinstance(value, int) and _MIN_INTEGER <= value <= _MAX_INTEGER else None
    if sort in _REAL:
        return float(value) if isinstance(value, int | float) else None
    text = value if isinstance(value, str) else str(value)
    return text.replace("\0", "\ufffd").encode("utf-8", "backslashreplace").decode()


def _quoted(name: str) -> str:
    """A name as an identifier: SQLAlchemy's own quoting is for statements that it makes, whose signs it doubles."""
    return '"' + name.replace('"', '""') + '"'


def _plain(text: str) -> str:
    r"""A statement's text, in which no colon begins a parameter."""
    return text.replace("\\", "\\\\").replace(":", "\\:")


def _first_line(error: object) -> str:
    return (str(error).strip().splitlines() or ["it does not say why"])[0][:300]
