"""Lines: those of a text that a regular expression fits, found in time linear in the text."""

from collections.abc import Iterator
from typing import Any

_WINDOW_BYTES = 256


def fitting_lines(expression: Any, text: bytes) -> Iterator[tuple[int, bytes]]:
    """Number, from 1, and bytes of each line with a match.

    A window that doubles as long as nothing is found and is small again after each match keeps the whole linear:
    RE2 is linear in what it searches, but may look through all of that for one match.

    Args:
        expression: compiled with `by_line`.
        text: with lines that end in a line feed; what follows the last one is a line if it is not empty.
    """
    if not text:
        return
    text = text.removesuffix(b"\n")
    start, number, window = 0, 1, _WINDOW_BYTES
    while start <= len(text):
        end = _line_end(text, start + window)
        match = expression.search(text[start:end])
        if match is None:
            number += text.count(b"\n", start, end + 1)
            start, window = end + 1, window * 2
            continue
        first = text.rfind(b"\n", start, start + match.start()) + 1 or start
        last = _line_end(text, start + match.start())
        number += text.count(b"\n", start, first)
        yield number, text[first:last]
        start, number, window = last + 1, number + 1, _WINDOW_BYTES


def _line_end(text: bytes, at: int) -> int:
    end = text.find(b"\n", at)
    return len(text) if end < 0 else end
