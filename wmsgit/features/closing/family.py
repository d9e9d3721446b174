"""Families: records with the others that are parts of them, so that the whole closes with its parts."""

from collections.abc import Iterable, Mapping

from wmsgit.model.record import Record
from wmsgit.schema.kind import Kind


class Family:
    """Who is a part of whom among some records."""

    def __init__(self, kinds: Mapping[str, Kind], records: Iterable[Record]) -> None:
        """Reads the fields of these kinds that name a whole of the same kind."""
        fields = {
            name: [field.name for field in kind.fields.values() if field.is_part_of and field.references == name]
            for name, kind in kinds.items()
        }
        self._parts: dict[tuple[str, str], list[Record]] = {}
        for record in records:
            for field in fields[record.kind]:
                if record.data.get(field):
                    whole = (record.kind, str(record.data[field]).casefold())
                    self._parts.setdefault(whole, []).append(record)

    def parts_of(self, record: Record) -> list[Record]:
        """The parts of a record and theirs, each once; of a circle none comes twice."""
        if (record.kind, record.id.casefold()) not in self._parts:
            return []
        visited, queue = {record.id.casefold()}, [record]
        for whole in queue:
            for part in self._parts.get((whole.kind, whole.id.casefold()), ()):
                if part.id.casefold() not in visited:
                    visited.add(part.id.casefold())
                    queue.append(part)
        return queue[1:]
