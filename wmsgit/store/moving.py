"""Moving: items of a list that stand elsewhere in the new data go there with their lines and comments."""

import contextlib
import re
from itertools import pairwise
from typing import Any

from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.store.beside import blank_lines_below, has_comments, span_of
from wmsgit.store.document import BOM, Document, read_document
from wmsgit.store.events import MAX_DEPTH
from wmsgit.store.matching import Matcher
from wmsgit.store.nodes import Node
from wmsgit.store.refusal import UnreadableError
from wmsgit.store.spans import comments_in
from wmsgit.store.splices import CannotSpliceError, Splices

_REST_OF_ITEM = re.compile(r"(?:[ \t]*(?P<comma>,))?(?P<comment>[ \t]*(?:#[^\n\r]*)?)(?=[\n\r])")


def moved(document: Document, intended: Data, matcher: Matcher) -> Document:
    """The document with the items of its lists in the order of `intended`, and nothing else changed.

    A list whose layout does not come apart into items stays as it is.
    """
    settled = _settled(document, intended, matcher)
    if settled is None and (closed := _closed(document, matcher)) is not None:
        settled = _settled(closed, intended, matcher)
    if settled is not None:
        return settled
    for name in [name for name in document.data if name in intended]:  # at least what moved in the other fields
        document = _settled(document, {**document.data, name: intended[name]}, matcher) or document
    return document


def _settled(document: Document, intended: Data, matcher: Matcher) -> Document | None:
    """The document with all that moved in its new place, one level of lists after the other; None where that fails."""
    for _ in range(MAX_DEPTH):
        splices = Splices(document, matcher)
        data = _move_within(splices, document.root, document.data, intended)
        if data is document.data:
            return document
        after = _read_as(document, splices, data)
        if after is None:
            return None
        document = after
        if same(document.data, intended):
            break
    return document


def _closed(document: Document, matcher: Matcher) -> Document | None:
    """The document with a `|` text at its end, which lacks a line break, made such that it can stand elsewhere."""
    splices = Splices(document, matcher)
    splices.close_text(document.root)
    return _read_as(document, splices, document.data)


def _read_as(document: Document, splices: Splices, data: Data) -> Document | None:
    """The document with what was spliced; None where it does not read as `data`."""
    try:
        text = splices.made()
    except CannotSpliceError:
        return None
    # A `|` text that comes to the end of a file needs the line break that the file may lack.
    for ending in ("", document.lines.newline):
        with contextlib.suppress(UnreadableError):
            after = read_document((BOM * document.has_bom + text + ending).encode(), document.shape)
            if same(after.data, data):
                return after
    return None


def _move_within(splices: Splices, node: Node, old: Any, new: Any) -> Any:
    """The value with what moved in it; the same object where nothing does. One level of lists at a time."""
    if isinstance(old, dict) and isinstance(new, dict) and node.sort == "mapping":
        parts = {
            entry.name: _move_within(splices, entry.value, old[entry.name], new[entry.name])
            for entry in node.entries
            if entry.name in old and entry.name in new
        }
        return {**old, **parts} if any(part is not old[name] for name, part in parts.items()) else old
    if isinstance(old, list) and isinstance(new, list) and node.sort == "list" and node.entries:
        return _move_items(splices, node, old, new)
    return old


def _move_items(splices: Splices, node: Node, old: list[Any], new: list[Any]) -> list[Any]:
    if same(old, new):
        return old
    pairs, moves = splices.matcher.match(old, new)
    if moves:
        kept = [(j, i) for i, j in [*pairs, *moves] if i is not None and j is not None]
        order = _order(len(old), [i for _, i in sorted(kept)])
        try:
            (_flow_items if node.is_flow else _block_items)(splices, node, order)
        except CannotSpliceError:
            return old
        return [old[i] for i in order]
    items = [
        _move_within(splices, node.entries[i].value, old[i], new[j]) if j is not None else old[i]
        for i, j in pairs
        if i is not None
    ]
    return items if any(item is not before for item, before in zip(items, old, strict=True)) else old


