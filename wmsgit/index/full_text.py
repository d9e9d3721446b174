"""Full text: the table that searches ask, made of the records when something is first searched for, and kept."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from wmsgit.index import snapshot
from wmsgit.index.database import Attached, Database
from wmsgit.index.files import Edit
from wmsgit.index.rows import Row, search_row
from wmsgit.index.snapshot import DamagedError
from wmsgit.index.tables import KindTables
from wmsgit.model.record import LoadedFile

_SCHEMA = "search"
_FTS = "id UNINDEXED, kind UNINDEXED, title, body, tokenize = 'unicode61 remove_diacritics 2'"
_DDL = (
    f"CREATE VIRTUAL TABLE search.record_search USING fts5({_FTS})",
    "CREATE TABLE search.wmsgit_meta(generation TEXT)",
)
"""The full text of the kinds' search fields (https://sqlite.org/fts5.html), and the snapshot that it was made of."""

_INSERT = "INSERT INTO search.record_search(rowid, id, kind, title, body) VALUES (?, ?, ?, ?, ?)"
_RECORDS = (
    "SELECT records.rowid, records.kind, records.id, records.path, data FROM base.records"
    " JOIN base.record_documents ON record_documents.rowid = records.rowid"
)
_CHUNK = 2000


class FullText:
    """The full text of one database's records."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._attached = Attached(database.connection, _SCHEMA)

    @property
    def is_loaded(self) -> bool:
        """Whether it can be asked."""
        return self._attached.is_attached

    def load(self, cache_dir: Path | None, generation: str) -> None:
        """Make it answer for the records as they are now.

        Args:
            cache_dir: where it is kept; None for nowhere.
            generation: of the snapshot that the database began with; empty for none.

        Raises:
            DamagedError, sqlite3.Error: when another process replaced the snapshot meanwhile.
        """
        if self.is_loaded:
            return
        try:
            path = cache_dir and generation and (_kept(cache_dir, generation) or self._made(cache_dir, generation))
        except (DamagedError, OSError, sqlite3.Error):  # nothing can be kept here
            path = None
        if not path:
            self._attached.make_in_memory(_DDL)
            _fill(self._database)
            return
        self._attached.share(path)
        if not _is_of(self._database.connection, generation):
            raise DamagedError
        self.write(list(self._database.pending.values()))

    def write(self, edits: Sequence[Edit]) -> None:
        """Replace the text of files."""
        if not self.is_loaded or not edits:
            return
        layouts, connection = self._database.layouts, self._database.connection
        self._attached.begin()
        gone = [(edit.number,) for edit in edits if not edit.is_new]
        connection.executemany("DELETE FROM search.record_search WHERE rowid = ?", gone)
        rows = (
            search_row(layouts[edit.kind], edit.number, edit.file)
            for edit in edits
            if edit.file is not None and edit.file.data is not None
        )
        connection.executemany(_INSERT, rows)

    def _made(self, cache_dir: Path, generation: str) -> Path:
        """A file made anew of the snapshot, by a connection of its own that sees none of the changes in memory."""
        other = Database(self._database.kinds)
        with snapshot.draft(cache_dir, snapshot.SEARCH) as path:
            other.base.open(cache_dir / snapshot.SNAPSHOT)
            if other.header()["generation"] != generation:
                raise DamagedError
            attached = Attached(other.connection, _SCHEMA)
            attached.make(path, _DDL)
            other.connection.execute("INSERT INTO search.wmsgit_meta VALUES (?)", (generation,))
            _fill(other)
            attached.commit()
            other.close()
        return cache_dir / snapshot.SEARCH


def _kept(cache_dir: Path, generation: str) -> Path | None:
    """The file that was kept, if it was made of this snapshot."""
    try:
        path = snapshot.require_whole(cache_dir, snapshot.SEARCH)
        kept = sqlite3.connect(":memory:", uri=True)
        attached = Attached(kept, _SCHEMA)
        attached.open(path)
        fits = _is_of(kept, generation)
        kept.close()
    except (DamagedError, sqlite3.Error):
        return None
    return path if fits else None


def _is_of(connection: sqlite3.Connection, generation: str) -> bool:
    return connection.execute("SELECT generation FROM search.wmsgit_meta").fetchall() == [(generation,)]


def _fill(database: Database) -> None:
    rows = _rows(database.connection, database.layouts)
    while chunk := list(islice(rows, _CHUNK)):
        database.connection.executemany(_INSERT, chunk)


def _rows(connection: sqlite3.Connection, layouts: Mapping[str, KindTables]) -> Iterator[Row]:
    for number, kind, record_id, path, text in connection.execute(_RECORDS):
        yield search_row(layouts[kind], number, LoadedFile(path, kind, record_id, "", json.loads(text)))
