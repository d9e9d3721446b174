"""Markers: the lines that Git puts around a conflict, written and read."""

import re
from codecs import BOM_UTF8
from itertools import takewhile
from typing import NamedTuple

# Spelled, not compiled: most merges have no conflict.
_MARKER = rb"(?P<signs><{7,}|\|{7,}|={7,}|>{7,})(?: [^\n]*?)?\r?\n?\Z"

_LINE = r"[^\n]*\n|[^\n]+"


class Sides(NamedTuple):
    """A text with conflicts, once as each side has it."""

    ours: bytes
    theirs: bytes


def conflict(ours: str, theirs: str, *, marker_size: int, newline: str) -> str:
    """A conflict of whole lines; what both sides begin and end with stands outside of it."""
    first, second = (_ended(re.findall(_LINE, text), newline) for text in (ours, theirs))
    head = _common(first, second)
    tail = min(_common(first[::-1], second[::-1]), len(first) - head, len(second) - head)
    before, after = first[:head], first[len(first) - tail :]
    parts = (
        *before,
        f"{'<' * marker_size} ours{newline}",
        *first[head : len(first) - tail],
        f"{'=' * marker_size}{newline}",
        *second[head : len(second) - tail],
        f"{'>' * marker_size} theirs{newline}",
        *after,
    )
    return "".join(parts)


def whole_conflict(ours: bytes, theirs: bytes, *, marker_size: int) -> bytes:
    """A conflict of two whole files, none of which is combined with the other."""
    newline = b"\r\n" if b"\r\n" in ours else b"\n"
    parts = (
        b"<" * marker_size + b" ours", ours.removesuffix(b"\n").removesuffix(b"\r"),
        b"=" * marker_size, theirs.removesuffix(b"\n").removesuffix(b"\r"),
        b">" * marker_size + b" theirs",
    )  # fmt: skip
    return newline.join(part for part in parts if part) + newline


def sides_of(text: bytes) -> Sides | None:
    """The two texts that a text with conflicts stands for; None where it has no markers, or they do not fit."""
    mark = BOM_UTF8 if text.startswith(BOM_UTF8) else b""  # it would keep a first line from being a marker
    reader = _MarkerReader(mark)
    for line in re.findall(_LINE.encode(), text.removeprefix(mark)):
        if not reader.take(line):
            return None
    return reader.sides()


class _MarkerReader:
    """Takes a text apart, line by line. Markers are those of one size, in Git's order."""

    _NEXT = {b"": b"<", b"<": b"|=", b"|": b"=", b"=": b">"}  # noqa: RUF012 - a constant table

    def __init__(self, mark: bytes) -> None:
        self._part = b""
        self._size = 0
        self._ours = [mark]
        self._theirs = [mark]

    def take(self, line: bytes) -> bool:
        """Take one line; False where a marker does not belong there."""
        match = re.match(_MARKER, line) if line[:1] in {b"<", b"|", b"=", b">"} else None
        if match is None or (self._size and len(match["signs"]) != self._size):
            self._keep(line)
            return True
        sign = match["signs"][:1]
        if sign not in self._NEXT[self._part]:
            return False
        self._size = len(match["signs"])
        self._part = b"" if sign == b">" else sign
        return True

    def sides(self) -> Sides | None:
        """What was taken; None where there was no conflict, or one has no end."""
        if not self._size or self._part:
            return None
        return Sides(b"".join(self._ours), b"".join(self._theirs))

    def _keep(self, line: bytes) -> None:
        if self._part in {b"", b"<"}:
            self._ours.append(line)
        if self._part in {b"", b"="}:
            self._theirs.append(line)


def _ended(lines: list[str], newline: str) -> list[str]:
    """The lines, of which the last one, too, has a line break."""
    return [*lines[:-1], lines[-1] + newline] if lines and not lines[-1].endswith("\n") else lines


def _common(item: list[str], other: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(item, other, strict=False)))
