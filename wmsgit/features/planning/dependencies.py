"""The graph of records: which part of it is meant, and which references lead in a circle."""

from collections.abc import Collection, Iterable, Mapping

from wmsgit.model.cycles import component_numbers
from wmsgit.model.graph import Edge, GraphNode, RecordGraph
from wmsgit.model.groups import grouped

Link = tuple[str, str, str]
"""A reference: the id of the record, the field, the id that it names."""


def graph_of(
    nodes: Mapping[str, GraphNode], links: Iterable[Link], *, start: str = "", everything: bool = False
) -> RecordGraph:
    """The graph that a person asks for.

    Args:
        nodes: id → record.
        links: the references; a target without a record becomes a node that does not exist.
        start: only what this record reaches, or is reached from; empty for the whole graph.
        everything: also references between closed records.
    """
    chosen = sorted(set(links))
    if not everything:
        chosen = [link for link in chosen if start in {link[0], link[2]} or not _is_over(nodes, link)]
    if start:
        near = _reached(start, chosen)
        chosen = [link for link in chosen if link[0] in near and link[2] in near]
    ids = sorted({end for source, _, target in chosen for end in (source, target)} | ({start} if start else set()))
    circles = _circles(chosen)
    return RecordGraph(
        tuple(nodes.get(item) or GraphNode(item, "", exists=False) for item in ids),
        tuple(Edge(*link, in_cycle=link in circles) for link in chosen),
    )


def _is_over(nodes: Mapping[str, GraphNode], link: Link) -> bool:
    source, target = nodes.get(link[0]), nodes.get(link[2])
    return bool(source and source.is_closed and (target is None or target.is_closed))


def _reached(start: str, links: Collection[Link]) -> set[str]:
    """What can be reached from a record along the references, and what it can be reached from."""
    ahead = grouped((source, target) for source, _, target in links)
    back = grouped((target, source) for source, _, target in links)
    return _along(start, ahead) | _along(start, back)


def _along(start: str, ways: Mapping[str, Collection[str]]) -> set[str]:
    visited, queue = {start}, [start]
    for item in queue:
        for other in ways.get(item, ()):
            if other not in visited:
                visited.add(other)
                queue.append(other)
    return visited


def _circles(links: Collection[Link]) -> set[Link]:
    """The references that lead back to where they began along their own field."""
    ways: dict[str, dict[str, list[str]]] = {}
    for source, field, target in links:
        ways.setdefault(field, {}).setdefault(source, []).append(target)
    numbers = {field: component_numbers(along) for field, along in ways.items()}
    return {
        (source, field, target)
        for source, field, target in links
        if source in numbers[field] and numbers[field][source] == numbers[field].get(target)
    }
