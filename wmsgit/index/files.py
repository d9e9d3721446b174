"""Files: what the index knows of each record file: rows of a table of the snapshot, and what has changed since."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from wmsgit.index.tables import BEGINS, text_of
from wmsgit.model.record import LoadedFile, Stamp

if TYPE_CHECKING:
    from hashlib import blake2b

FILES = "wmsgit_files"
_COLUMNS = "kind, path, number, size, mtime_ns, ctime_ns, inode, digest, is_trusted, may_have_unseen"
FILES_DDL = (
    f"CREATE TABLE base.{FILES}({_COLUMNS}, PRIMARY KEY(kind, path)) WITHOUT ROWID",
    f"CREATE INDEX base.wmsgit_doubtful ON {FILES}(kind, path) WHERE is_trusted = 0",
)
"""One row a record file. A path that is no ASCII text is kept as bytes, for it need not be valid Unicode."""

_INSERT = f"INSERT OR REPLACE INTO base.{FILES} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 (our own name)
_DELETE = f"DELETE FROM base.{FILES} WHERE kind = ? AND path = ?"  # noqa: S608
_SELECT = f"SELECT number, size, mtime_ns, ctime_ns, inode, digest, is_trusted, may_have_unseen FROM base.{FILES}"  # noqa: S608
_BETWEEN = f"SELECT path FROM base.{FILES} WHERE kind = ? AND path >= ? AND path < ?"  # noqa: S608
_STAMPS = f"SELECT path, size, mtime_ns, ctime_ns, inode FROM base.{FILES} WHERE kind = ?"  # noqa: S608
_BEGUN = f"""
SELECT path FROM base.records WHERE {BEGINS} AND kind = ?2
UNION ALL SELECT path FROM base.unreadable WHERE kind = ?2 LIMIT ?3
"""  # noqa: S608 (our own text)
_SUM_BITS = 256
_INODE_BITS = 64
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1


class FileEntry(NamedTuple):
    """One file.

    Attributes:
        number: what the rowids of its rows are made of.
        stamp: its status when it was last found.
        digest: of its bytes; empty where they could not be read.
        is_trusted: whether an equal stamp means equal content.
        may_have_unseen: as `LoadedFile` has it.
    """

    number: int
    stamp: Stamp
    digest: str
    is_trusted: bool
    may_have_unseen: bool = True


class Edit(NamedTuple):
    """What one file's rows become.

    Attributes:
        number: the file's number, which its rows' rowids are made of.
        kind: the kind's name.
        file: the file as it was read; None where it has gone.
        is_new: whether there are no rows of this number yet.
    """

    number: int
    kind: str
    file: LoadedFile | None
    is_new: bool = False


class KindFiles:
    """The files of one kind, as a question about what has changed needs them."""

    def __init__(self, catalogue: "Catalogue", kind: str) -> None:
        self._catalogue = catalogue
        self._kind = kind

    def has(self, path: str) -> bool:
        """Whether a file is known."""
        return self._catalogue.entry(self._kind, path) is not None

    def in_folder(self, folder: str) -> set[str]:
        """The known files that lie in this very folder."""
        return {path for path in self._catalogue.paths(self._kind, folder) if path.rpartition("/")[0] == folder}

    def begun(self, begun: str, most: int) -> list[str] | None:
        """The files of records whose ids begin so, in any case, and what cannot be read; None for more than `most`."""
        rows = self._catalogue.connection.execute(_BEGUN, (text_of(begun), self._kind, most + 1)).fetchall()
        paths = [path for (path,) in rows if self.has(path)]
        return paths if len(paths) == len(rows) <= most else None

    def doubtful(self) -> list[str]:
        """The files whose stamps may not be trusted."""
        return self._catalogue.doubtful(self._kind)


class Catalogue:
    """Every file of every kind, the next free number, and a sum over all contents.

    The sum is of one hash a file, modulo 2^256, so that no order matters and one file's change costs two
    hashes.

    Args:
        connection: whose `base` has the table.
        next_number: one that no file has had.
        total: the sum.
        count: how many files there are.

    Attributes:
        changed: (kind, path) → what differs from the table; None for a file that has gone. Who knows a status anew,
            the content being as it was, puts it here.
    """

    def __init__(self, connection: sqlite3.Connection, next_number: int = 1, total: int = 0, count: int = 0) -> None:
        self.connection = connection
        self.next_number = next_number
        self.total = total
        self.count = count
        self.changed: dict[tuple[str, str], FileEntry | None] = {}

    @property
    def sums(self) -> dict[str, int | str]:
        """What must be known beside the table, as JSON has it."""
        return {"next_number": self.next_number, "total": f"{self.total:x}", "count": self.count}

    def stamps(self, kind: str) -> dict[str, Stamp]:
        """Path → stamp of every file of a kind, as plain tuples, which are equal to stamps and faster to make."""
        rows = self.connection.execute(_STAMPS, (kind,))
        stamps: dict[str, Stamp] = {
            path if type(path) is str else _text(path): (size, modified, changed, inode)  # type: ignore[misc]
            if type(size) is int and inode >= 0
            else _stamp(size, modified, changed, inode)
            for path, size, modified, changed, inode in rows
        }
        for (owner, path), entry in self.changed.items():
            if owner == kind and entry is None:
                stamps.pop(path, None)
            elif owner == kind and entry is not None:
                stamps[path] = entry.stamp
        return stamps

    def paths(self, kind: str, folder: str) -> set[str]:
        """The path of every file of a kind that lies in a folder, at any depth."""
        first, behind = f"{folder}/", f"{folder}0"  # the letter after a slash
        bounds: list[tuple[str | bytes, str | bytes]] = [(_bytes(first), _bytes(behind))]
        bounds += [(first, behind)] if folder.isascii() else []
        paths = {_text(path) for pair in bounds for (path,) in self.connection.execute(_BETWEEN, (kind, *pair))}
        for (owner, path), entry in self.changed.items():
            if owner == kind and path.startswith(first):
                (paths.discard if entry is None else paths.add)(path)
        return paths

    def doubtful(self, kind: str) -> list[str]:
        """The files of a kind whose stamps may not be trusted, or whose bytes could not be read."""
        table = f"base.{FILES} INDEXED BY wmsgit_doubtful"
        query = f"SELECT path FROM {table} WHERE kind = ? AND is_trusted = 0"  # noqa: S608 (our own name)
        rows = self.connection.execute(query, (kind,))
        old = [path for path in (_text(row[0]) for row in rows) if (kind, path) not in self.changed]
        new = [
            path for (owner, path), entry in self.changed.items() if owner == kind and entry and not entry.is_trusted
        ]
        return [*old, *new]

    def entry(self, kind: str, path: str) -> FileEntry | None:
        """What is known of a file."""
        if (kind, path) in self.changed:
            return self.changed[kind, path]
        row = self.connection.execute(f"{_SELECT} WHERE kind = ? AND path = ?", (kind, _key(path))).fetchone()
        if row is None:
            return None
        number, size, modified, changed, inode, digest, *flags = row
        return FileEntry(number, _stamp(size, modified, changed, inode), digest, *map(bool, flags))

    def digests(self, kind: str | None = None) -> dict[str, str]:
        """Path → digest of every file, or of every one of a kind."""
        query = f"SELECT path, digest FROM base.{FILES}"  # noqa: S608 (our own name)
        given = (query, ()) if kind is None else (f"{query} WHERE kind = ?", (kind,))
        digests: dict[str, str] = dict(self.connection.execute(*given))
        for key in [key for key in digests if not isinstance(key, str)]:
            digests[_text(key)] = digests.pop(key)
        changed = [(path, entry) for (owner, path), entry in self.changed.items() if kind in {None, owner}]
        for path, entry in changed:
            if entry is None:
                digests.pop(path, None)
        return digests | {path: entry.digest for path, entry in changed if entry is not None}

    def may_have_unseen(self) -> set[str]:
        """The files whose text may have characters that are not seen."""
        query = f"SELECT path FROM base.{FILES} WHERE may_have_unseen"  # noqa: S608 (our own name)
        paths = {_text(path) for (path,) in self.connection.execute(query)}
        for (_, path), entry in self.changed.items():
            (paths.add if entry and entry.may_have_unseen else paths.discard)(path)
        return paths

    def put(self, kind: str, path: str, entry: FileEntry | None, old: FileEntry | None) -> None:
        """Know a file anew, None for one that has gone, of which `old` was known."""
        self.count += (entry is not None) - (old is not None)
        if (old and old.digest) != (entry and entry.digest):
            added = _hash(path, entry.digest) if entry else 0
            removed = _hash(path, old.digest) if old else 0
            self.total = (self.total + added - removed) % (1 << _SUM_BITS)
        self.changed[kind, path] = entry

    def take_number(self) -> int:
        """A number that no file has had."""
        self.next_number += 1
        return self.next_number - 1

    def flush(self) -> None:
        """Put what has changed into the table, which is open for writing."""
        gone = [(kind, _key(path)) for (kind, path), entry in self.changed.items() if entry is None]
        self.connection.executemany(_DELETE, gone)
        self.connection.executemany(_INSERT, self._rows())
        self.changed.clear()

    def _rows(self) -> Iterator[tuple[object, ...]]:
        for (kind, path), entry in self.changed.items():
            if entry is not None:
                number, stamp, digest, is_trusted, may_have_unseen = entry
                yield kind, _key(path), number, *_cells(stamp), digest, int(is_trusted), int(may_have_unseen)


def _key(path: str) -> str | bytes:
    return path if path.isascii() else _bytes(path)


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def _text(key: str | bytes) -> str:
    return key if isinstance(key, str) else key.decode("utf-8", "surrogateescape")


def _cells(stamp: Stamp) -> Iterable[object]:
    """A stamp as SQLite's integers: an inode may need the 64th bit; what needs more is written as text."""
    if min(stamp) >= _LEAST and max(stamp) <= _MOST:
        return stamp
    inode = stamp.inode - (1 << _INODE_BITS) if stamp.inode > _MOST else stamp.inode
    numbers = (*stamp[:3], inode)
    if all(_LEAST <= number <= _MOST for number in numbers):
        return numbers
    return json.dumps(stamp), 0, 0, 0


def _stamp(size: int | str, modified: int, changed: int, inode: int) -> Stamp:
    if isinstance(size, str):
        return Stamp(*json.loads(size))
    return Stamp(size, modified, changed, inode + (1 << _INODE_BITS) if inode < 0 else inode)


def _hash(path: str, digest: str) -> int:
    text = f"{path}\0{digest}".encode("utf-8", "surrogateescape")
    return int.from_bytes(_hasher()(text, digest_size=_SUM_BITS // 8).digest(), "big")


@cache
def _hasher() -> "Callable[..., blake2b]":
    """What hashes, loaded once and only where a file has changed; as `Registry.digest` has it, without OpenSSL."""
    try:
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b
    return blake2b
