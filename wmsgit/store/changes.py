"""Changes: what of a mapping or list stays, changes, goes and comes, as splices of its text."""

from collections.abc import Iterator
from typing import Any, Final

from wmsgit.model.same import same
from wmsgit.schema.shape import Shape
from wmsgit.store import block, flow
from wmsgit.store.emitter import (
    Lines,
    field_lines,
    flow_field,
    flow_text,
    item_lines,
    list_lines,
    mapping_lines,
    ordered,
    value_lines,
)
from wmsgit.store.matching import Pair, match_items
from wmsgit.store.nodes import Entry, Node
from wmsgit.store.splices import InsertionPoint, Splices

_NOTHING: Final = object()


def change_mapping(splices: Splices, node: Node, old: dict[str, Any], new: dict[str, Any], shape: Shape) -> None:
    """Changes a mapping's text; `old` is what its keys say, those without a value left out."""
    gone = [entry for entry in node.entries if entry.name in old and entry.name not in new]
    kept = [entry for entry in node.entries if entry.name not in old or entry.name in new]
    if not kept:
        _write_all(splices, node, new, shape)
        return
    for entry in kept:
        value = new.get(entry.name, _NOTHING)
        if value is not _NOTHING and not same(old.get(entry.name, _NOTHING), value):
            _change_value(splices, entry, old.get(entry.name), value, shape.below(entry.name), in_flow=node.is_flow)
    (flow if node.is_flow else block).remove(splices, node, gone)
    present = {entry.name for entry in kept}
    coming = [name for name in ordered(new, shape) if name not in present]
    for place, names in _places(coming, kept, list(shape.properties)):
        if node.is_flow:
            flow.add(splices, place, [flow_field(name, new[name], shape) for name in names])
            continue
        column = splices.lines.column(kept[0].start)
        fields = (field_lines(name, new[name], shape.below(name), column, splices.style) for name in names)
        block.add(splices, place, [line for lines in fields for line in lines])


def _change_list(splices: Splices, node: Node, old: list[Any], new: list[Any], shape: Shape) -> None:
    pairs = match_items(old, new)
    for i, j in pairs:
        if i is not None and j is not None and not same(old[i], new[j]):
            _change_value(splices, node.entries[i], old[i], new[j], shape.item, in_flow=node.is_flow)
    gone = [node.entries[i] for i, j in pairs if i is not None and j is None]
    (flow if node.is_flow else block).remove(splices, node, gone)
    for place, indexes in _runs_of_new(node.entries, pairs):
        items = [new[j] for j in indexes]
        if node.is_flow:
            flow.add(splices, place, [flow_text(item, shape.item) for item in items])
        else:
            column = splices.lines.column(node.entries[0].start)
            block.add(splices, place, list_lines(items, shape, column, splices.style))


def _change_value(splices: Splices, entry: Entry, old: Any, new: Any, shape: Shape, *, in_flow: bool) -> None:
    """Changes one value: within it where both are mappings or both lists, else as a whole."""
    node = entry.value
    within = bool(node.entries) and (not node.is_flow or node.opening >= 0)
    if within and isinstance(old, dict) and isinstance(new, dict) and _keeps_any(node, old, new):
        change_mapping(splices, node, old, new, shape)
    elif within and isinstance(old, list) and isinstance(new, list) and new:
        _change_list(splices, node, old, new, shape)
    elif in_flow:
        flow.replace_value(splices, entry, flow_text(new, shape, quote=_quote_of(node, new)))
    else:
        block.replace_value(splices, entry, *_written(splices, entry, old, new, shape))


def _keeps_any(node: Node, old: dict[str, Any], new: dict[str, Any]) -> bool:
    return any(entry.name not in old or entry.name in new for entry in node.entries)


def _written(splices: Splices, entry: Entry, old: Any, new: Any, shape: Shape) -> tuple[str, Lines]:
    """What follows the `:` or `-` of an entry, in the old value's style where that can be."""
    node, column = entry.value, splices.lines.column(entry.start)
    if isinstance(new, str):
        if node.style == '"' and "\n" in new and isinstance(old, str) and "\n" in old:
            return flow_text(new, shape, in_flow=False, quote='"'), []
        if node.style in {"'", '"'} and "\n" not in new:
            return flow_text(new, shape, in_flow=False, quote=node.style), []
        text = block.written_text(splices, entry, new) if node.is_block_scalar else None
        if text is not None:
            return text
    write = item_lines if entry.key is None else value_lines
    return write(new, shape, column, splices.style)


def _quote_of(node: Node, new: Any) -> str:
    return node.style if node.style in {"'", '"'} and isinstance(new, str) else ""


def _write_all(splices: Splices, node: Node, new: dict[str, Any], shape: Shape) -> None:
    """Writes a whole document's mapping anew where none of its keys stays."""
    if node.is_flow:
        splices.replace(node.start, node.end, flow_text(new, shape))
        return
    start = splices.lines.start(node.entries[0].start)
    column = splices.lines.column(node.entries[0].start)
    lines = mapping_lines(new, shape, column, splices.style) or ["{}"]
    splices.insert(start, "\n".join((*lines, "")))
    block.remove(splices, node, node.entries)


def _places(coming: list[str], kept: list[Entry], order: list[str]) -> Iterator[tuple[InsertionPoint, list[str]]]:
    """Where new keys come: behind the nearest earlier key of the schema, else before the nearest later."""
    ranks = {name: rank for rank, name in enumerate(order)}
    known = sorted((entry for entry in kept if entry.name in ranks), key=lambda entry: ranks[entry.name])
    found: dict[tuple[int, int], tuple[InsertionPoint, list[str]]] = {}
    for name in coming:
        place = _place(ranks.get(name), known, kept[-1], ranks)
        found.setdefault((id(place.behind), id(place.before)), (place, []))[1].append(name)
    yield from found.values()


def _place(rank: int | None, known: list[Entry], last: Entry, ranks: dict[str, int]) -> InsertionPoint:
    if rank is None or not known:
        return InsertionPoint(behind=last)
    earlier = [entry for entry in known if ranks[entry.name] < rank]
    return InsertionPoint(behind=earlier[-1]) if earlier else InsertionPoint(before=known[0])


def _runs_of_new(entries: list[Entry], pairs: list[Pair]) -> Iterator[tuple[InsertionPoint, list[int]]]:
    """Where new items come: behind the last item above them that stays, else before the first that stays."""
    first = next((entries[i] for i, j in pairs if i is not None and j is not None), None)
    place, run = InsertionPoint(before=first), list[int]()
    for i, j in pairs:
        if i is None and j is not None:
            run.append(j)
        elif i is not None and j is not None:
            yield place, run
            place, run = InsertionPoint(behind=entries[i]), []
    yield place, run
