"""Lookup: one record by its id or the beginning of it, and the ids that a shell completes."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from wmsgit.errors import AmbiguousError, InvalidError, NotFoundError
from wmsgit.index.rows import text_of
from wmsgit.index.targets import suggest

_SHOWN = 8
_MAX_RIVALS = 500
_SUMMARY = "SELECT kind, id, path, title, status, date FROM base.records"


@dataclass(frozen=True, slots=True)
class IndexedRecord:
    """One record in short.

    Attributes:
        kind, id, path: which record, and its file.
        title, status, date: as far as the record has them.
    """

    kind: str
    id: str
    path: str
    title: str | None
    status: str | None
    date: str | None


def find(
    connection: sqlite3.Connection, text: str, kind: str | None, *, exact: bool, but: Collection[str] = ()
) -> IndexedRecord:
    """The record that `text` names: the exact id, else one in another case, else the only one that begins so.

    Args:
        connection: with the records loaded.
        text: an id, or the beginning of one.
        kind: where to look; None for everywhere.
        exact: whether a beginning does not count.
        but: kinds that are not looked at, unless `kind` is one.

    Raises:
        NotFoundError: when there is none.
        AmbiguousError: when there are several.
        InvalidError: when the record's file cannot be read.
    """
    whole = _but(but, kind, _entries(connection, "id = ? COLLATE NOCASE", text, kind))
    same_case = [entry for entry in whole if entry.id == text]
    result = same_case or whole
    if not result:
        _refuse_unreadable(connection, text, kind)
    if not result and not exact and text:
        begun = _entries(connection, "substr(id, 1, length(?1)) = ?1 COLLATE NOCASE", text, kind)
        result = _but(but, kind, begun)
    if not result:
        hint = suggest(text, _rivals(connection, text, kind))
        if kind is None and text.isdigit():
            hint = f"a number alone needs its kind: wmsgit task show {text}"
        raise NotFoundError(f"there is no {kind or 'record'} {text}", hint=hint)
    if len(result) > 1:
        raise _ambiguous(text, result)
    return result[0]


def _but(kinds: Collection[str], wanted: str | None, entries: list[IndexedRecord]) -> list[IndexedRecord]:
    return entries if wanted else [entry for entry in entries if entry.kind not in kinds]


def waits(
    connection: sqlite3.Connection, kind: str, fields: Collection[str], closed: Collection[str]
) -> list[tuple[str, str]]:
    """(record, the other that one of these fields of it names), of a kind, where neither has one of these statuses."""
    states = connection.execute("SELECT id, status FROM base.records WHERE kind = ?", (kind,))
    is_open = {record_id for record_id, status in states if status not in closed}
    marks = ", ".join("?" * len(fields))
    query = f"SELECT source, target FROM base.record_links WHERE field IN ({marks})"  # noqa: S608 (marks alone)
    links = connection.execute(query, list(fields))
    return [pair for pair in links if pair[0] in is_open and pair[1] in is_open]


def complete(connection: sqlite3.Connection, prefix: str, kind: str | None, limit: int) -> list[tuple[str, str]]:
    """The ids that begin with `prefix`, in any case, with the records' titles, by number."""
    entries = _entries(connection, "substr(id, 1, length(?1)) = ?1 COLLATE NOCASE", prefix, kind, limit)
    return [(entry.id, str(entry.title or "")) for entry in entries]


def _entries(
    connection: sqlite3.Connection, condition: str, text: str, kind: str | None, limit: int = -1
) -> list[IndexedRecord]:
    order = "ORDER BY rtrim(id, '0123456789'), length(id), id, path LIMIT ?3"
    query = f"{_SUMMARY} WHERE {condition.replace('= ? ', '= ?1 ')} AND (?2 IS NULL OR kind = ?2) {order}"
    return [IndexedRecord(*row) for row in connection.execute(query, (text_of(text), kind, limit))]


def _refuse_unreadable(connection: sqlite3.Connection, text: str, kind: str | None) -> None:
    query = (
        'SELECT path, line, "column", message FROM base.unreadable'
        " WHERE id = ?1 COLLATE NOCASE AND (?2 IS NULL OR kind = ?2)"
    )
    for path, line, column, message in connection.execute(query, (text_of(text), kind)):
        raise InvalidError(message, where=f"{path}:{line}:{column}" if line else path)


def _rivals(connection: sqlite3.Connection, text: str, kind: str | None) -> list[str]:
    """Ids near enough to `text` to be worth comparing with it: the comparison is slow."""
    query = (
        "SELECT id FROM base.records WHERE (?2 IS NULL OR kind = ?2) AND abs(length(id) - length(?1)) <= 2"
        " AND (substr(id, 1, 3) = substr(?1, 1, 3) COLLATE NOCASE"
        " OR substr(id, -3) = substr(?1, -3) COLLATE NOCASE)"
        " ORDER BY substr(id, -2) = substr(?1, -2) DESC LIMIT ?3"
    )
    return [row[0] for row in connection.execute(query, (text_of(text), kind, _MAX_RIVALS))]


def _ambiguous(text: str, result: list[IndexedRecord]) -> AmbiguousError:
    shown = [f"{entry.id} ({entry.path})" for entry in result[:_SHOWN]]
    more = [f"and {len(result) - _SHOWN} more"] if len(result) > _SHOWN else []
    return AmbiguousError(f"{text} fits {len(result)} records", details=[*shown, *more])
