"""Changes: what of a mapping or list stays, changes, goes and comes, as splices of its text."""

from collections.abc import Iterator
from typing import Any, Final

from wmsgit.model.order import places_of
from wmsgit.model.same import same, same_key
from wmsgit.schema.shape import Shape
from wmsgit.store import block, flow
from wmsgit.store.beside import Neighbours, has_comment
from wmsgit.store.emitter import (
    Lines,
    field_lines,
    flow_field,
    flow_text,
    item_lines,
    mapping_lines,
    value_lines,
)
from wmsgit.store.field_order import ordered, places
from wmsgit.store.matching import Pair
from wmsgit.store.nodes import Entry, Node
from wmsgit.store.splices import InsertionPoint, Splices
from wmsgit.store.styles import key_text
from wmsgit.store.wrapping import reworded

_NOTHING: Final = object()


def change_mapping(splices: Splices, node: Node, old: dict[str, Any], new: dict[str, Any], shape: Shape) -> None:
    """Changes a mapping's text; `old` is what its keys say, those without a value left out."""
    names = _renamed(splices, node, old, new, shape)
    gone = [entry for entry in node.entries if entry.name in old and entry.name not in new and entry.name not in names]
    kept = [entry for entry in node.entries if entry.name not in old or entry.name in new or entry.name in names]
    if not kept:
        _write_all(splices, node, new, shape)
        return
    for entry in kept:
        value = new.get(entry.name, _NOTHING)
        if value is not _NOTHING and not same(old.get(entry.name, _NOTHING), value):
            _change_value(splices, entry, old.get(entry.name), value, shape.below(entry.name), in_flow=node.is_flow)
    (flow if node.is_flow else block).remove(splices, node, gone)
    present = {entry.name for entry in kept}.union(names.values())
    coming = [name for name in ordered(new, shape) if name not in present]
    entries = {entry.name: entry for entry in kept}
    for (name, is_behind), added in places(coming, list(entries), shape).items():
        place = InsertionPoint(behind=entries[name]) if is_behind else InsertionPoint(before=entries[name])
        if node.is_flow:
            flow.add(splices, node, place, [flow_field(key, new[key], shape) for key in added])
            continue
        column = splices.lines.column(kept[0].start)
        fields = (field_lines(key, new[key], shape.below(key), column, splices.style) for key in added)
        block.add(splices, place, [line for lines in fields for line in lines])


def _renamed(splices: Splices, node: Node, old: dict[str, Any], new: dict[str, Any], shape: Shape) -> dict[str, str]:
    """Writes the new names of keys that only changed their name: unknown to the schema, alone in having their value.

    Returns:
        Old name → new name.
    """
    gone = [name for name in old if name not in new and name not in shape.properties]
    come = [name for name in new if name not in old and name not in shape.properties]
    names = {old_name: new_name for old_name, new_name in _alike(old, gone, new, come) if key_text(new_name)[0] != "?"}
    for entry in node.entries:
        if entry.name in names and entry.key is not None and not entry.key.anchor:
            splices.replace(entry.key.start, entry.key.end, key_text(names[entry.name]).removesuffix(":"))
        else:
            names.pop(entry.name, None)
    return names


def _alike(old: dict[str, Any], gone: list[str], new: dict[str, Any], come: list[str]) -> Iterator[tuple[str, str]]:
    """The pairs of names of the same value, where no other of these names has it."""
    theirs = places_of([same_key(new[name]) for name in come])
    for key, at in places_of([same_key(old[name]) for name in gone]).items():
        if len(at) == 1 and len(theirs.get(key, ())) == 1:
            yield gone[at[0]], come[theirs[key][0]]


def _change_list(splices: Splices, node: Node, old: list[Any], new: list[Any], shape: Shape) -> None:
    pairs = list(_parted(splices, node, old, new, splices.matcher.match(old, new)[0]))
    neighbours = Neighbours(splices, node, old)
    if all(i is None or j is None for i, j in pairs):
        _replace_items(splices, node, new, shape, neighbours)
        return
    for i, j in pairs:
        if i is not None and j is not None and not same(old[i], new[j]):
            _change_value(splices, node.entries[i], old[i], new[j], shape.item, in_flow=node.is_flow)
    gone = [i for i, j in pairs if i is not None and j is None]
    if node.is_flow:
        flow.remove(splices, node, [node.entries[i] for i in gone])
    else:
        block.remove_items(splices, node, gone)
    for behind, before, indexes in _runs_of_new(pairs):
        items = [new[j] for j in indexes]
        if node.is_flow:
            place = InsertionPoint(*(None if at is None else node.entries[at] for at in (behind, before)))
            flow.add(splices, node, place, neighbours.flow_texts(items, shape))
        else:
            block.add_items(splices, node, behind, neighbours.item_blocks(items, shape))


def _parted(splices: Splices, node: Node, old: list[Any], new: list[Any], pairs: list[Pair]) -> Iterator[Pair]:
    """The pairs, but a scalar that has a comment becomes no other one: the comment was said of its value."""
    for i, j in pairs:
        if (
            i is None
            or j is None
            or isinstance(old[i], dict | list)
            or same(old[i], new[j])
            or not has_comment(splices.text, splices.lines, node, i)
        ):
            yield i, j
        else:
            yield i, None
            yield None, j


def _replace_items(splices: Splices, node: Node, new: list[Any], shape: Shape, neighbours: Neighbours) -> None:
    """Writes a list's items anew where none of them stays."""
    if node.is_flow:
        flow.replace_items(splices, node, neighbours.flow_texts(new, shape))
    else:
        block.replace_items(splices, node, neighbours.item_blocks(new, shape))


def _change_value(splices: Splices, entry: Entry, old: Any, new: Any, shape: Shape, *, in_flow: bool) -> None:
    """Changes one value: within it where both are mappings or both lists, else as a whole."""
    node = entry.value
    within = bool(node.entries) and (not node.is_flow or node.opening >= 0)
    if within and isinstance(old, dict) and isinstance(new, dict) and _keeps_any(node, old, new):
        change_mapping(splices, node, old, new, shape)
    elif within and isinstance(old, list) and isinstance(new, list) and new:
        _change_list(splices, node, old, new, shape)
    elif words := reworded(splices.text, node, old, new, in_flow=in_flow):
        splices.replace(words.start, words.end, words.text)
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
        # A text of which one line is left was shortened by hand; another line alone is another text.
        is_left = isinstance(old, str) and new.removesuffix("\n") in old.split("\n")
        text = block.written_text(splices, entry, new, is_line=is_left) if node.is_block_scalar else None
        if text is not None:
            return text
    if entry.key is not None:
        return value_lines(new, shape, column, splices.style)
    is_beside = node.sort == "scalar" and entry.colon < node.start <= splices.lines.end(entry.colon)
    inner = splices.lines.column(node.start) if is_beside else column + 2
    return item_lines(new, shape, column, inner, splices.style)


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


def _runs_of_new(pairs: list[Pair]) -> Iterator[tuple[int | None, int | None, list[int]]]:
    """Where new items come: behind the last item above them that stays, else before the first that stays."""
    first = next((i for i, j in pairs if i is not None and j is not None), None)
    behind, run = None, list[int]()
    for i, j in pairs:
        if i is None and j is not None:
            run.append(j)
        elif i is not None and j is not None:
            if run:
                yield behind, first, run
            behind, run = i, []
    if run:
        yield behind, first, run
