"""Parsed texts: what stands at a place of a record's text, and where a value stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from wmsgit.features.editing.values import TextSpan
from wmsgit.model.ports import Pointer
from wmsgit.store.document import BOM, Document
from wmsgit.store.nodes import Entry, Node


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands at a place.

    Attributes:
        pointer: the way to the value.
        span: where the value, or the key, stands.
        is_key: whether the place lies in the key.
    """

    pointer: Pointer
    span: TextSpan
    is_key: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record's text with its tree.

    Attributes:
        text: as the editor has it, a byte order mark included.
        document: what was read of it.
    """

    text: str
    document: Document

    @property
    def shift(self) -> int:
        """How many characters of the editor's text stand before the document's first."""
        return len(BOM) if self.text.startswith(BOM) else 0

    def spot(self, at: int) -> Spot | None:
        """The innermost key or value at an offset; None between them."""
        at -= self.shift
        node = self.document.root
        pointer: Pointer = ()
        result: Spot | None = None
        while True:
            inner = self._inside(node, at)
            if inner is None:
                return result
            part, entry = inner
            pointer = (*pointer, part)
            if entry.key is not None and entry.key.start <= at <= entry.key.end:
                return Spot(pointer, self._span(entry.key), is_key=True)
            node = entry.value
            if node.sort in {"scalar", "alias"}:
                is_inside = node.start <= at <= node.end
                return Spot(pointer, self._span(node), is_key=False) if is_inside else result
            result = Spot(pointer, self._span(node), is_key=False) if node.start <= at <= node.end else result

    def span(self, pointer: Pointer, *, key: bool = False) -> TextSpan | None:
        """Where a value, or with `key` its key, stands; None where there is no such value."""
        entry = self.entry(pointer)
        if entry is None:
            return None
        return self._span(entry.key if key and entry.key is not None else entry.value)

    def entry(self, pointer: Pointer) -> Entry | None:
        """The entry that a pointer leads to."""
        node, entry = self.document.root, None
        for part in pointer:
            entry = node.find(part)
            if entry is None:
                return None
            node = entry.value
        return entry

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """The fields at the top, by name."""
        return ((entry.name, entry) for entry in self.document.root.entries)

    def offset(self, line: int, column: int) -> int:
        """The offset of a finding's line and column, both from 1."""
        return self.document.lines.offset(line, column) + self.shift

    def of_node(self, node: Node) -> TextSpan:
        """Where a node stands in the editor's text."""
        return self._span(node)

    def _span(self, node: Node) -> TextSpan:
        return TextSpan(node.start + self.shift, node.end + self.shift)

    def _inside(self, node: Node, at: int) -> tuple[str | int, Entry] | None:
        """The entry of a mapping or list in which an offset lies."""
        for number, entry in enumerate(node.entries):
            if entry.start <= at <= entry.end:
                return (entry.name if entry.key is not None else number), entry
        return None
