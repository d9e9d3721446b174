"""Cycles: references that must not lead back, such as dependencies, and the ones that do."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from wmsgit.model.cycles import Graph, components
from wmsgit.model.finding import Finding
from wmsgit.model.loaded import LoadedFile
from wmsgit.model.ports import Places, Pointer
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at

CODE = "CYCLE"
_MAX_CYCLES = 100
_MAX_SHOWN = 12


def cycle_findings(files: Iterable[LoadedFile], kinds: Mapping[str, Kind], places: Places) -> Iterator[Finding]:
    """A finding for each cycle of a field that the schema calls acyclic, at its first record's reference."""
    files = sorted(files, key=lambda file: file.path)
    for kind in kinds.values():
        for field in kind.fields.values():
            if field.acyclic and field.references == kind.name:
                yield from _field_findings([f for f in files if f.kind == kind.name], field.name, places)


def _field_findings(files: Sequence[LoadedFile], field: str, places: Places) -> Iterator[Finding]:
    graph = {file.id: _targets(file, field) for file in files}
    by_id = {file.id: file for file in files}
    for cycle in find_cycles(graph):
        file, target = by_id[cycle[0]], cycle[1 % len(cycle)]
        line, column = places(file.path, _pointer(file, field, target))
        yield Finding(file.path, line, column, CODE, f"a cycle of {field}: {spell_cycle(cycle)}")


def spell_cycle(cycle: Sequence[str]) -> str:
    """A cycle in words, `A → B → A`; the middle of a long one is left out."""
    shown = list(cycle)
    if len(shown) > _MAX_SHOWN:
        half = _MAX_SHOWN // 2
        shown = [*shown[:half], f"… ({len(cycle) - _MAX_SHOWN:,} more) …", *shown[-half:]]
    return " → ".join([*shown, cycle[0]])


def find_cycles(graph: Graph) -> list[tuple[str, ...]]:
    """Cycles of a graph, each once, so that every edge that lies on any cycle lies on one of these.

    Not all elementary cycles: there can be exponentially many. These are at most as many as edges, and at
    most 100 for nodes that all reach one another. Each is rotated so that its least node comes first. Edges
    to nodes that the graph does not have are ignored.
    """
    found: set[tuple[str, ...]] = set()
    graph = {node: targets for node, targets in graph.items() if targets}
    for component in components(graph):
        found.update(_cover(graph, component))
    return sorted(found)


def _cover(graph: Graph, component: set[str]) -> set[tuple[str, ...]]:
    """Cycles that together hold every edge inside a strongly connected component."""
    covered: set[tuple[str, str]] = set()
    cycles: set[tuple[str, ...]] = set()
    for source in sorted(component):
        for target in graph[source]:
            if target not in component or (source, target) in covered:
                continue
            cycle = [source, *_path(graph, component, target, source)]
            covered.update(pairwise(cycle))
            cycles.add(_rotated(cycle[:-1]))
            if len(cycles) == _MAX_CYCLES:
                return cycles
    return cycles


def _path(graph: Graph, component: set[str], start: str, end: str) -> list[str]:
    """A shortest way from `start` to `end`, both included, inside a strongly connected component."""
    came_from: dict[str, str] = {start: start}
    queue = deque([start])
    while queue and end not in came_from:
        node = queue.popleft()
        for target in graph[node]:
            if target in component and target not in came_from:
                came_from[target] = node
                queue.append(target)
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def _rotated(cycle: Sequence[str]) -> tuple[str, ...]:
    first = cycle.index(min(cycle))
    return (*cycle[first:], *cycle[:first])


def _targets(file: LoadedFile, field: str) -> list[str]:
    return [value for _, value in strings_at((file.data or {}).get(field), (field,))]


def _pointer(file: LoadedFile, field: str, target: str) -> Pointer:
    values = strings_at((file.data or {}).get(field), (field,))
    return next((pointer for pointer, value in values if value == target), (field,))
