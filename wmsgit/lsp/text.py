"""Texts as a client has them: its lines, its positions, its incremental changes.

A line ends with a line feed, a carriage return, or both (LSP 3.17, "Text Documents"); no other sign ends one. A
character counts as many units as the encoding that was agreed on takes: UTF-16 unless the client offered another.
"""

import re
from bisect import bisect_right
from functools import cached_property

from lsprotocol import types

_BREAK = re.compile("\r\n|\n|\r")
UTF16, UTF8, UTF32 = "utf-16", "utf-8", "utf-32"
_BMP = 0xFFFF


class ClientText:
    """One text.

    Args:
        text: its characters.
        encoding: how the client counts: `utf-16`, `utf-8` or `utf-32`.
    """

    def __init__(self, text: str, encoding: str = UTF16) -> None:
        self.text = text
        self.encoding = encoding

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _BREAK.finditer(self.text))]

    def offset(self, position: types.Position) -> int:
        """The character at a position; what lies behind a line's end is its end, behind the text the text's."""
        if position.line >= len(self._starts):
            return len(self.text)
        start, end = self._line(position.line)
        return start + self._characters(self.text[start:end], position.character)

    def position(self, at: int) -> types.Position:
        """The position of a character."""
        at = max(0, min(at, len(self.text)))
        line = bisect_right(self._starts, at) - 1
        start, end = self._line(line)
        return types.Position(line, self._units(self.text[start : min(at, end)]))

    def range(self, start: int, end: int) -> types.Range:
        """The range between two characters."""
        return types.Range(self.position(start), self.position(end))

    def changed(self, change: types.TextDocumentContentChangeEvent) -> "ClientText":
        """The text after one change."""
        if isinstance(change, types.TextDocumentContentChangePartial):
            start, end = self.offset(change.range.start), self.offset(change.range.end)
            start, end = min(start, end), max(start, end)
            return ClientText(self.text[:start] + change.text + self.text[end:], self.encoding)
        return ClientText(change.text, self.encoding)

    def _line(self, line: int) -> tuple[int, int]:
        """Where a line begins, and where it ends before its break."""
        start = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def _units(self, text: str) -> int:
        if self.encoding == UTF32 or text.isascii():
            return len(text)
        if self.encoding == UTF8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(ord(sign) > _BMP for sign in text)

    def _characters(self, text: str, units: int) -> int:
        if self.encoding == UTF32 or text.isascii():
            return min(units, len(text))
        if self.encoding == UTF8:
            return len(text.encode("utf-8", "surrogatepass")[:units].decode("utf-8", "ignore"))
        count = 0
        for number, sign in enumerate(text):
            count += 2 if ord(sign) > _BMP else 1
            if count > units:
                return number
        return len(text)
