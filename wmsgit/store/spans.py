"""Spans: where a text's lines begin and end, and what between two values is only space and comment."""

import re
from bisect import bisect_right
from functools import cached_property

# YAML 1.1's line breaks, which are those of libyaml and PyYAML.
BREAK = "\r\n|[\n\r\x85\u2028\u2029]"
_BREAK = re.compile(BREAK)
_TRIVIA = re.compile("(?:[ \t\ufeff\n\r\x85\u2028\u2029]+|#[^\n\r\x85\u2028\u2029]*)*")
_BEGINS_TRIVIA = " \t\ufeff\n\r\x85\u2028\u2029#"
_COMMENT = re.compile("(?<![^ \t\n\r\x85\u2028\u2029])#[^\n\r\x85\u2028\u2029]*")


class Lines:
    """The lines of a text, by character index."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [item.span() for item in _BREAK.finditer(text)]
        self._starts = [0, *(end for _, end in self._breaks)]

    def number(self, at: int) -> int:
        """The line, from 0, that the character at `at` stands in."""
        return bisect_right(self._starts, at) - 1

    def start(self, at: int) -> int:
        """Where the line of `at` begins."""
        return self._starts[self.number(at)]

    def end(self, at: int) -> int:
        """Where the line of `at` ends, before its break."""
        number = self.number(at)
        return self._breaks[number][0] if number < len(self._breaks) else len(self._text)

    def after(self, at: int) -> int:
        """Where the line below that of `at` begins; the text's end where there is none."""
        number = self.number(at)
        return self._breaks[number][1] if number < len(self._breaks) else len(self._text)

    def column(self, at: int) -> int:
        """How many characters of its line stand before `at`."""
        return at - self.start(at)

    def leads(self, at: int) -> bool:
        """Whether only spaces stand before `at` in its line."""
        return not self._text[self.start(at) : at].strip(" \t")

    def position(self, at: int) -> tuple[int, int]:
        """Line and column of `at`, both from 1."""
        return self.number(at) + 1, self.column(at) + 1

    def offset(self, line: int, column: int) -> int:
        """The character at a line and column, both from 1; the nearest one where there is none."""
        number = min(max(line, 1), len(self._starts)) - 1
        end = self._breaks[number][0] if number < len(self._breaks) else len(self._text)
        return min(self._starts[number] + max(column, 1) - 1, end)

    @property
    def end_position(self) -> tuple[int, int]:
        """Line and column, both from 1, of the place behind the last character."""
        return self.position(len(self._text))

    @cached_property
    def newline(self) -> str:
        """The text's own line break: that of its first line; a line feed where there is none."""
        if not self._breaks:
            return "\n"
        start, end = self._breaks[0]
        result = self._text[start:end]
        return result if result in {"\r\n", "\r"} else "\n"


def skip_trivia(text: str, at: int) -> int:
    """The first place from `at` on that is neither space nor line break nor comment."""
    if text[at : at + 1] not in _BEGINS_TRIVIA:
        return at
    match = _TRIVIA.match(text, at)
    return match.end() if match else at


def comments_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of the comments between two places that have no scalar between them."""
    return [item.span() for item in _COMMENT.finditer(text, start, end)]
