"""Splices: the replacements that an edit makes in a text, and what they all need to know of it."""

from collections.abc import Iterator
from dataclasses import replace

from wmsgit.model.value import immutable
from wmsgit.store.document import Document
from wmsgit.store.emitter import BlockStyle, Lines
from wmsgit.store.matching import Matcher
from wmsgit.store.nodes import Entry, Node, header_of
from wmsgit.store.styles import MAX_INDICATOR


@immutable
class InsertionPoint:
    """Where something new comes: behind an entry, or before one."""

    behind: Entry | None = None
    before: Entry | None = None


_SORTS = ("list", "mapping", "dash")


class CannotSpliceError(Exception):
    """A place is written in a way that cannot be edited within; the whole key is written anew instead."""


class Splices:
    """The replacements in one document's text, gathered and then made at once.

    Attributes:
        text, lines: the document's.
        matcher: knows which items of its lists became which.
        style: how the document lays out its own lists and mappings.
    """

    def __init__(self, document: Document, matcher: Matcher, *, may_block: bool = True) -> None:
        self.matcher = matcher
        self.text = document.text
        self.lines = document.lines
        self.style = replace(_style_of(document), may_block=may_block)
        self._made: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, text: str) -> None:
        """Puts `text`, with the document's own line breaks, in place of what stands from `start` to `end`."""
        if start != end or text:
            self._made.append((start, end, text.replace("\n", self.lines.newline)))

    def put(self, start: int, end: int, text: str) -> None:
        """Puts text of the document itself, its line breaks as they are, in place of what stands there."""
        self._made.append((start, end, text))

    def insert(self, at: int, text: str) -> None:
        """Puts `text` before the character at `at`, behind what was inserted there earlier."""
        self.replace(at, at, text)

    def insert_below(self, at: int, lines: Lines) -> None:
        """Puts whole lines below the line of `at`."""
        if self.lines.end(at) < self.lines.after(at):
            self.insert(self.lines.after(at), "".join(f"{line}\n" for line in lines))
        else:  # the text ends here without a line break
            self.insert(len(self.text), "".join(f"\n{line}" for line in lines))

    def delete_lines(self, start: int, end: int) -> None:
        """Deletes the whole lines from that of `start` to that of `end`."""
        self.replace(self.lines.start(start), self.lines.after(end), "")

    def close_text(self, node: Node) -> None:
        """Makes sure that lines can follow a value which the text ends with.

        A `|` or `>` text that the file ends in without a line break has none in its value either, and would
        gain one from the lines below.
        """
        leaf = node.last_leaf()
        if not leaf.is_block_scalar or leaf.end != len(self.text):
            return
        header = header_of(self.text, leaf)
        if not any(start <= header.start() < end for start, end, _ in self._made):
            digits = header["indicators"].strip("+-")
            self.replace(header.start("indicators"), header.end("indicators"), f"{digits}-")

    def is_blank_below(self, at: int) -> bool:
        """Whether the line below that of `at` is there and blank."""
        start = self.lines.after(at)
        return start < len(self.text) and not self.text[start : self.lines.end(start)].strip(" ")

    def made(self) -> str:
        """The text with every replacement made.

        Raises:
            CannotSpliceError: when two replacements overlap.
        """
        is_open = not self.text.endswith(self.lines.newline)
        parts: list[str] = []
        at = 0
        for start, end, text in sorted(self._made, key=lambda splice: splice[:2]):
            if start < at:
                raise CannotSpliceError
            parts += [self.text[at:start], text]
            at = end
            if is_open and start == len(self.text) and "".join(parts[:-1]).endswith(self.lines.newline):
                # The last line, below which this was to come, is itself gone.
                parts[-1] = text.removeprefix(self.lines.newline)
        return "".join((*parts, self.text[at:]))


def _style_of(document: Document) -> BlockStyle:
    """The layout of the document's first list, item and mapping below a key, else the canonical one."""
    offsets: dict[str, int] = {}
    for sort, offset in _offsets(document, document.root):
        offsets.setdefault(sort, offset)
        if len(offsets) == len(_SORTS):
            break
    step, dash = offsets.get("mapping", 2), offsets.get("dash", 2)
    return BlockStyle(
        offsets.get("list", 2),
        dash if 1 < dash <= MAX_INDICATOR else 2,
        step if 1 <= step <= MAX_INDICATOR else 2,
        may_keep=False,
    )


def _offsets(document: Document, node: Node) -> Iterator[tuple[str, int]]:
    column = document.lines.column
    for entry in node.entries:
        value = entry.value
        if entry.key is not None and value.is_block_collection and value.entries:
            yield value.sort, column(value.entries[0].start) - column(entry.start)
        if entry.key is None and not node.is_flow and entry.colon < value.start <= document.lines.end(entry.colon):
            yield "dash", column(value.start) - column(entry.start)
        if value.entries:
            yield from _offsets(document, value)
