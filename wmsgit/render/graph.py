"""A graph of records as Mermaid, DOT, JSON or text."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wmsgit.model.graph import Edge, GraphNode, RecordGraph
from wmsgit.model.text import one_line
from wmsgit.render.json_text import json_text

# For what has a meaning in a quoted label (mermaid.js.org, "Entity codes to escape characters").
_MERMAID = {ord(sign): f"#{ord(sign)};" for sign in '"#&<>`\\;|[]{}()'}
_DOT = {ord('"'): '\\"', ord("\\"): "\\\\"}


def render_graph(name: str, graph: RecordGraph) -> Iterator[str]:
    """The graph in a format: `mermaid`, `dot`, `json` or `text`."""
    return _FORMATS[name](graph)


def _mermaid(graph: RecordGraph) -> Iterator[str]:
    names = _numbered(graph)
    yield "flowchart LR\n"
    for node in graph.nodes:
        style = ":::closed" if node.is_closed else "" if node.exists else ":::missing"
        yield f'  {names[node.id]}["{_label(node).translate(_MERMAID)}"]{style}\n'
    for edge in graph.edges:
        arrow = "==>" if edge.in_cycle else "-->"
        label = f"{_words(edge)}".translate(_MERMAID)
        yield f'  {names[edge.source]} {arrow}|"{label}"| {names[edge.target]}\n'
    yield "  classDef closed opacity:0.5\n  classDef missing stroke-dasharray:4\n"


def _dot(graph: RecordGraph) -> Iterator[str]:
    yield "digraph records {\n  rankdir=LR;\n  node [shape=box];\n"
    for node in graph.nodes:
        style = ", style=dotted" if node.is_closed else "" if node.exists else ", style=dashed"
        yield f"  {_quoted(node.id)} [label={_quoted(_label(node))}{style}];\n"
    for edge in graph.edges:
        colour = ", color=red" if edge.in_cycle else ""
        ends = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
        yield f"  {ends} [label={_quoted(_words(edge))}{colour}];\n"
    yield "}\n"


def _text(graph: RecordGraph) -> Iterator[str]:
    nodes = {node.id: node for node in graph.nodes}
    edges: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        edges.setdefault(edge.source, []).append(edge)
    for node in graph.nodes:
        yield f"{_label(node)}\n"
        for edge in edges.get(node.id, ()):
            status = nodes[edge.target].status or ("" if nodes[edge.target].exists else "does not exist")
            yield f"  {_words(edge)} → {one_line(edge.target)}{f' ({one_line(status)})' if status else ''}\n"


def _json(graph: RecordGraph) -> Iterator[str]:
    def node_row(node: GraphNode) -> dict[str, Any]:
        return {
            "id": node.id, "kind": node.kind or None, "title": node.title or None,
            "status": node.status or None, "exists": node.exists, "commits": node.commits or None,
        }  # fmt: skip

    def edge_row(edge: Edge) -> dict[str, Any]:
        return {"source": edge.source, "field": edge.field, "target": edge.target, "in_cycle": edge.in_cycle}

    yield json_text({"nodes": list(map(node_row, graph.nodes)), "edges": list(map(edge_row, graph.edges))})


_FORMATS: Mapping[str, Callable[[RecordGraph], Iterator[str]]] = {
    "mermaid": _mermaid,
    "dot": _dot,
    "json": _json,
    "text": _text,
}


def _numbered(graph: RecordGraph) -> dict[str, str]:
    """Id → a name that Mermaid takes, whatever the id is made of."""
    return {node.id: f"n{number}" for number, node in enumerate(graph.nodes, start=1)}


def _label(node: GraphNode) -> str:
    status = node.status or ("" if node.exists else "does not exist")
    commits = f"[{node.commits}]" if node.commits else ""
    return one_line(" ".join(filter(None, [node.id, node.title, f"({status})" if status else "", commits])))


def _words(edge: Edge) -> str:
    return one_line(f"{edge.field}{' (cycle)' if edge.in_cycle else ''}")


def _quoted(text: str) -> str:
    return f'"{one_line(text).translate(_DOT)}"'