def _order(count: int, kept: list[int]) -> list[int]:
    """Every old index: those kept in their new order, each followed by what stood below it and goes."""
    staying = set(kept)
    head: list[int] = []
    groups: dict[int, list[int]] = {}
    group = head
    for index in range(count):
        if index in staying:
            group = groups[index] = []
        group.append(index)
    return [*head, *(index for start in kept for index in groups[start])]


def _block_items(splices: Splices, node: Node, order: list[int]) -> None:
    """Writes the lines of the items in another order; blank lines between them stay where they are."""
    text, lines = splices.text, splices.lines
    spans = [span_of(text, lines, node, index) for index in range(len(node.entries))]
    column = lines.column(node.entries[0].start)
    leads = lines.leads(node.entries[0].start)
    gaps, bodies = [""], [text[spans[0].start : lines.after(spans[0].end)]]
    if not leads:
        bodies[0] = " " * column + bodies[0]
    for above, span in pairwise(spans):
        start = lines.after(above.end)
        body = blank_lines_below(text, lines, start)
        gaps.append(text[start:body])
        bodies.append(text[body : lines.after(span.end)])
    made = "".join(gap + _ended(bodies[index], lines.newline) for gap, index in zip(gaps, order, strict=True))
    if not leads:
        if made[:column].strip(" "):
            raise CannotSpliceError
        made = made[column:]
    splices.put(spans[0].start, spans[-1].end, _bare(made))


def _flow_items(splices: Splices, node: Node, order: list[int]) -> None:
    """Writes the items between brackets in another order, each with the comment lines that are its own."""
    text, entries = splices.text, node.entries
    if node.opening < 0:
        raise CannotSpliceError
    if not has_comments(text, node):
        for slot, index in enumerate(order):
            if slot != index:
                splices.put(entries[slot].start, entries[slot].end, text[entries[index].start : entries[index].end])
        return
    bodies: list[tuple[str, str]] = []
    at = text.find("\n", node.opening) + 1
    start, last_comma = at, ""
    for entry in entries:
        rest = _REST_OF_ITEM.match(text, entry.end)
        if rest is None or not splices.lines.leads(entry.start) or not node.opening < at <= entry.start:
            _spread_items(splices, node, order)
            return
        bodies.append((text[at : entry.end], rest["comment"]))
        last_comma, end = rest["comma"] or "", rest.end()
        at = splices.lines.after(end)
    commas = [","] * (len(entries) - 1) + [last_comma]
    parts = [bodies[index][0] + comma + bodies[index][1] for index, comma in zip(order, commas, strict=True)]
    splices.put(start, end, splices.lines.newline.join(parts))


def _spread_items(splices: Splices, node: Node, order: list[int]) -> None:
    """Writes the items in another order, each on a line of its own, so that their comments can go with them."""
    text, lines, entries = splices.text, splices.lines, node.entries
    first = text[lines.start(node.opening) : node.opening]
    margin = first[: len(first) - len(first.lstrip(" "))]
    above: list[list[str]] = []
    behind: list[list[str]] = []
    at = node.opening + 1
    for start, end in [*((entry.start, entry.end) for entry in entries), (node.end, node.end)]:
        comments = comments_in(text, at, start)
        line_end = lines.end(at)
        behind.append([text[a:b].rstrip() for a, b in comments if b <= line_end])
        above.append([text[a:b].rstrip() for a, b in comments if b > line_end])
        at = end
    made = [" ".join(["[", *behind[0]])]
    for place, index in enumerate(order):
        made += [f"{margin}  {comment}" for comment in above[index]]
        body = text[entries[index].start : entries[index].end] + ("," if place + 1 < len(order) else "")
        made.append(" ".join([f"{margin}  {body}", *behind[index + 1]]))
    made += [f"{margin}  {comment}" for comment in above[-1]]
    splices.put(node.opening, node.end, lines.newline.join([*made, f"{margin}]"]))


def _ended(text: str, newline: str) -> str:
    return text if text.endswith(("\n", "\r")) else text + newline


def _bare(text: str) -> str:
    return text[:-2] if text.endswith("\r\n") else text[:-1]
