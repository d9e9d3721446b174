"""Lookup: one record by its id or the beginning of it, and the ids that a shell completes."""

import sqlite3
from collections.abc import Collection
from typing import Any

from wmsgit.errors import AmbiguousError, InvalidError, NotFoundError
from wmsgit.index.tables import BEGINS, text_of
from wmsgit.model.text import suggest
from wmsgit.model.value import immutable

_SHOWN = 8
_MAX_RIVALS = 500
_MAX_ID = 100
_SUMMARY = "SELECT kind, id, path, title, status, date FROM base.records"
_ORDER = "rtrim(id, '0123456789'), length(id), id, path"
_IS_NUMBER = """
id LIKE '%' || ?3 AND length(id) > length(?1) AND substr(id, length(?1) + 1) NOT GLOB '*[^0-9]*'
AND coalesce(nullif(ltrim(substr(id, length(?1) + 1), '0'), ''), '0') = ?3
"""
_COMPLETED = f"""
SELECT id, title FROM base.records
WHERE {BEGINS} AND (?2 IS NULL OR kind = ?2) AND (?5 IS NULL OR status IN (SELECT value FROM json_each(?5)))
ORDER BY
    coalesce((kind, status) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?4)), 0),
    {_ORDER}
LIMIT ?3
"""  # noqa: S608 (our own text)


@immutable
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


Numbered = Collection[tuple[str, str, int]]
"""Kind, the beginning of its ids and a number, for each record that a spelling such as `task-2` may mean."""


def find(
    connection: sqlite3.Connection,
    text: str,
    kind: str | None,
    *,
    exact: bool,
    but: Collection[str] = (),
    numbered: Numbered = (),
) -> IndexedRecord:
    """The record that `text` names.

    It is the one with this id; else with this id in another case; else the only one of the number that `text` spells;
    else the only one whose id begins so.

    Args:
        connection: with the records loaded.
        text: an id, a spelling of one, or the beginning of one.
        kind: where to look; None for everywhere.
        exact: whether a beginning does not count.
        but: kinds that are not looked at, unless `kind` is one.
        numbered: what the text may spell.

    Raises:
        NotFoundError: when there is none.
        AmbiguousError: when there are several.
        InvalidError: when the record's file cannot be read.
    """
    whole = _but(but, kind, _entries(connection, "id = ?1 COLLATE NOCASE", text, kind))
    result = [entry for entry in whole if entry.id == text] or whole
    if not result:
        _refuse_unreadable(connection, text, kind)
        result = [entry for spelling in numbered for entry in _of_number(connection, *spelling)]
    if not result and not exact and text and (kind or not _is_small(text)):
        begun = _entries(connection, BEGINS, text, kind)
        result = _but(but, kind, begun)
    if not result:
        raise _not_found(connection, text, kind, numbered)
    if len(result) > 1:
        raise _ambiguous(text, result)
    return result[0]


def _of_number(connection: sqlite3.Connection, kind: str, prefix: str, number: int) -> list[IndexedRecord]:
    """The records of a kind whose ids are this prefix, in any case, and this number, with however many zeros."""
    return _entries(connection, BEGINS, prefix, kind, number)


def _not_found(connection: sqlite3.Connection, text: str, kind: str | None, numbered: Numbered) -> NotFoundError:
    """The error for what there is not, with what was perhaps meant."""
    if kind is None and text.isdigit():
        same = [item for item in _rivals(connection, text, None, longer=_MAX_ID) if _number(item) == int(text)]
        return NotFoundError(
            f"there is no record {text}",
            hint=f"a number alone needs its kind: {' or '.join(same[:_SHOWN]) or f'wmsgit task show {text}'}",
        )
    if numbered:
        name, prefix, number = next(iter(numbered))
        last = _entries(connection, BEGINS, prefix, name)[-1:]
        hint = f"the last is {last[0].id}" if last else ""
        spelled = text if text.lower().startswith(prefix.lower()) else f"{prefix}{number:03d}"
        return NotFoundError(f"there is no {kind or 'record'} {spelled}", hint=hint)
    rivals = _rivals(connection, text, kind)
    same = [rival for rival in rivals if _number(rival) is not None and _number(rival) == _number(text)]
    return NotFoundError(f"there is no {kind or 'record'} {text}", hint=suggest(text, same) or suggest(text, rivals))


