"""Graphing: the records and references of a workspace as one graph."""

from dataclasses import replace

from wmsgit.features.commits.actions.sums import commit_sums
from wmsgit.features.planning.dependencies import graph_of
from wmsgit.model.graph import GraphNode, RecordGraph
from wmsgit.workspace.workspace import Workspace


def graph(ws: Workspace, record_id: str = "", *, everything: bool = False) -> RecordGraph:
    """The references between records, or those around one of them, and the commits of each in the members.

    Repositories and other records that are named by hand are left out: everything refers to them.

    Raises:
        NotFoundError, AmbiguousError: when it is unknown which record is meant.
    """
    kinds = {kind.name: kind for kind in ws.registry.kinds()}
    start = ws.locate(record_id).id if record_id else ""
    given = {name for name, kind in kinds.items() if kind.id_form.is_given}
    nodes: dict[str, GraphNode] = {}
    for entry in ws.index().entries():
        kind = kinds[entry.kind]
        closed = (entry.status or "") in kind.closed
        if not kind.id_of:
            nodes[entry.id] = GraphNode(entry.id, entry.kind, entry.title or "", entry.status or "", closed)
    named = {name for kind in kinds.values() for name, field in kind.references.items() if field.references in given}
    links = [
        link
        for link in ws.index().links()
        if (link[0] == start or link[2] == start)
        or (link[1] not in named and not (link[2] in nodes and nodes[link[2]].kind in given))
    ]
    result = graph_of(nodes, links, start=start, everything=everything)
    sums = commit_sums(ws, [node.id for node in result.nodes])
    return replace(result, nodes=tuple(replace(node, commits=sums.get(node.id, "")) for node in result.nodes))
