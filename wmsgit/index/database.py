"""The database: one SQLite connection, to which the snapshot's files are attached, and the rows of files in them.

`main` stays in memory and empty. `base` has everything but the full text, which `search` has. Both are attached to be
read; when the first row changes, `base` is attached anew inside of a transaction that is never committed: SQLite then
keeps the pages that change in memory, as long as it may not spill them, and every query sees one whole database.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import ref

from wmsgit.index.files import FILES_DDL, Edit
from wmsgit.index.moments import register
from wmsgit.index.snapshot import DamagedError
from wmsgit.index.tables import INDEXES_DDL, RECORDS_DDL, KindTables, layout_of

if TYPE_CHECKING:
    from wmsgit.index.tables import Kinds

# Measured on 10,000 and 100,000 records of 950 bytes: a whole scan takes the same from 4 to 32 KiB, one record less.
PAGE_SIZE = 8192
_CACHE_KIB = 16_384
_PRIMARY = 0xFF  # https://sqlite.org/rescode.html#primary_result_codes_versus_extended_result_codes
_READ, _WRITE = "mode=ro&immutable=1", "mode=rw&nolock=1"
_SAFE = frozenset(b"/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


class Attached:
    """One SQLite file under a schema's name: read, overlaid in memory, or drafted.

    Args:
        connection: to SQLite.
        schema: the name.
    """

    def __init__(self, connection: sqlite3.Connection, schema: str) -> None:
        self._connection = connection
        self._schema = schema
        self._path: Path | None = None
        self.is_attached = False

    def make(self, path: Path, statements: Iterable[str]) -> None:
        """Attach an empty file that may be written, up to `commit`, and make its tables."""
        self._attach(path, _WRITE)
        self._pragma(f"page_size = {PAGE_SIZE}")
        self._write_freely()
        for statement in statements:
            self._connection.execute(statement)

    def make_in_memory(self, statements: Iterable[str]) -> None:
        """Attach a new database that lies in no file."""
        self._attach(None, "")
        for statement in statements:
            self._connection.execute(statement)

    def rewrite(self, path: Path) -> None:
        """Attach a copy that may be written, up to `commit`."""
        self._attach(path, _WRITE)
        self._write_freely()

    def commit(self) -> None:
        """Write what was drafted to its file, and let go of that."""
        self._connection.execute("COMMIT")
        self.drop()

    def open(self, path: Path) -> None:
        """Attach a file to be read; `overlay` can let it be written over."""
        self._attach(path, _READ)
        self._path = path

    def share(self, path: Path) -> None:
        """Attach a file that may be written over in memory at once."""
        self._attach(path, _WRITE)
        self._pragma("journal_mode = MEMORY")

    def overlay(self) -> bool:
        """Let rows be written that go to no file; whether the file was attached anew for it."""
        is_read = self._path is not None
        if self._path is not None:
            path, self._path = self._path, None
            self.drop()
            if os.access(path, os.W_OK):
                self.share(path)
            else:
                self._attach(None, "")
                self._connection.deserialize(path.read_bytes(), name=self._schema)
        self.begin()
        return is_read

    def begin(self) -> None:
        """Begin the transaction that is never committed, so that no page goes to a file."""
        if not self._connection.in_transaction:
            self._connection.execute("PRAGMA cache_spill = OFF")
            self._connection.execute("BEGIN")

    def drop(self) -> None:
        """Let go of the file; nothing may be written over it."""
        self._connection.execute(f"DETACH {self._schema}")
        self.is_attached = False

    def _attach(self, path: Path | None, mode: str) -> None:
        name = ":memory:" if path is None else f"file:{_escaped(path)}?{mode}"
        self._connection.execute(f"ATTACH ? AS {self._schema}", (name,))
        self.is_attached = True
        self._pragma(f"cache_size = -{_CACHE_KIB}")

    def _write_freely(self) -> None:
        self._pragma("journal_mode = OFF")
        self._pragma("synchronous = OFF")
        self._connection.execute("PRAGMA cache_spill = ON")
        self._connection.execute("BEGIN")

    def _pragma(self, text: str) -> None:
        self._connection.execute(f"PRAGMA {self._schema}.{text}")


class Database:
    """The tables.

    Args:
        kinds: the kinds; made only when rows are written or a layout is needed.

    Attributes:
        kinds: as given.
        connection: to SQLite.
        base: everything but the full text.
        zone: where the days of records begin, for what runs next.
        pending: file number → what has changed since the file that `base` was opened from.
    """

    def __init__(self, kinds: "Kinds") -> None:
        self.kinds = kinds
        self._layouts: dict[str, KindTables] = {}
        self._header: Mapping[str, Any] = {}
        self.pending: dict[int, Edit] = {}
        self.zone: tzinfo = UTC
        self.connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, uri=True)
        self.connection.execute("PRAGMA temp_store = MEMORY")
        self.base = Attached(self.connection, "base")
        known = ref(self)  # SQLite would hold this object for ever: the collector sees nothing of what SQLite holds
        register(self.connection, lambda: database.zone if (database := known()) else UTC)

    def header(self) -> dict[str, Any]:
        """What was kept with `put_header`.

        Raises:
            sqlite3.Error, ValueError, TypeError: when there is none.
        """
        (text,) = self.connection.execute("SELECT header FROM base.wmsgit_meta").fetchone()
        header: dict[str, Any] = json.loads(text)
        self._header = self._header or header
        return header

    def put_header(self, header: Mapping[str, Any]) -> None:
        """Keep what must be known before any row is read."""
        self.connection.execute("DELETE FROM base.wmsgit_meta")
        self.connection.execute("INSERT INTO base.wmsgit_meta VALUES (?)", (json.dumps(header),))

    @property
    def layouts(self) -> Mapping[str, KindTables]:
        """Kind name → its tables, for every kind."""
        for kind in self.kinds.every:
            self.layout(kind.name)
        return self._layouts

    def layout(self, kind: str) -> KindTables:
        """The tables of a kind, given by its name."""
        if kind not in self._layouts:
            self._layouts[kind] = layout_of(self.kinds.named(kind))
        return self._layouts[kind]

    @property
    def statements(self) -> list[str]:
        """What makes the tables."""
        own = [table.create for layout in self.layouts.values() for table in layout.tables]
        return [*FILES_DDL, *RECORDS_DDL, *own]

    def make_indexes(self) -> None:
        """Make the indexes over the rows that there are."""
        for statement in (*INDEXES_DDL, *(layout.index for layout in self.layouts.values())):
            self.connection.execute(statement)

    def remember(self, edits: Sequence[Edit]) -> None:
        """Replace the rows of files on top of what the snapshot has.

        Args:
            edits: at most one for a file.

        Raises:
            DamagedError: when the snapshot has been replaced since its header was read.
        """
        if edits:
            self.pending.update({edit.number: edit for edit in edits})
            if self.base.overlay() and self.header() != self._header:
                raise DamagedError  # another process has replaced the file meanwhile
            self.write(edits)

    def write(self, edits: Sequence[Edit]) -> None:
        """Replace the rows of files where they may be written."""
        if not edits:
            return
        from wmsgit.index.rows import rewrite_rows  # most reads find that nothing has changed

        by_kind: dict[str, list[Edit]] = {}
        for edit in edits:
            by_kind.setdefault(edit.kind, []).append(edit)
        for kind, some in by_kind.items():
            rewrite_rows(self.connection, self.layout(kind), some)

    def close(self) -> None:
        """Close the connection; what was not committed is gone."""
        self.connection.close()

    def __del__(self) -> None:
        self.close()


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that a file is no whole database."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR}


def _escaped(path: Path) -> str:
    """A path as a part of a URI (https://sqlite.org/uri.html)."""
    return "".join(chr(byte) if byte in _SAFE else f"%{byte:02X}" for byte in os.fsencode(path))
