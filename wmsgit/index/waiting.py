"""Waiting: which records wait for others that are open, or have open parts, asked of the links alone.

The rowids of a record's links begin with the number of its file, which is the rowid of its row in `records`; neither
way between the two needs an index.
"""

import json
import sqlite3
from collections.abc import Collection, Sequence

from wmsgit.index.conditions import Condition
from wmsgit.index.operators import Fragment
from wmsgit.index.rows import SHIFT
from wmsgit.index.tables import column_of, quote
from wmsgit.schema.kind import Kind

_WAITERS = f"""
SELECT waiter.id, awaited.value
FROM json_each(?) AS awaited
CROSS JOIN base.record_links AS link ON link.target = awaited.value COLLATE NOCASE
CROSS JOIN base.records AS waiter ON waiter._rowid_ = link._rowid_ >> {SHIFT}
WHERE """  # noqa: S608 (our own text)


def waits_for_nothing(kind: Kind, fields: Collection[str], others: Sequence[Kind]) -> Condition:
    """The condition that no record named by one of a record's fields, of its kind or one of the others, is open."""
    rowid = f"{quote(kind.table)}._rowid_"
    named, names = _one_of("link.field", fields)
    is_open, values = _is_open("other", [kind, *others])
    sql = (
        "NOT EXISTS (SELECT 1 FROM base.record_links AS link CROSS JOIN base.records AS other"  # noqa: S608
        " ON other.id = link.target COLLATE NOCASE"
        f" WHERE link._rowid_ BETWEEN {rowid} << {SHIFT} AND ({rowid} + 1 << {SHIFT}) - 1 AND {named} AND {is_open})"
    )
    return Condition("waits", "not", (), sql, (*names, *values))


def has_no_open_part(kind: Kind, fields: Collection[str]) -> Condition:
    """The condition that no open record of a kind names a record of that kind, as its whole, by one of these fields."""
    column = column_of(kind, "id")
    named, names = _one_of("link.field", fields)
    is_open, values = _is_open("part", [kind])
    sql = (
        "NOT EXISTS (SELECT 1 FROM base.record_links AS link CROSS JOIN base.records AS part"  # noqa: S608
        f" ON part._rowid_ = link._rowid_ >> {SHIFT}"
        f" WHERE link.target = {column} COLLATE NOCASE AND {named} AND {is_open})"
    )
    return Condition("parts", "not", (), sql, (*names, *values))


def rests_until(kind: Kind, statuses: Collection[str], fields: Collection[str]) -> Condition:
    """The condition that a record has none of these statuses, or a moment in one of these fields that may have come."""
    resting, values = _one_of(column_of(kind, kind.status), statuses)
    moments = "".join(f" OR {column_of(kind, field)} IS NOT NULL" for field in fields)
    return Condition("rests", "not", (), f"({resting}) IS NOT TRUE{moments}", values)


def waiters(
    connection: sqlite3.Connection, kind: Kind, fields: Collection[str], ids: Sequence[str]
) -> list[tuple[str, str]]:
    """(open record of the kind, one of these ids) where one of the record's fields names that id."""
    named, names = _one_of("link.field", fields)
    is_open, values = _is_open("waiter", [kind])
    statement = f"{_WAITERS} {named} AND {is_open}"
    return connection.execute(statement, (json.dumps(list(ids)), *names, *values)).fetchall()


def _is_open(table: str, kinds: Sequence[Kind]) -> Fragment:
    """That a row of `records` is of one of these kinds and its status, if any, is not a closed one of its kind."""
    parts = []
    values: list[str] = []
    for kind in kinds:
        closed, statuses = _one_of(f"coalesce({table}.status, '')", kind.closed)
        parts.append(f"({table}.kind = ? AND NOT {closed})")
        values += [kind.name, *statuses]
    return f"({' OR '.join(parts)})", tuple(values)


def _one_of(column: str, values: Collection[str]) -> Fragment:
    return f"{column} IN ({', '.join('?' * len(values))})", tuple(values)
