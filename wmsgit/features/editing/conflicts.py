"""Conflicts: the choices that the markers of a merge leave open, field by field."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wmsgit.features.editing.values import TextSpan

_MARKER = re.compile(r"^(?P<signs><{7,}|\|{7,}|={7,}|>{7,})(?: [^\n]*)?\r?(?:\n|\Z)", re.MULTILINE)
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w.-]*):(?:\s|\Z)")
_MAX = 1 << 20
_MAX_FIELDS = 20


class _Hunk(NamedTuple):
    """One conflict: where it stands, what each side has, and how many signs its markers have."""

    span: TextSpan
    sides: tuple[str, str]
    size: int


def conflict_choices(text: str, span: TextSpan) -> Iterator[tuple[str, TextSpan, str]]:
    """For each conflict that a part of a text touches, and each field in it: a title, what goes, and what comes.

    Of a conflict over several fields, one can be settled and the others stay open.
    """
    for hunk in _hunks(text) if "<<<<<<<" in text and len(text) <= _MAX else ():
        if hunk.span.start > span.end or hunk.span.end < span.start:
            continue
        fields = [_fields(side, text, hunk.span.start) for side in hunk.sides]
        names = list(dict.fromkeys([*fields[0], *fields[1]]))
        for side, word in enumerate(("ours", "theirs")):
            shown = ", ".join(names) if names else "the conflict"
            yield f"Take {word}: {shown}", hunk.span, hunk.sides[side]
            for name in names[:_MAX_FIELDS] if len(names) > 1 else ():
                yield f"Take {word} for {name} alone", hunk.span, _settled(hunk, fields, name, side)


def _hunks(text: str) -> Iterator[_Hunk]:
    """The conflicts whose markers stand in Git's order; others are left to the person."""
    open_at, ours, theirs, size = -1, (0, 0), 0, 0
    for marker in _MARKER.finditer(text):
        signs = marker["signs"]
        sign = signs[0]
        if sign == "<":
            open_at, size, theirs = marker.start(), len(signs), 0
            ours = (marker.end(), 0)
        elif open_at < 0 or len(signs) != size:
            continue
        elif sign in "|=" and not ours[1]:
            ours = (ours[0], marker.start())
        if open_at >= 0 and sign == "=" and not theirs:
            theirs = marker.end()
        elif sign == ">" and theirs:
            sides = (text[slice(*ours)], text[theirs : marker.start()])
            yield _Hunk(TextSpan(open_at, marker.end()), sides, size)
            open_at = -1


def _settled(hunk: _Hunk, fields: list[dict[str, str]], name: str, side: int) -> str:
    """The conflict without one of its fields, which stands before it as one side has it."""
    rest = ["".join(lines for key, lines in part.items() if key != name) for part in fields]
    chosen = fields[side].get(name, "")
    if rest[0] == rest[1]:
        return chosen + rest[0]
    markers = [f"{sign * hunk.size}{word}\n" for sign, word in (("<", " ours"), ("=", ""), (">", " theirs"))]
    return chosen + markers[0] + rest[0] + markers[1] + rest[1] + markers[2]


def _fields(lines: str, text: str, start: int) -> dict[str, str]:
    """Field → its lines on one side; lines before the first belong to the field above the conflict."""
    result: dict[str, str] = {}
    name = _above(text, start)
    for line in lines.splitlines(keepends=True):
        match = _KEY.match(line)
        name = match["key"] if match else name
        result[name] = result.get(name, "") + line
    return result


def _above(text: str, start: int) -> str:
    while start > 0:
        line_start = text.rfind("\n", 0, start - 1) + 1
        match = _KEY.match(text, line_start)
        if match:
            return match["key"]
        start = line_start
    return "the beginning"
