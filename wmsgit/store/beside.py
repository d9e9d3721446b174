"""Beside: which lines belong to an item of a list, with the comments that speak of it, and how a new one is written."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from wmsgit.model.value import immutable
from wmsgit.schema.shape import Shape
from wmsgit.store.emitter import BlockStyle, dashed, flow_text, item_lines
from wmsgit.store.nodes import Entry, Node, header_of
from wmsgit.store.spans import Lines, comments_in
from wmsgit.store.splices import Splices
from wmsgit.store.styles import MAX_INDICATOR, scalar_text

_KEY = re.compile(r"[^\n\r]*:[ ]*")


@immutable
class Span:
    """The text of an entry with its comments.

    Attributes:
        start: where its first line begins, a comment's above it included; the entry's own place behind another dash.
        end: where its last line ends, before the break.
    """

    start: int
    end: int


def span_of(text: str, lines: Lines, node: Node, index: int) -> Span:
    """The lines of one entry of a block collection.

    Of the comment lines around it those are its own that stand directly above it and no deeper than it, and those
    that stand directly below it and deeper. What a blank line separates belongs to no entry, and what the file
    begins with to the file.
    """
    entry = node.entries[index]
    end = end_of(text, lines, entry)
    if not lines.leads(entry.start):
        return Span(entry.start, end)
    floor = lines.after(end_of(text, lines, node.entries[index - 1])) if index else 0
    return Span(comments_top(text, lines, entry.start, floor=floor, is_first=index == 0), end)


def comments_top(text: str, lines: Lines, at: int, *, floor: int = 0, is_first: bool = False) -> int:
    """Where the comment lines directly above the line of `at` begin; its own line where they begin the file.

    What begins at `at` leads its line. The first of the comments is no deeper than it, but below a key, where
    `is_first`; and none stands above `floor`.
    """
    own = start = lines.start(at)
    while start > floor and _comment_column(text, lines, above := lines.start(start - 1)) >= 0:
        start = above
    if start == 0:
        return own
    while start < own and not is_first and _comment_column(text, lines, start) > at - own:
        start = lines.after(start)
    return start


def end_of(text: str, lines: Lines, entry: Entry) -> int:
    """Where an entry's last line ends, or that of the deeper comments directly below it."""
    end, column = lines.end(entry.end), lines.column(entry.start)
    while (below := lines.after(end)) < len(text) and _comment_column(text, lines, below) > column:
        end = lines.end(below)
    return end


def has_comment(text: str, lines: Lines, node: Node, index: int) -> bool:
    """Whether a comment speaks of an item that is a scalar."""
    entry = node.entries[index]
    if node.is_flow:
        return _has_comment_in_flow(text, lines, node, index)
    span = span_of(text, lines, node, index)
    places = [(span.start, entry.value.start), (entry.end, span.end)]
    if entry.value.is_block_scalar:
        header = header_of(text, entry.value).end()
        places.append((header, lines.end(header)))
    return any(comments_in(text, start, end) for start, end in places)


def has_comments(text: str, node: Node) -> bool:
    """Whether a comment stands between the entries of a node, inside of them or behind them within its brackets."""
    at = node.start
    for leaf in node.leaves():
        if comments_in(text, at, leaf.start):
            return True
        at = leaf.end
    return bool(comments_in(text, at, node.end))


def blank_lines_above(text: str, lines: Lines, at: int) -> int:
    """Where the blank lines directly above the line that begins at `at` begin; `at` where there are none."""
    while at > 0 and not text[(above := lines.start(at - 1)) : lines.end(above)].strip(" \t"):
        at = above
    return at


def blank_lines_below(text: str, lines: Lines, at: int) -> int:
    """Where the blank lines from the line that begins at `at` end."""
    while at < len(text) and not text[at : lines.end(at)].strip(" \t") and lines.after(at) > at:
        at = lines.after(at)
    return at


def keeps_blank_lines(text: str, entry: Entry | None) -> bool:
    """Whether blank lines below an entry are part of its value, as after `|+`."""
    leaf = entry.value.last_leaf() if entry is not None else None
    return leaf is not None and leaf.is_block_scalar and "+" in header_of(text, leaf)["indicators"]


def _has_comment_in_flow(text: str, lines: Lines, node: Node, index: int) -> bool:
    entry = node.entries[index]
    before = node.entries[index - 1].end if index else node.opening + 1
    start = entry.start if index and lines.number(before) == lines.number(entry.start) else before
    start = max(start, lines.end(start)) if index and start == before else start
    following = node.entries[index + 1].start if index + 1 < len(node.entries) else node.end
    end = min(lines.end(entry.end), following)
    return bool(comments_in(text, min(start, entry.start), entry.start) or comments_in(text, entry.end, end))


def _comment_column(text: str, lines: Lines, start: int) -> int:
    """The column of the comment that is all of the line; -1 where the line is something else."""
    line = text[start : lines.end(start)]
    bare = line.lstrip(" \t")
    return len(line) - len(bare) if bare.startswith("#") else -1


