"""The table `record_changes`: filled when a query first names it, and kept, so that only new commits are told."""

import json
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from wmsgit.disk.own import OwnFolder
from wmsgit.index.rows import cell_of
from wmsgit.index.tables import text_of
from wmsgit.model.history_rows import ChangeRow, HistoryRows, ReadHistory

TABLE = "record_changes"
CACHE = "changes.image"
_FORMAT = 3
_SHARE = 1_000
_WITHOUT_VALUES = "commit_id, author, committed_at, kind, id, field"
_COLUMNS = f"{_WITHOUT_VALUES}, old, new"
_INDEX = f"CREATE INDEX IF NOT EXISTS changes.record_changes_by_id ON {TABLE}(id, field)"
"""Made behind the first rows: sorting them at once takes less than keeping them sorted."""
_DDL = (
    f"CREATE TABLE changes.{TABLE}({_COLUMNS})",
    "CREATE TABLE changes.told_commits(commit_id PRIMARY KEY, committed_at, first_row, last_row) WITHOUT ROWID",
)


def fill(
    connection: sqlite3.Connection, tell: ReadHistory, identity: Mapping[str, Any], cache_dir: Path | None
) -> None:
    """Make the table tell the history as it is now.

    Args:
        connection: the index's; the table lies in a database of its own, attached as `changes`.
        tell: tells what has happened since the commits that are known.
        identity: what rows must have been made by and for.
        cache_dir: where they are kept; None for nowhere.
    """
    head = json.dumps([_FORMAT, identity]).encode()
    _attach(connection, head, cache_dir)
    known = {row[0] for row in connection.execute("SELECT commit_id FROM changes.told_commits")}
    reported = tell(known)
    if not reported.gone and not reported.new:
        return
    connection.execute("SAVEPOINT told")
    try:
        _apply(connection, reported)
    except BaseException:
        connection.execute("ROLLBACK TO told")
        connection.execute("RELEASE told")
        raise
    connection.execute("RELEASE told")
    if cache_dir and reported.may_keep and _is_much(connection, known, reported):
        _save(connection, head, cache_dir)


def _is_much(connection: sqlite3.Connection, known: Collection[str], reported: HistoryRows) -> bool:
    """Whether it takes longer to be told this anew than to write everything that is known."""
    if not known or reported.gone:
        return True
    commits = json.dumps(list(reported.new))
    fresh, total = connection.execute(
        "SELECT count(*), (SELECT count(*) FROM changes.record_changes) FROM changes.record_changes"
        " WHERE commit_id IN (SELECT value FROM json_each(?))", (commits,),
    ).fetchone()  # fmt: skip
    return bool(fresh * _SHARE > total)


class HistoryTable:
    """The table, as others ask it; it tells the history as it is at each question.

    Args:
        connect: gives the index's connection, on which the table is up to date.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect

    def changes(self, record_id: str = "") -> Iterator[tuple[Any, ...]]:
        """The rows, the oldest first: commit, author, moment, kind, id, field, old and new value. Lists are JSON text.

        Args:
            record_id: only those of this id; all when empty.
        """
        where = "WHERE id = ?" if record_id else ""
        query = f"SELECT {_COLUMNS} FROM changes.{TABLE} {where} ORDER BY committed_at, rowid"  # noqa: S608 (our names)
        return self._connect().execute(query, (record_id,) if record_id else ())

    def commits(self) -> list[str]:
        """The commits that changed records, the newest first."""
        query = "SELECT commit_id FROM changes.told_commits WHERE committed_at > '' ORDER BY committed_at DESC, 1 DESC"
        return [row[0] for row in self._connect().execute(query)]

    def touched(self, commits: Sequence[str], counts: Callable[[str, str], bool]) -> Iterator[tuple[str, str, str]]:
        """Which records some commits changed in fields that count: commit, kind and id, each once, in any order.

        Args:
            commits: the commits.
            counts: a kind's name and a field → whether a change of it counts.
        """
        rows = (
            f"FROM changes.told_commits AS told JOIN changes.{TABLE} AS changed ON changed.commit_id = told.commit_id"  # noqa: S608 (our names)
            " AND changed.rowid BETWEEN told.first_row AND told.last_row"
            " WHERE told.commit_id IN (SELECT value FROM json_each(?))"
        )
        names, fields = json.dumps(list(commits)), dict[str, list[str]]()
        for kind, field in self._connect().execute(f"SELECT DISTINCT kind, field {rows}", (names,)):
            if counts(kind, field):
                fields.setdefault(kind, []).append(field)
        terms = " OR ".join(["kind = ? AND field IN (SELECT value FROM json_each(?))"] * len(fields)) or "false"
        values = [value for kind, known in fields.items() for value in (kind, json.dumps(known))]
        query = f"SELECT DISTINCT told.commit_id, kind, id {rows} AND ({terms})"
        return self._connect().execute(query, (names, *values))

    def changes_of(self, commits: Sequence[str], ids: Collection[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of some commits, as `changes`, of records that have one of these ids."""
        query = (
            f"SELECT {_COLUMNS} FROM changes.{TABLE} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 (our names)
            " AND commit_id IN (SELECT value FROM json_each(?)) ORDER BY rowid"
        )
        return self._connect().execute(query, (json.dumps(list(ids)), json.dumps(list(commits))))

    def touches(self) -> Iterator[tuple[str, str, str, str]]:
        """Which commits changed which records: kind, id, commit and author, each once, in any order."""
        return self._connect().execute(f"SELECT DISTINCT kind, id, commit_id, author FROM changes.{TABLE}")  # noqa: S608 (our names)

    def renamed(self) -> Iterator[tuple[str, str, str]]:
        """Which records had other ids before: kind, id, and the id before."""
        query = f"SELECT kind, id, old FROM changes.{TABLE} WHERE field = 'id' AND old IS NOT NULL"  # noqa: S608 (our names)
        return self._connect().execute(query)


