"""Cycles of a graph: every edge that lies on one is named by one of them."""

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

N = TypeVar("N", bound=Hashable)

Graph = Mapping[str, Sequence[str]]
_MAX_CYCLES = 100
_MAX_SHOWN = 12


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
    result: set[tuple[str, ...]] = set()
    graph = {node: targets for node, targets in graph.items() if targets}
    for component in components(graph):
        result.update(_cover(graph, component))
    return sorted(result)


def cycle_through(graph: Graph, node: str) -> tuple[str, ...]:
    """A shortest cycle on which this node lies, beginning with it; empty where it lies on none.

    It looks only at what can be reached from the node.
    """
    came_from: dict[str, str] = {}
    queue = deque([node])
    while queue and node not in came_from:
        source = queue.popleft()
        for target in graph.get(source, ()):
            if target not in came_from:
                came_from[target] = source
                queue.append(target)
    if node not in came_from:
        return ()
    way = [came_from[node]]
    while way[-1] != node:
        way.append(came_from[way[-1]])
    return tuple(way[::-1])


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


def components(graph: Mapping[N, Sequence[N]]) -> Iterator[set[N]]:
    """The strongly connected components that hold a cycle, by Kosaraju's two passes, without recursion.

    A graph in which each node leads only to what the first pass has finished before it has none.
    """
    finished = list(_finished(graph, graph, set()))
    at = {node: number for number, node in enumerate(finished)}
    if all(at.get(target, -1) < at[node] for node, targets in graph.items() for target in targets):
        return
    backwards: dict[N, list[N]] = {node: [] for node in graph}
    for node, targets in graph.items():
        for target in targets:
            if target in backwards:
                backwards[target].append(node)
    done: set[N] = set()
    for node in reversed(finished):
        component = set(_finished([node], backwards, done))
        if len(component) > 1 or node in graph[node]:
            yield component


def component_numbers(graph: Mapping[N, Sequence[N]]) -> dict[N, int]:
    """Node → the number of its component, for the nodes that lie on a cycle.

    An edge lies on a cycle when both of its ends have one number.
    """
    result = enumerate(components(graph))
    return {node: number for number, component in result for node in component}


def _finished(roots: Iterable[N], graph: Mapping[N, Sequence[N]], visited: set[N]) -> Iterator[N]:
    """The nodes that can be reached from the roots and are not in `visited`, each after all that it leads to."""
    for root in roots:
        if root in visited:
            continue
        visited.add(root)
        work = [(root, iter(graph[root]))]
        while work:
            node, targets = work[-1]
            for target in targets:
                if target in graph and target not in visited:
                    visited.add(target)
                    work.append((target, iter(graph[target])))
                    break
            else:
                work.pop()
                yield node
