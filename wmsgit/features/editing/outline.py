"""The outline of a record: its fields and items, as an editor lists the parts of a file."""

from wmsgit.features.editing.parsed import Parsed
from wmsgit.features.editing.values import Outline, TextSpan
from wmsgit.model.text import one_line
from wmsgit.store.nodes import Entry, Node

_MAX_DEPTH = 4
_MAX_PARTS = 500
_MAX_DETAIL = 80


def outline_of(parsed: Parsed) -> list[Outline]:
    """The parts of a text."""
    return list(_parts(parsed, parsed.document.root, 0))


def _parts(parsed: Parsed, node: Node, depth: int) -> tuple[Outline, ...]:
    if depth >= _MAX_DEPTH:
        return ()
    return tuple(_part(parsed, number, entry, depth) for number, entry in enumerate(node.entries[:_MAX_PARTS]))


def _part(parsed: Parsed, number: int, entry: Entry, depth: int) -> Outline:
    value = entry.value
    span = TextSpan(entry.start + parsed.shift, max(entry.end, entry.start) + parsed.shift)
    name_span = parsed.of_node(entry.key) if entry.key is not None else TextSpan(span.start, span.start)
    is_nested = value.sort in {"mapping", "list"}
    detail = "" if is_nested else _detail(parsed, value)
    name = entry.name or (detail if entry.key is None and detail else str(number + 1))
    parts = _parts(parsed, value, depth + 1) if is_nested else ()
    if entry.key is None and is_nested and parts:
        name = f"{number + 1} {parts[0].detail}".strip()
    return Outline(name or "…", detail, span, name_span, value.sort == "list", parts)


def _detail(parsed: Parsed, node: Node) -> str:
    text = parsed.document.text[node.start : min(node.end, node.start + 4 * _MAX_DETAIL)]
    return one_line(text)[:_MAX_DETAIL]
