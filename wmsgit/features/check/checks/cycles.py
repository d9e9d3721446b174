"""Cycles: references that must not lead back, such as dependencies, and the ones that do."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from wmsgit.model.cycles import find_cycles, spell_cycle
from wmsgit.model.finding import Finding
from wmsgit.model.ports import Places, Pointer
from wmsgit.model.record import LoadedFile
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at

CODE = "CYCLE"


def cycle_findings(
    files: Iterable[LoadedFile],
    kinds: Mapping[str, Kind],
    places: Places,
    is_id: Callable[[str, str], bool] | None = None,
) -> Iterator[Finding]:
    """A finding for each cycle of a field that the schema calls acyclic, at its first record's reference.

    Args:
        files: the records that may be part of a cycle.
        kinds: name → kind.
        places: where a finding stands.
        is_id: a kind's name and an id → whether a record of the kind has it, spelled so, where `files` are not all.
    """
    files = sorted(files, key=lambda file: file.path)
    if is_id is None:
        known = {(file.kind, file.id) for file in files}
        is_id = lambda kind, name: (kind, name) in known  # noqa: E731
    for kind in kinds.values():
        for field in kind.fields.values():
            if field.acyclic and field.references == kind.name:
                naming = [file for file in files if file.kind == kind.name and file.data and field.name in file.data]
                yield from _field_findings(naming, field.name, places, partial(is_id, kind.name))


def _field_findings(
    files: Sequence[LoadedFile], field: str, places: Places, is_id: Callable[[str], bool]
) -> Iterator[Finding]:
    """As `cycle_findings`; an id that is spelled in another case is meant where no record has it as it is spelled."""
    by_id = {file.id: file for file in files}
    ids = {name.casefold(): name for name in by_id}
    graph = {
        file.id: [
            name if name in by_id or is_id(name) else ids.get(name.casefold(), name) for name in _targets(file, field)
        ]
        for file in files
    }
    for cycle in find_cycles(graph):
        file, target = by_id[cycle[0]], cycle[1 % len(cycle)]
        line, column = places(file.path, _pointer(file, field, target))
        yield Finding(file.path, line, column, CODE, f"a cycle of {field}: {spell_cycle(cycle)}")


def _targets(file: LoadedFile, field: str) -> list[str]:
    value = (file.data or {}).get(field)
    return [item for item in (value if isinstance(value, list) else [value]) if item and isinstance(item, str)]


def _pointer(file: LoadedFile, field: str, target: str) -> Pointer:
    values = strings_at((file.data or {}).get(field), (field,))
    return next((pointer for pointer, value in values if value.casefold() == target.casefold()), (field,))
