"""Circles: references that would close one where none may be are left out, and kept under `metadata`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wmsgit.features.exchange.layout import IMPORTED, METADATA
from wmsgit.features.exchange.report import Note
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.model.cycles import component_numbers
from wmsgit.schema.kind import Kind

Present = Callable[[str, str], Mapping[str, Sequence[str]]]
"""Kind and field → the ids that each record of the workspace refers to by it."""


def without_circles(
    records: Sequence[ImportedRecord], kinds: Mapping[str, Kind], present: Present
) -> tuple[list[ImportedRecord], list[Note]]:
    """The records without the references that close a circle where none may be; these are kept under `metadata`."""
    result = {(record.kind, record.id): record for record in records}
    notes: list[Note] = []
    for kind in {record.kind: kinds[record.kind] for record in records}.values():
        for name, field in kind.references.items():
            if field.acyclic and field.references == kind.name:
                own = [record for (of, _), record in result.items() if of == kind.name]
                for record, targets in _closing(own, name, present(kind.name, name)):
                    result[record.kind, record.id] = _without(record, name, targets)
                    notes += [
                        Note("", record.id, f"{name} closes a circle, and is kept in metadata", t) for t in targets
                    ]
    return list(result.values()), notes


def _closing(
    records: Sequence[ImportedRecord], name: str, present: Mapping[str, Sequence[str]]
) -> list[tuple[ImportedRecord, set[str]]]:
    """The records with the targets by which a circle closes, in the order of the records."""
    imported = {record.id: targets_of(record.data.get(name)) for record in records}
    straight = {name: list(targets) for name, targets in present.items()}
    component = component_numbers(
        {**straight, **{key: [*straight.get(key, ()), *own] for key, own in imported.items()}}
    )
    result: dict[str, tuple[ImportedRecord, set[str]]] = {}
    for record in records:
        for target in imported[record.id]:
            if component.get(record.id, -1) != component.get(target, -2):
                continue
            if _leads(straight, target, record.id):
                result.setdefault(record.id, (record, set()))[1].add(target)
            else:
                straight.setdefault(record.id, []).append(target)
    return list(result.values())


def _leads(graph: Mapping[str, Sequence[str]], start: str, end: str) -> bool:
    waiting, visited = [start], {start}
    while waiting:
        node = waiting.pop()
        if node == end:
            return True
        fresh = [target for target in graph.get(node, ()) if target not in visited]
        visited.update(fresh)
        waiting += fresh
    return False


def targets_of(value: Any) -> list[str]:
    """The ids in a reference, or in a list of them."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _without(record: ImportedRecord, name: str, targets: set[str]) -> ImportedRecord:
    value = record.data[name]
    left = [item for item in value if item not in targets] if isinstance(value, list) else None
    metadata = record.data.get(METADATA, {})
    imported = {**metadata.get(IMPORTED, {}), name: value}
    data = {key: part for key, part in record.data.items() if key != name} | ({name: left} if left else {})
    return replace(record, data={**data, METADATA: {**metadata, IMPORTED: imported}}, stated=record.stated | {name})
