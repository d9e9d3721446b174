"""Publishing: a database is made to say what a plane says, by what has changed since it last did."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from wmsgit.errors import ConflictError
from wmsgit.features.exchange.databases.tables import ExportTable, PlaneSnapshot, PlaneState, Row

_TABLE = "table:"
"""What names a table, in the place of a path, beside the digest of all of its rows."""
_PART = 400
"""Ids that one statement names: servers bound the number of parameters."""


class TableStore(Protocol):
    """A database of one plane, or the part of one that is a plane's."""

    def prepare(self, tables: Sequence[ExportTable]) -> None:
        """Make the tables, columns and views that are not there yet; columns of others stay."""

    def transaction(self) -> AbstractContextManager[object]:
        """All or nothing of what follows, and nobody else writes this plane at the same time."""

    def state(self) -> PlaneState | None:
        """How far the database is; None for a plane that it does not have."""

    def put_state(self, state: PlaneState) -> None:
        """Say how far it is now."""

    def files(self) -> dict[str, tuple[str, str]]:
        """Path → id and digest of each record that it has."""

    def put_files(self, gone: Iterable[str], new: Mapping[str, tuple[str, str]]) -> None:
        """Forget some paths, and know others."""

    def clear(self, table: ExportTable) -> None:
        """Remove all rows of this plane."""

    def remove(self, table: ExportTable, column: str, values: Sequence[str]) -> None:
        """Remove the rows of this plane whose column has one of some values."""

    def insert(self, table: ExportTable, rows: Iterable[Row]) -> int:
        """Add rows, and give their number."""

    def distinct(self, table: ExportTable, column: str) -> set[str]:
        """The values of a column."""


@dataclass(slots=True)
class Published:
    """What became of it.

    Attributes:
        is_later: whether the database had a later commit of the plane already, and nothing was done.
        records: how many records were written or removed.
        rows: table → how many rows were added, where there were any.
    """

    is_later: bool = False
    records: int = 0
    rows: dict[str, int] = field(default_factory=dict)


def publish(store: TableStore, plane: PlaneSnapshot) -> Published:
    """Make a database say what a plane says.

    Raises:
        ConflictError: when another plane has published there under the same name.
        GitError: when the database refuses.
    """
    store.prepare(plane.tables)
    with store.transaction():
        state = store.state()
        if state is not None:
            _require_same(state, plane)
            if _is_later(state, plane):
                return Published(is_later=True)
        is_new = state is None or state.layout != plane.layout
        work = _Publishing(store, plane, is_new=is_new)
        work.records()
        for table in plane.tables:
            if table.commit:
                work.commits(table)
            elif not table.by:
                work.whole(table)
        store.put_state(PlaneState(plane.commit, plane.committed_s, plane.origin, plane.layout))
    return work.result


def _require_same(state: PlaneState, plane: PlaneSnapshot) -> None:
    if state.origin and plane.origin and state.origin != plane.origin:
        raise ConflictError(
            f"the database has another plane called {plane.plane!r}, which begins with another commit",
            hint="--plane NAME gives this one another name there",
        )


def _is_later(state: PlaneState, plane: PlaneSnapshot) -> bool:
    """Whether a build of an older commit comes after that of a newer one."""
    if not state.commit or state.commit == plane.commit or plane.contains(state.commit):
        return False
    return state.committed_s > plane.committed_s


class _Publishing:
    """One plane's way into a database, inside of a transaction.

    Args:
        store: the database.
        plane: the plane.
        is_new: whether all rows are made anew.
    """

    def __init__(self, store: TableStore, plane: PlaneSnapshot, *, is_new: bool) -> None:
        self._store = store
        self._plane = plane
        self._is_new = is_new
        before = store.files()
        self._digests = {name: digest for name, (_, digest) in before.items() if name.startswith(_TABLE)}
        self._before = {path: file for path, file in before.items() if not path.startswith(_TABLE)}
        self.result = Published()

    def records(self) -> None:
        """Rows that are of records: those of files that changed go, and come anew."""
        tables = [table for table in self._plane.tables if table.by]
        files, known = self._plane.files, {} if self._is_new else self._before
        gone = {path for path, file in known.items() if files.get(path) != file}
        new = {path: file for path, file in files.items() if known.get(path) != file}
        # An id may have moved to another file, or two files may have had it: whoever has it now is written.
        changed = {known[path][0] for path in gone} | {file[0] for file in new.values()}
        self._remove(tables, sorted(changed))
        wanted = None if self._is_new else sorted(changed & {file[0] for file in files.values()})
        for table in tables:
            added = self._insert(table, wanted)
            if added:
                self.result.rows[table.name] = added
        self._store.put_files({*self._before} - {*known} | gone | new.keys(), new)
        self.result.records = len(gone | new.keys())

    def commits(self, table: ExportTable) -> None:
        """Rows that are of commits: those of commits that lead here no more go, those of new ones come."""
        position = table.names.index(table.commit)
        rows = list(self._plane.rows(table, None))
        here = {str(row[position]) for row in rows}
        known: Collection[str] = set() if self._is_new else self._store.distinct(table, table.commit)
        for part in _parts(sorted(set(known) - here)):
            self._store.remove(table, table.commit, part)
        new = [row for row in rows if str(row[position]) not in known]
        if new:
            self.result.rows[table.name] = self._store.insert(table, new)

    def whole(self, table: ExportTable) -> None:
        """Rows that are of no record: made anew when they differ; left alone where no member is here that has some."""
        rows = sorted(map(tuple, self._plane.rows(table, None)), key=repr)
        name, digest = f"{_TABLE}{table.name}", sha256(repr(rows).encode("utf-8", "backslashreplace")).hexdigest()
        if not rows or (not self._is_new and self._digests.get(name) == digest):
            return
        self._store.clear(table)
        self.result.rows[table.name] = self._store.insert(table, rows)
        self._store.put_files([name], {name: ("", digest)})

    def _remove(self, tables: Sequence[ExportTable], ids: Sequence[str]) -> None:
        """Remove the rows of some records, of all tables where everything is new; what belongs to others first."""
        if self._is_new:
            for table in reversed(self._plane.tables):
                self._store.clear(table)
            return
        for table in reversed(tables):
            for part in _parts(ids):
                self._store.remove(table, table.by, part)

    def _insert(self, table: ExportTable, ids: Sequence[str] | None) -> int:
        if ids is None:
            return self._store.insert(table, self._plane.rows(table, None))
        return sum(self._store.insert(table, self._plane.rows(table, part)) for part in _parts(ids))


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _PART] for start in range(0, len(values), _PART))