def _apply(connection: sqlite3.Connection, reported: HistoryRows) -> None:
    for table in (TABLE, "told_commits"):
        gone = ((commit,) for commit in reported.gone)
        connection.executemany(f"DELETE FROM changes.{table} WHERE commit_id = ?", gone)  # noqa: S608 (our names)
    insert = f"INSERT INTO changes.{TABLE}({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 (our names)
    (last,) = connection.execute(f"SELECT coalesce(max(rowid), 0) FROM changes.{TABLE}").fetchone()  # noqa: S608 (our names)
    commits: dict[str, tuple[str, int, int]] = dict.fromkeys(reported.new, ("", 0, 0))  # of those without rows

    def noted(number: int, row: ChangeRow) -> tuple[Any, ...]:
        commits[row[0]] = row[2], commits.get(row[0], ("", 0, 0))[1] or number, number
        return _row(row)

    connection.executemany(insert, map(noted, count(last + 1), reported.rows))
    rows = ((commit, *known) for commit, known in commits.items())
    connection.executemany("INSERT INTO changes.told_commits VALUES (?, ?, ?, ?)", rows)
    connection.execute(_INDEX)


def _row(row: ChangeRow) -> tuple[Any, ...]:
    texts: Iterable[str] = row[:6]
    if not "".join(texts).isascii():
        texts = map(text_of, texts)
    return (*texts, cell_of(row[6]), cell_of(row[7]))


def _attach(connection: sqlite3.Connection, head: bytes, cache_dir: Path | None) -> None:
    """The database as it was kept, else an empty one."""
    if any(row[1] == "changes" for row in connection.execute("PRAGMA database_list")):
        return
    connection.execute("ATTACH ':memory:' AS changes")
    image = _load(head, cache_dir)
    try:
        if image:
            connection.deserialize(image, name="changes")
            for table in (TABLE, "told_commits"):
                connection.execute(f"SELECT 1 FROM changes.{table} LIMIT 1")  # noqa: S608 (our names)
            return
    except sqlite3.Error:
        connection.execute("DETACH changes")
        connection.execute("ATTACH ':memory:' AS changes")
    for statement in _DDL:
        connection.execute(statement)


def _load(head: bytes, cache_dir: Path | None) -> bytes | memoryview:
    """The kept image; empty where there is none, or it is damaged or foreign."""
    try:
        can_load = hasattr(sqlite3.Connection, "deserialize")
        whole = OwnFolder(cache_dir).read(CACHE) if cache_dir and can_load else b""
    except OSError:
        return b""
    start = len(head) + 10  # a line of its own, and one of the sum
    image = memoryview(whole)[start:]  # no copy: it may be large
    return image if whole[:start] == b"%b\n%08x\n" % (head, zlib.crc32(image)) else b""


def _save(connection: sqlite3.Connection, head: bytes, cache_dir: Path) -> None:
    """Keep the image; where that cannot be done the next query is told everything again."""
    if not hasattr(connection, "serialize"):
        return
    image = connection.serialize(name="changes")
    with suppress(OSError):
        OwnFolder(cache_dir).write(CACHE, [head, b"\n%08x\n" % zlib.crc32(image), image])
