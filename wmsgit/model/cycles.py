"""Cycles: which parts of a graph lead back into themselves, in time linear in its edges."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

N = TypeVar("N", bound=Hashable)
Graph = Mapping[str, Sequence[str]]
"""Node → the nodes that it leads to."""


def components(graph: Mapping[N, Sequence[N]]) -> Iterator[set[N]]:
    """The strongly connected components that hold a cycle, by Kosaraju's two passes, without recursion."""
    backwards: dict[N, list[N]] = {node: [] for node in graph}
    for node, targets in graph.items():
        for target in targets:
            if target in backwards:
                backwards[target].append(node)
    done: set[N] = set()
    for node in reversed(list(_finished(graph, graph, set()))):
        component = set(_finished([node], backwards, done))
        if len(component) > 1 or node in graph[node]:
            yield component


def _finished(roots: Iterable[N], graph: Mapping[N, Sequence[N]], seen: set[N]) -> Iterator[N]:
    """The nodes that can be reached from the roots and are not in `seen`, each after all that it leads to."""
    for root in roots:
        if root in seen:
            continue
        seen.add(root)
        work = [(root, iter(graph[root]))]
        while work:
            node, targets = work[-1]
            for target in targets:
                if target in graph and target not in seen:
                    seen.add(target)
                    work.append((target, iter(graph[target])))
                    break
            else:
                work.pop()
                yield node


def component_numbers(graph: Mapping[N, Sequence[N]]) -> dict[N, int]:
    """Node → the number of its component, for the nodes that lie on a cycle.

    An edge lies on a cycle when both of its ends have one number.
    """
    found = enumerate(components(graph))
    return {node: number for number, component in found for node in component}
