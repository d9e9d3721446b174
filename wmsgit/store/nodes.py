"""Nodes: the tree of a text's places, which positions and edits are found by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wmsgit.store.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from wmsgit.store.spans import BREAK, Lines, skip_trivia

_ANY_BREAK = re.compile(BREAK)
_LAST_BREAK = re.compile(rf"(?:{BREAK})\Z")
_HEADER = re.compile(r"[|>](?P<indicators>[-+0-9]*)")
_PROPERTIES = re.compile(r"&[^\s,\[\]{}]+\s*")
_BLOCK_STYLES = frozenset("|>")
_LEAVES = frozenset({AliasEvent, ScalarEvent})
_ENDS = frozenset({MappingEndEvent, SequenceEndEvent})
_DEEPER = {MappingStartEvent: 1, SequenceStartEvent: 1, MappingEndEvent: -1, SequenceEndEvent: -1}


@dataclass(slots=True, eq=False)
class Node:
    """One value's place in the text.

    Attributes:
        sort: `scalar`, `mapping`, `list` or `alias`.
        start: the first character, an anchor's included.
        end: behind the last character, without the line break that ends it.
        style: of a scalar `'`, `"`, `|`, `>` or empty for plain.
        is_flow: whether a mapping or list is written in the flow style.
        opening: where the bracket of a flow collection stands; -1 where there is none.
        entries: the keys with their values, or the items.
        anchor: the anchor's name; empty for none.
    """

    sort: str
    start: int
    end: int
    style: str = ""
    is_flow: bool = False
    opening: int = -1
    anchor: str = ""
    entries: list["Entry"] = field(default_factory=list)
    _names: dict[str, "Entry"] = field(default_factory=dict)

    def find(self, part: str | int) -> "Entry | None":
        """The entry of a mapping's key or of a list's index."""
        if isinstance(part, int):
            return self.entries[part] if self.sort == "list" and 0 <= part < len(self.entries) else None
        if self.sort != "mapping":
            return None
        if len(self._names) != len(self.entries):  # a record has up to 100,000 keys, and as many problems
            self._names = {entry.name: entry for entry in self.entries}
        return self._names.get(part)

    @property
    def is_block_scalar(self) -> bool:
        """Whether the text is written after `|` or `>`."""
        return self.style in _BLOCK_STYLES

    @property
    def is_block_collection(self) -> bool:
        """Whether this is a mapping or list in the block style."""
        return self.sort in {"mapping", "list"} and not self.is_flow

    def last_leaf(self) -> "Node":
        """The value that ends where this one ends."""
        node = self
        while node.is_block_collection and node.entries:
            node = node.entries[-1].value
        return node

    def leaves(self) -> Iterator["Node"]:
        """Every key and every value that has no entries, in the text's order."""
        if self.sort in {"scalar", "alias"}:
            yield self
        for entry in self.entries:
            if entry.key is not None:
                yield entry.key
            yield from entry.value.leaves()


@dataclass(slots=True, eq=False)
class Entry:
    """A key with its value, or an item of a list.

    Attributes:
        start: where the key, `?` or `-` stands; of a flow list's item the value.
        key: the key's place; None in a list.
        name: the key's text; empty in a list.
        colon: behind the `:` or `-`; -1 where there is none.
        value: the value's place.
    """

    start: int
    key: Node | None
    name: str
    colon: int
    value: Node

    @property
    def end(self) -> int:
        """Behind the last character, without the line break that ends it."""
        return max(self.value.end, self.colon, self.key.end if self.key else 0)


def header_of(text: str, node: Node) -> re.Match[str]:
    """The header of a block scalar, such as `|2-`; its group `indicators` is what follows the `|`."""
    match = _HEADER.match(text, _content_start(text, node))
    assert match is not None
    return match


def tree(text: str, events: list[Any]) -> Node:
    """The tree of the events of one document, from its mapping's start to its end."""
    return _Tree(text, events).node()


def leaf_spans(text: str, events: list[Any]) -> Iterator[tuple[int, int, bool]]:
    """Where each leaf of `tree` that is not empty begins and ends, and whether it is a block scalar; without a tree."""
    for event in events:
        if type(event) in _LEAVES and not _is_nothing(event):
            is_block = type(event) is ScalarEvent and event.style in _BLOCK_STYLES
            yield event.start_mark.index, _end_of(text, event) if is_block else event.end_mark.index, is_block


def plain_field_spans(text: str, events: list[Any], lines: Lines) -> dict[str, tuple[int, int]] | None:
    """As `field_spans`, without a tree; None also where it takes one to tell, as behind an empty value."""
    is_plain = not events[0].flow_style and not events[0].anchor and lines.newline != "\r"
    fields = _fields_of(events) if is_plain else None
    if fields is None:
        return None
    spans: dict[str, tuple[int, int]] = {}
    at = 0
    for key, last in fields:
        start = lines.start(key.start_mark.index)
        if not lines.leads(key.start_mark.index) or start < at:
            return None
        at = lines.after(_end_of(text, last))
        spans[key.value] = start, at
    return spans