def _is_small(text: str) -> bool:
    """Whether a text is a number that begins no date: as the beginning of an id it would name a session by its year."""
    return text.isdigit() and len(text) < len("2026")


def _number(text: str) -> int | None:
    """The number at the end of an id; None where it has none."""
    digits = text[len(text.rstrip("0123456789")) :]
    return int(digits) if digits else None


def _but(kinds: Collection[str], wanted: str | None, entries: list[IndexedRecord]) -> list[IndexedRecord]:
    return entries if wanted else [entry for entry in entries if entry.kind not in kinds]


def complete(
    connection: sqlite3.Connection,
    prefix: str,
    kind: str | None,
    limit: int,
    *,
    closed: Collection[tuple[str, str]] = (),
    statuses: Collection[str] = (),
    numbered: Numbered = (),
) -> list[tuple[str, str]]:
    """The ids that begin with `prefix`, in any case, with the records' titles: those in use first, then by number.

    Where none begins so, they are the ids of the number that `prefix` spells.

    Args:
        connection: with the records loaded.
        prefix: how the ids begin.
        kind: of which kind; None for all, where a small number is no beginning.
        limit: how many at most; all when negative.
        closed: kind and status of the records that come last.
        statuses: only records with one of these; all when empty.
        numbered: what `prefix` may spell.
    """
    import json

    rows: list[tuple[str, Any]] = []
    if kind or not _is_small(prefix):
        pairs = json.dumps([[name, text_of(status)] for name, status in closed])
        chosen = json.dumps([text_of(status) for status in statuses]) if statuses else None
        rows = connection.execute(_COMPLETED, (text_of(prefix), kind, limit, pairs, chosen)).fetchall()
    if not rows:
        entries = [entry for spelling in numbered for entry in _of_number(connection, *spelling)]
        rows = [(entry.id, entry.title) for entry in entries if not statuses or entry.status in statuses]
    return [(record_id, str(title or "")) for record_id, title in rows]


def _entries(
    connection: sqlite3.Connection, condition: str, text: str, kind: str | None, number: int | None = None
) -> list[IndexedRecord]:
    """The records that a condition on `text` (?1) is true of; with a number, those that have it behind `text`."""
    query = (
        f"{_SUMMARY} WHERE (?3 IS NULL OR {_IS_NUMBER}) AND {condition} AND (?2 IS NULL OR kind = ?2) ORDER BY {_ORDER}"
    )
    values = (text_of(text), kind, None if number is None else str(number))
    return [IndexedRecord(*row) for row in connection.execute(query, values)]


def _refuse_unreadable(connection: sqlite3.Connection, text: str, kind: str | None) -> None:
    query = (
        'SELECT path, line, "column", message FROM base.unreadable'
        " WHERE id = ?1 COLLATE NOCASE AND (?2 IS NULL OR kind = ?2)"
    )
    for path, line, column, message in connection.execute(query, (text_of(text), kind)):
        raise InvalidError(message, where=f"{path}:{line}:{column}" if line else path)


def _rivals(connection: sqlite3.Connection, text: str, kind: str | None, longer: int = 3) -> list[str]:
    """Ids near enough to `text` to be worth comparing with it, by so many characters longer: comparing is slow."""
    query = (
        "SELECT id FROM base.records WHERE (?2 IS NULL OR kind = ?2) AND abs(length(id) - length(?1)) <= ?4"
        " AND (substr(id, 1, 3) = substr(?1, 1, 3) COLLATE NOCASE"
        " OR substr(id, -1) = substr(?1, -1) COLLATE NOCASE)"
        " ORDER BY substr(id, -2) = substr(?1, -2) DESC LIMIT ?3"
    )
    return [row[0] for row in connection.execute(query, (text_of(text), kind, _MAX_RIVALS, longer))]


def _ambiguous(text: str, result: list[IndexedRecord]) -> AmbiguousError:
    shown = [f"{entry.id} ({entry.path})" for entry in result[:_SHOWN]]
    more = [f"and {len(result) - _SHOWN} more"] if len(result) > _SHOWN else []
    return AmbiguousError(f"{text} fits {len(result)} records", details=[*shown, *more])
