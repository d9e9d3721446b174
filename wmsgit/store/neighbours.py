"""Neighbours: new items of a list, written as the items beside them are."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from wmsgit.schema.shape import Shape
from wmsgit.store.emitter import BlockStyle, Lines, dashed, flow_text, item_lines
from wmsgit.store.nodes import Entry, Node
from wmsgit.store.splices import Splices
from wmsgit.store.styles import MAX_INDICATOR, scalar_text

_KEY = re.compile(r"[^\n\r]*:[ ]*")


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

    def item_blocks(self, items: list[Any], shape: Shape) -> list[Lines]:
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
