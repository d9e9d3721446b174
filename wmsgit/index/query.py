"""Queries over one kind's table: rows, whole records and counts, by filters and a user's own condition."""

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from wmsgit.index.conditions import Condition, combine, target_of
from wmsgit.index.moments import start_sql
from wmsgit.index.operators import FieldTarget, Fragment
from wmsgit.index.tables import PATH_COLUMN, column_of, quote, table_of
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.index.readonly import Guard
    from wmsgit.model.record import Record


TIMEOUT_S = 10.0
"""How long SQLite may work on what a user has written."""
Params = Sequence[Any] | Mapping[str, Any]
"""What the placeholders of a statement stand for."""

# A subquery, or a table's name after IN (https://sqlite.org/lang_expr.html#in_op).
_SUBQUERY = r"(?i)\bselect\b|\bin\s*[^\s(]"


_ITEMS = """
SELECT leaf.value AS v
FROM (SELECT CASE WHEN json_valid(v) THEN v ELSE json_quote(v) END AS list FROM some) AS lists,
     json_each(lists.list) AS leaf
"""


class Selection:
    """Which records of a kind are meant, and in which order.

    Args:
        kind: the kind.
        conditions: filters; terms of one field are alternatives.
        where: a user's SQL condition on the kind's table; empty for none.
        order: fields to sort by; none for the newest first, None for any order.
        limit: how many at most; None for all.
    """

    def __init__(
        self,
        kind: Kind,
        conditions: Iterable[Condition] = (),
        *,
        where: str = "",
        order: Sequence[str] | None = (),
        limit: int | None = None,
    ) -> None:
        self.kind = kind
        self.conditions = tuple(conditions)
        self.where = where.strip()
        self.order = order
        self.limit = limit

    @property
    def needs_other_kinds(self) -> bool:
        """Whether the user's condition may look at further tables."""
        return bool(self.where) and re.search(_SUBQUERY, self.where) is not None

    @property
    def zone(self) -> tzinfo:
        """Where days begin."""
        return next((condition.zone for condition in self.conditions), UTC)

    def statement(self, columns: Sequence[Fragment]) -> Fragment:
        """The SELECT of these columns. What an index has chooses the rows, which are then read one after the other.

        Raises:
            InvalidError: when the order names an unknown field.
        """
        table, chosen = table_of(self.kind), self._chosen
        order, ordering = order_sql(self.kind, self.order) if self.order is not None else ("_rowid_", ())
        tail: Fragment = (f"ORDER BY {order}", ordering)
        if self.limit is not None or (self.conditions and not self.where):
            rowid = f"{quote(self.kind.table)}._rowid_"
            limit = [] if self.limit is None else [tail, ("LIMIT ?", (max(self.limit, 0),))]
            chosen = [(f"{rowid} IN (SELECT {rowid} FROM {table} WHERE", ()), *chosen, *limit, (")", ())]  # noqa: S608
        return _joined(
            [
                (f"SELECT {', '.join(sql for sql, _ in columns)}", _values(columns)),
                (f"FROM {table} WHERE", ()),
                *chosen,
                tail,
            ]
        )

    def plain_statement(self, column: Fragment) -> Fragment:
        """The SELECT of one column in any order, for a count."""
        return _joined([("SELECT", ()), column, (f"FROM {table_of(self.kind)} WHERE", ()), *self._chosen])

    @property
    def _chosen(self) -> list[Fragment]:
        # A line break, so that a comment at the end of the user's condition ends there.
        return [combine(self.conditions), *([(f"AND ({self.where}\n)", ())] if self.where else [])]


def _joined(parts: Sequence[Fragment]) -> Fragment:
    return " ".join(sql for sql, _ in parts), _values(parts)


def _values(parts: Sequence[Fragment]) -> tuple[Any, ...]:
    return tuple(value for _, values in parts for value in values)


def searches(text: str) -> bool:
    """Whether a user's SQL may read the full text."""
    return "record_search" in text.lower()


def run(
    connection: sqlite3.Connection, selection: Selection, statement: Fragment, guard: "Callable[[], Guard]"
) -> list[Any]:
    """The rows of a selection's statement.

    Raises:
        UsageError: when the user's condition is no condition.
        IncompleteError: when it takes too long or too much memory.
    """
    sql, params = statement
    if not selection.where:
        return connection.execute(sql, params).fetchall()
    watcher = guard()
    batches = watcher.watched(lambda: _fetched(connection, selection, statement, watcher))
    return [row for batch in batches for row in batch]


def _fetched(
    connection: sqlite3.Connection, selection: Selection, statement: Fragment, guard: "Guard"
) -> Iterator[list[Any]]:
    with guard:
        # By itself the condition must be whole, so that no parenthesis in it closes the one around it; in
        # parentheses it must be an expression, so that nothing else can follow it.
        whole = f"EXPLAIN SELECT 1 FROM {table_of(selection.kind)} WHERE {selection.where}\n"  # noqa: S608
        connection.execute(whole).fetchone()
        yield connection.execute(*statement).fetchall()


def column_fragments(kind: Kind, names: Sequence[str]) -> list[Fragment]:
    """The SQL of columns: fields, dotted ways into them, `id`, `record_path`.

    Raises:
        InvalidError: when the kind has no such field.
    """
    return [value_sql(target_of(kind, name)) for name in names]


