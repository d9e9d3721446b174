"""Neighbours: new items of a list, written as the items beside them are."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from wmsgit.schema.shape import Shape
from wmsgit.store.emitter import BlockStyle, Lines, flow_text, item_lines
from wmsgit.store.nodes import Node
from wmsgit.store.styles import scalar_text


class Neighbours:
    """How the items of one list are written.

    Args:
        node: the list's place in the text.
        items: its items, as many as `node` has entries.
    """

    def __init__(self, node: Node, items: list[Any]) -> None:
        self._node = node
        self._items = items

    def item_blocks(self, items: list[Any], shape: Shape, column: int, style: BlockStyle) -> list[Lines]:
        """The lines of each new item in the block style, its dash at `column`; `shape` is the list's."""
        return [list(self._block(item, shape, column, style)) for item in items]

    def flow_texts(self, items: list[Any], shape: Shape) -> list[str]:
        """The text of each new item in the flow style; `shape` is the list's."""
        return [flow_text(item, shape.item, quote=self._quote if isinstance(item, str) else "") for item in items]

    def _block(self, item: Any, shape: Shape, column: int, style: BlockStyle) -> Iterator[str]:
        pad = " " * column
        if isinstance(item, str) and self._quote and "\n" not in item:
            yield f"{pad}- {scalar_text(item, shape.item, quote=self._quote)}"
        elif isinstance(item, dict) and item and self._is_flow:
            yield f"{pad}- {flow_text(item, shape.item)}"
        else:
            quotes = self._field_quotes if isinstance(item, dict) else {}
            head, below = item_lines(item, shape.item, column, replace(style, quotes=quotes))
            yield f"{pad}- {head}".rstrip(" ") if not head else f"{pad}- {head}"
            yield from below

    @cached_property
    def _quote(self) -> str:
        """The quote of the last item, where every item that is a text on one line stands in quotes."""
        styles = [entry.value.style for entry, item in self._texts() if not entry.value.is_block_scalar]
        return styles[-1] if styles and all(styles) else ""

    @cached_property
    def _is_flow(self) -> bool:
        """Whether every item that is an object stands in braces."""
        nodes = [
            entry.value for entry, item in zip(self._node.entries, self._items, strict=True) if item.__class__ is dict
        ]
        return bool(nodes) and all(node.is_flow for node in nodes)

    @cached_property
    def _field_quotes(self) -> dict[str, str]:
        """Field of the objects → the last quote, where every object that has it quotes it."""
        styles: dict[str, list[str]] = {}
        for entry in self._node.entries:
            for part in entry.value.entries:
                if part.key is not None and part.value.sort == "scalar" and not part.value.is_block_scalar:
                    styles.setdefault(part.name, []).append(part.value.style)
        return {name: result[-1] for name, result in styles.items() if all(result)}

    def _texts(self) -> Iterator[tuple[Any, str]]:
        pairs = zip(self._node.entries, self._items, strict=True)
        return ((entry, item) for entry, item in pairs if isinstance(item, str) and entry.value.sort == "scalar")