def _fields_of(events: list[Any]) -> list[tuple[Any, Any]] | None:
    """Each field's key, and the event with which its value ends; None where a key is no scalar, or there is no value.

    Block collections end with what is in them, flow collections with their bracket.
    """
    fields: list[tuple[Any, Any]] = []
    depth, key, last = 0, None, None
    for event in events[1:-1]:
        if key is None:
            key = event
            continue
        depth += _DEEPER.get(type(event), 0)
        if type(event) in _LEAVES or (type(event) in _ENDS and event.start_mark.index < event.end_mark.index):
            last = event
        if depth == 0:
            if type(key) is not ScalarEvent or last is None or _is_nothing(last):
                return None
            fields.append((key, last))
            key = last = None
    return fields


def _end_of(text: str, event: Any) -> int:
    return _Tree(text, []).node(event).end if type(event) is ScalarEvent else int(event.end_mark.index)


def field_spans(root: Node, lines: Lines) -> dict[str, tuple[int, int]] | None:
    """Field → where its own lines begin and end; None where the fields do not each stand on lines of their own."""
    if root.is_flow or root.anchor or lines.newline == "\r":
        return None
    spans: dict[str, tuple[int, int]] = {}
    at = 0
    for entry in root.entries:
        start = lines.start(entry.start)
        if not lines.leads(entry.start) or start < at:
            return None
        at = lines.after(entry.end)
        spans[entry.name] = start, at
    return spans


class _Tree:
    def __init__(self, text: str, events: list[Any]) -> None:
        self.text = text
        self.events = iter(events)

    def node(self, event: Any = None) -> Node:
        event = event or next(self.events)
        start, end = event.start_mark.index, event.end_mark.index
        if type(event) is AliasEvent:
            return Node("alias", start, end, anchor=event.anchor or "")
        if type(event) is ScalarEvent:
            return self.scalar(event, start, end)
        node = Node(
            "mapping" if type(event) is MappingStartEvent else "list",
            start, end, is_flow=bool(event.flow_style), anchor=event.anchor or "",
        )  # fmt: skip
        inside = _content_start(self.text, node)
        if node.is_flow and self.text[inside : inside + 1] in {"{", "["}:
            node.opening, inside = inside, inside + 1
        last = self.mapping(node, inside) if node.sort == "mapping" else self.sequence(node, inside)
        node.end = last.end_mark.index if node.opening >= 0 else node.entries[-1].end
        return node

    def scalar(self, event: Any, start: int, end: int) -> Node:
        style = event.style or ""
        node = Node("scalar", start, end, style=style, anchor=event.anchor or "")
        if node.is_block_scalar:
            node.end = _block_end(self.text, node)
        return node

    def mapping(self, node: Node, at: int) -> Any:
        while type(event := next(self.events)) is not MappingEndEvent:
            key = self.node(event)
            at = self.past_comma(node, at)
            explicit = at < key.start and self.text[at] == "?"
            after_key = skip_trivia(self.text, key.end)
            colon = after_key + 1 if self.text[after_key : after_key + 1] == ":" else -1
            value = self.node()
            if _is_empty(value):
                value.start = value.end = colon if colon >= 0 else key.end
            node.entries.append(Entry(at if explicit else key.start, key, event.value, colon, value))
            at = node.entries[-1].end
        return event

    def sequence(self, node: Node, at: int) -> Any:
        while type(event := next(self.events)) is not SequenceEndEvent:
            value = self.node(event)
            if node.is_flow:
                node.entries.append(Entry(value.start, None, "", -1, value))
                continue
            at = skip_trivia(self.text, at)
            if _is_empty(value):
                value.start = value.end = at + 1
            node.entries.append(Entry(at, None, "", at + 1, value))
            at = node.entries[-1].end
        return event

    def past_comma(self, node: Node, at: int) -> int:
        at = skip_trivia(self.text, at)
        if node.is_flow and self.text[at : at + 1] == ",":
            return skip_trivia(self.text, at + 1)
        return at


def _is_nothing(event: Any) -> bool:
    """Whether an event is that of a value that is not there."""
    return type(event) is ScalarEvent and not (event.style or event.anchor or event.value)


def _is_empty(node: Node) -> bool:
    return node.sort == "scalar" and not node.style and not node.anchor and node.start == node.end


def _content_start(text: str, node: Node) -> int:
    if not node.anchor or node.sort == "alias":
        return node.start
    match = _PROPERTIES.match(text, node.start)
    return skip_trivia(text, match.end()) if match else node.start


def _block_end(text: str, node: Node) -> int:
    """Where a block scalar's own lines end: the blank lines below are its own only after `|+` and `>+`."""
    match = _LAST_BREAK.search(text, node.start, node.end)
    end = match.start() if match else node.end
    header = header_of(text, node)
    if "+" in header["indicators"]:
        return end
    lines = _ANY_BREAK.split(text[header.end() : end])
    breaks = [match.start() for match in _ANY_BREAK.finditer(text, header.end(), end)]
    indents = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip(" ")]
    indent = 0 if any(mark.isdigit() for mark in header["indicators"]) else min(indents, default=0)
    while breaks and not lines[-1].strip(" ") and len(lines[-1]) <= indent:
        lines.pop()
        end = breaks.pop()
    return end