def record_fragments(kind: Kind) -> list[Fragment]:
    """The SQL of what a whole record is made of: id, path, data as JSON."""
    rowid = f"{table_of(kind).removeprefix('tables.')}._rowid_"
    document = f"(SELECT data FROM base.record_documents WHERE record_documents.rowid = {rowid})"  # noqa: S608
    return [(column_of(kind, "id"), ()), (column_of(kind, PATH_COLUMN), ()), (document, ())]


def records_of(kind: Kind, rows: Iterable[tuple[str, str, str]]) -> "list[Record]":
    """The records that rows of `record_fragments` hold. JSON is parsed as one array, which is much faster."""
    from wmsgit.model.record import Record

    rows = list(rows)
    documents = json.loads(f"[{','.join(row[2] for row in rows)}]")
    return [Record(kind.name, row[0], data, row[1]) for row, data in zip(rows, documents, strict=True)]


def ids_condition(kind: Kind, ids: Sequence[str]) -> Condition:
    """The condition that a record's id is one of these, exactly: looked up, whatever the number of records is."""
    sql = (
        f"{table_of(kind).removeprefix('base.')}._rowid_ IN (SELECT entry._rowid_ FROM json_each(?) AS wanted"  # noqa: S608
        " CROSS JOIN base.records AS entry ON entry.id = wanted.value COLLATE NOCASE AND entry.id = wanted.value"
        " AND entry.kind = ?)"
    )
    return Condition("id", "in", tuple(ids), sql, (json.dumps(list(ids)), kind.name))


def values_condition(kind: Kind, field: str, values: Collection[str]) -> Condition:
    """The condition that a field of one value has exactly one of these, or for the empty one is absent."""
    column, marks = column_of(kind, field), ", ".join("?" * len(values))
    if "" not in values and field in kind.fields and kind.fields[field].enum:  # whose index has them without case
        sql = f"{column} COLLATE NOCASE IN ({marks}) AND {column} IN ({marks})"
        return Condition(field, "in", tuple(values), sql, (*values, *values))
    absent = f" OR {column} IS NULL" if "" in values else ""
    return Condition(field, "in", tuple(values), f"{column} IN ({marks}){absent}", tuple(values))


def other_values_condition(kind: Kind, field: str, values: Collection[str]) -> Condition:
    """The condition that a field of one value has none of these, or is absent."""
    sql = f"({column_of(kind, field)} IN ({', '.join('?' * len(values))})) IS NOT TRUE"
    return Condition(field, "not", tuple(values), sql, tuple(values))


def silent_since(kind: Kind, fields: Collection[str], limit: datetime) -> Condition:
    """The condition that no moment in these fields is at or after the limit; bare days begin in UTC."""
    parts = [f"coalesce({start_sql(column_of(kind, field))}, '') < ?" for field in fields]
    moment = limit.astimezone(UTC).replace(tzinfo=None).isoformat()
    return Condition("silent", "not", (), " AND ".join(parts) or "1", (moment,) * len(parts))


def counting(selection: Selection, field: str) -> Fragment:
    """The statement that counts a selection's records by the values of a field; of a list, by its items.

    Raises:
        InvalidError: when the kind has no such field.
    """
    target = target_of(selection.kind, field)
    inner, params = selection.plain_statement(value_sql(target))
    source = _ITEMS if target.leaf is not None and target.leaf.is_list else "SELECT v FROM some"
    tail = f"SELECT v, count(*) FROM ({source}) GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608 (our own text)
    return f"WITH some(v) AS ({inner}) {tail}", params


_NUMERIC = frozenset({"integer", "number", "boolean", "null"})


def order_sql(kind: Kind, names: Sequence[str]) -> Fragment:
    """What stands after ORDER BY.

    Args:
        kind: whose records are sorted.
        names: fields, the most important first, `-` before one that descends; none for the newest first.

    Raises:
        InvalidError: when the kind has no such field.
    """
    names = names or ([f"-{kind.date}"] if kind.date else [])
    terms: list[str] = []
    params: list[object] = []
    for name in names:
        target = target_of(kind, name.removeprefix("-"))
        for expression, operands in _keys(target):
            terms.append(f"{expression} {'DESC' if name.startswith('-') else 'ASC'} NULLS LAST")
            params += operands
    terms += [f"{expression} ASC" for expression in _natural(column_of(kind, "id"))]
    return ", ".join(terms), tuple(params)


def value_sql(target: FieldTarget) -> Fragment:
    """The SQL expression for what stands at a target."""
    if not target.way:
        return target.column, ()
    path = "$" + "".join(f'."{part}"' for part in target.way)
    return f"json_extract({target.json_column}, ?)", (path,)


def _keys(target: FieldTarget) -> list[tuple[str, tuple[object, ...]]]:
    value, params = value_sql(target)
    leaf = target.leaf
    if leaf is None:
        return [(value, params)]
    if leaf.enum and not leaf.is_list:
        whens = " ".join(f"WHEN ? THEN {position}" for position in range(len(leaf.enum)))
        return [(f"CASE {value} COLLATE NOCASE {whens} END", (*params, *leaf.enum))]
    if leaf.is_time and not leaf.is_list:
        return [(start_sql(value), params * 3)]
    if leaf.types <= _NUMERIC:
        return [(value, params)]
    if leaf.references or leaf.name == "id":
        return [(expression, params) for expression in _natural(value)]
    return [(f"{value} COLLATE NOCASE", params)]


def _natural(value: str) -> list[str]:
    """Ids by their text before the final number, then by this number: WS-TASK-999 before WS-TASK-1000."""
    return [
        f"rtrim({value}, '0123456789') COLLATE NOCASE",
        f"length({value})",
        f"{value} COLLATE NOCASE",
        value,
    ]
