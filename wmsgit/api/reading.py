"""Reading for the Python API: records as objects, counts and queries."""

from collections.abc import Iterator, Sequence
from typing import Any

from wmsgit.api.documents import Documents
from wmsgit.api.objects import RecordObject
from wmsgit.index.conditions import Condition, condition_for
from wmsgit.model.record import Record
from wmsgit.workspace.workspace import Workspace


class Reading:
    """Reads the workspace's records, what an open transaction holds included."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents

    def get(self, kind_name: str, record_id: str) -> RecordObject | None:
        """The record of this id; None when there is none."""
        kind = self._workspace.kind(kind_name)
        place = self._documents.place(kind_name, record_id)
        if place is None:
            return None
        pending = self._documents.open
        data = pending.data(place) if pending else self._workspace.document(place).data
        return self._documents.shown(Record(kind.name, place.id, data, place.path), kind)

    def some(self, kind_name: str, limit: int | None, where: str = "", **filters: Any) -> list[RecordObject]:
        """The records that fit, newest first. A filter of None is none; a list means any of its values.

        Raises:
            InvalidError: when the kind has no such field, or an enumeration no such value.
        """
        return list(self.each(kind_name, limit, where=where, **filters))

    def each(self, kind_name: str, limit: int | None, where: str = "", **filters: Any) -> Iterator[RecordObject]:
        """What `some` gives, one after another."""
        kind = self._workspace.kind(kind_name)
        conditions = [self._condition(kind_name, name, value) for name, value in filters.items() if value is not None]
        index = self._documents.index()
        documents = index.documents(kind, conditions, where=where, limit=limit or None)
        return (self._documents.shown(record, kind) for record in documents)

    def total(self, kind_name: str) -> int:
        """How many records of a kind there are."""
        kind = self._workspace.kind(kind_name)
        return sum(count for _, count in self._documents.index().counts(kind, kind.status))

    def picked(self, kind_name: str, field: str, values: Sequence[str]) -> dict[str, int]:
        """Each of some values of a field, in lower case → how many records have it."""
        counts = dict(self._documents.index().counts(self._workspace.kind(kind_name), field))
        return {value.lower(): counts.get(value, 0) for value in values}

    def sql(self, query: str, timeout_s: float) -> list[dict[str, Any]]:
        """The rows of a read-only query, each a dict."""
        columns, rows = self._documents.index().sql(query, timeout_s=timeout_s)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def _condition(self, kind_name: str, name: str, value: Any) -> Condition:
        kind = self._workspace.kind(kind_name)
        values = list(value) if isinstance(value, list | tuple | set) else [value]
        return condition_for(
            kind,
            name,
            "",
            [str(item) for item in values],
            self._workspace.value_context(),
        )
