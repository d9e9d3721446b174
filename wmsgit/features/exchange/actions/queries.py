"""Queries: the rows that a file is made of: a user's SQL, or a kind's records."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wmsgit.workspace.workspace import Workspace

Rows = tuple[Sequence[str], Iterable[Mapping[str, Any]]]
"""The columns, and the rows by them."""


def rows_of_sql(ws: Workspace, query: str) -> Rows:
    """What a read-only query gives; of columns with one name the last counts.

    Raises:
        UsageError, IncompleteError: as for `wmsgit sql`.
    """
    names, rows = ws.index().sql(query)
    return list(dict.fromkeys(names)), (dict(zip(names, row, strict=True)) for row in rows)


def rows_of_kind(ws: Workspace, name: str, where: str = "") -> Rows:
    """A kind's records, in its own columns, by id.

    Raises:
        NotFoundError: when there is no such kind.
        UsageError, IncompleteError: when the SQL condition is wrong.
    """
    kind = ws.kind(name)
    records = ws.index([kind.name]).documents(kind, where=where, order=["id"])
    return kind.columns, [record.to_dict() for record in records]


def comment_rows(ws: Workspace) -> list[dict[str, Any]]:
    """Every remark, the oldest first: the record's kind and id, and what the remark has."""
    rows = [
        {"kind": kind.name, "id": record.id, **item}
        for kind in ws.registry.kinds()
        if "comments" in kind.fields
        for record in ws.index().documents(kind)
        for item in record.data.get("comments") or ()
        if isinstance(item, dict)
    ]
    return sorted(rows, key=lambda row: (str(row.get("at", "")), row["kind"], row["id"]))


_CHANGE = ("commit_id", "author", "committed_at", "kind", "id", "field", "old", "new")


def history_rows(ws: Workspace) -> Iterable[dict[str, Any]]:
    """What each commit changed in each field of each record, the oldest first; lists and objects are JSON text."""
    return (dict(zip(_CHANGE, row, strict=True)) for row in ws.index().history.changes())
