"""Conflicts: the choices that the markers of a merge leave open, field by field."""

import re
from collections.abc import Iterator

from wmsgit.features.editing.values import TextSpan

_HUNK = re.compile(
    r"^(?P<open><{7,})(?: [^\n]*)?\r?\n(?P<ours>(?:(?!={7,}|\|{7,})[^\n]*\n)*?)"
    r"(?:\|{7,}[^\n]*\n(?:(?!={7,})[^\n]*\n)*?)?"
    r"(?P<middle>={7,})\r?\n(?P<theirs>(?:(?!>{7,})[^\n]*\n)*?)(?P<close>>{7,})[^\n]*(?:\n|\Z)",
    re.MULTILINE,
)
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w.-]*):(?:\s|\Z)")
_MAX = 1 << 20


def conflict_choices(text: str, span: TextSpan) -> Iterator[tuple[str, TextSpan, str]]:
    """For each conflict that a part of a text touches, and each field in it: a title, what goes, and what comes.

    Of a conflict over several fields, one can be settled and the others stay open.
    """
    if "<<<<<<<" not in text or len(text) > _MAX:
        return
    for hunk in _HUNK.finditer(text):
        if hunk.start() > span.end or hunk.end() < span.start:
            continue
        place = TextSpan(hunk.start(), hunk.end())
        fields = [_fields(hunk[side], text, hunk.start()) for side in ("ours", "theirs")]
        names = list(dict.fromkeys([*fields[0], *fields[1]]))
        for side, word in enumerate(("ours", "theirs")):
            shown = ", ".join(names) if names else "the conflict"
            yield f"Take {word}: {shown}", place, hunk[word]
            for name in names if len(names) > 1 else ():
                yield f"Take {word} for {name} alone", place, _settled(hunk, fields, name, side)


def _settled(hunk: re.Match[str], fields: list[dict[str, str]], name: str, side: int) -> str:
    """The conflict without one of its fields, which stands before it as one side has it."""
    rest = ["".join(lines for key, lines in part.items() if key != name) for part in fields]
    chosen = fields[side].get(name, "")
    if rest[0] == rest[1]:
        return chosen + rest[0]
    return f"{chosen}{hunk['open']} ours\n{rest[0]}{hunk['middle']}\n{rest[1]}{hunk['close']} theirs\n"


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