class Neighbours:
    """How the items of one list are written.

    Args:
        splices: the text that they stand in.
        node: the list's place in the text.
        items: its items, as many as `node` has entries.
    """

    def __init__(self, splices: Splices, node: Node, items: list[Any]) -> None:
        self._text = splices.text
        self._lines = splices.lines
        self._style = splices.style
        self._node = node
        self._items = items

    def item_blocks(self, items: list[Any], shape: Shape) -> list[list[str]]:
        """The lines of each new item in the block style; `shape` is the list's."""
        return [list(self._block(item, shape.item)) for item in items]

    def flow_texts(self, items: list[Any], shape: Shape) -> list[str]:
        """The text of each new item in the flow style; `shape` is the list's."""
        return [self._flow_text(item, shape.item) for item in items]

    def _flow_text(self, item: Any, shape: Shape) -> str:
        quote = self._quote if isinstance(item, str) else ""
        return flow_text(item, shape, quote=quote, style=self._object_style if isinstance(item, dict) else self._style)

    def _block(self, item: Any, shape: Shape) -> Iterator[str]:
        (column, inner), below = self._columns, list[str]()
        if isinstance(item, str) and self._quote and "\n" not in item:
            head = scalar_text(item, shape, quote=self._quote)
        elif isinstance(item, dict | list) and item.__class__ in self._flow_sorts:
            head = self._flow_text(item, shape)
        else:
            style = self._object_style if isinstance(item, dict) else self._style
            head, below = item_lines(item, shape, column, inner, style)
        if self._is_lower and isinstance(item, dict) and head:
            yield from (" " * column + "-", " " * inner + head)
        else:
            yield dashed(head, column, inner)
        yield from below

    @cached_property
    def _columns(self) -> tuple[int, int]:
        """The columns of the dashes and of the items behind them; two apart where the items differ."""
        column = self._lines.column(self._node.entries[0].start)
        columns = {self._lines.column(entry.value.start) for entry in self._node.entries if self._is_beside(entry)}
        columns = columns or {self._lines.column(entry.value.start) for entry in self._node.entries if self._is_lower}
        inner = columns.pop() if len(columns) == 1 else 0
        return column, (inner if 1 < inner - column <= MAX_INDICATOR else column + 2)

    def _is_beside(self, entry: Entry) -> bool:
        return not self._text[entry.colon : entry.value.start].strip(" ") and entry.value.start > entry.colon > 0

    @cached_property
    def _is_lower(self) -> bool:
        """Whether every item that is an object begins below its dash."""
        nodes = self._objects
        return bool(nodes) and all(entry.value.start > self._lines.end(entry.colon) for entry in nodes)

    @cached_property
    def _objects(self) -> list[Entry]:
        pairs = zip(self._node.entries, self._items, strict=True)
        return [entry for entry, item in pairs if item.__class__ is dict and entry.value.sort == "mapping"]

    @cached_property
    def _quote(self) -> str:
        """The quote of the last item, where every item that is a text on one line stands in quotes."""
        pairs = zip(self._node.entries, self._items, strict=True)
        nodes = (entry.value for entry, item in pairs if isinstance(item, str) and entry.value.sort == "scalar")
        styles = [node.style for node in nodes if not node.is_block_scalar]
        return styles[-1] if styles and all(styles) else ""

    @cached_property
    def _flow_sorts(self) -> frozenset[type]:
        """The sorts, list or dict, of which every item stands in brackets or braces."""
        pairs = list(zip(self._node.entries, self._items, strict=True))
        sorts = {item.__class__ for entry, item in pairs if entry.value.is_flow}
        return frozenset(sorts) - {item.__class__ for entry, item in pairs if not entry.value.is_flow}

    @cached_property
    def _object_style(self) -> BlockStyle:
        """The document's style with what the objects have in common: their quotes, their keys, their braces."""
        quotes = self._of_fields(lambda part: "" if part.value.is_block_scalar else part.value.style)
        opened = [entry.value.opening + 1 for entry in self._objects if entry.value.opening >= 0]
        braces = " " if opened and all(self._text.startswith(" ", at) for at in opened) else ""
        keys = self._of_fields(self._key)
        return replace(self._style, quotes=quotes, keys=keys, braces=braces, flows=self._flows())

    def _of_fields(self, way: Callable[[Entry], str]) -> dict[str, str]:
        """Field of the objects → how the last one with a scalar writes it, where every one writes it so, or in turn."""
        ways: dict[str, list[str]] = {}
        for entry in self._objects:
            for part in entry.value.entries:
                if part.key is not None and part.value.sort == "scalar" and not part.value.is_block_scalar:
                    ways.setdefault(part.name, []).append(way(part))
        return {name: result[-1] for name, result in ways.items() if all(result)}

    def _flows(self) -> frozenset[str]:
        """The fields whose lists and mappings stand in the flow style in every object."""
        parts = [part for entry in self._objects for part in entry.value.entries if part.value.entries]
        return frozenset(part.name for part in parts) - {part.name for part in parts if not part.value.is_flow}

    def _key(self, part: Entry) -> str:
        """A key as it stands before its value on one line; empty for another one."""
        match = _KEY.fullmatch(self._text, part.start, part.value.start) if part.start < part.value.start else None
        return match[0] if match and part.colon < part.value.start else ""
