"""Finding lines: about where the names of a file stand that are sought in the file's own order, in linear time."""

from bisect import bisect_right
from itertools import accumulate

_MAX_TRIES = 20


class LineFinder:
    """The lines of names, each sought behind the one before, then from where the search began.

    Args:
        text: the file's.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self._from = self._at = 0

    def begin(self, *words: str) -> None:
        """Search behind these words, which stand behind one another in the text, from now on."""
        self._from = self._at = 0
        for word in words:
            result = self._next(word, self._at)
            self._from = self._at = result + len(word) if result >= 0 else self._at

    def line(self, name: str) -> int:
        """The line, from 1, of the next place where the name stands by itself; 0 for none."""
        at = self._next(name, self._at)
        at = self._next(name, self._from) if at < 0 else at
        if at < 0:
            return 0
        self._at = at + len(name)
        return bisect_right(self._starts, at)

    def _next(self, name: str, start: int) -> int:
        """Where the name stands by itself; -1 for nowhere, or where it is part of many other words first."""
        at = start
        for _ in range(_MAX_TRIES):
            at = self._text.find(name, at)
            if at < 0 or (
                _is_apart(self._text[at - 1 : at]) and _is_apart(self._text[at + len(name) : at + len(name) + 1])
            ):
                return at
            at += 1
        return -1


def _is_apart(sign: str) -> bool:
    return not (sign.isalnum() or sign in {"-", "_"})
