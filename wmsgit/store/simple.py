"""Simple texts: the flat records that most are, read line by line, in a fifth of the time that YAML's parser takes.

Only what can mean one thing is read here: keys at the margin, scalars on one line, lists and mappings of such scalars,
lists of words in brackets, mappings of mappings, literal blocks. For all else, and for every text that is wrong, the
answer is None, and the parser has the word: what is read here is what the parser would give, and no more is promised.
"""

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wmsgit.schema.shape import ANYTHING, Shape
from wmsgit.store.scalars import is_null, plain_value

if TYPE_CHECKING:
    from wmsgit.model.record import Data

_MAX_CHARS = 1 << 16
"""Far below every bound on a record's size and number of values, so that none need be counted."""
# What YAML admits not at all, tabs, and what Python or libyaml take for a line break beside the line feed. The signs of
# higher numbers stand apart: as a part of the pattern they would take long to compile.
_PLAIN = b"\n" + bytes(range(0x20, 0x7F))
_CONTROL = r"[\x00-\x09\x0b-\x1f\x7f-\x9f]"
_ODD = "\u2028\u2029\ufeff\ufffe\uffff"
_SKIPPED = re.compile(r"(?:#.*\n|\n)*")
# A field: its name; its value where that is surely text, for which no look at its signs is needed, or what else stands
# on the line; the lines below. Then what is skipped, or in a last match the rest of a text that is not simple.
_SURE = r"[A-EG-MO-SU-Za-eg-mo-su-z][^\n:#]*+(?<! )"
_NAME, _BLOCK = "[A-Za-z_][A-Za-z0-9_]{0,63}+", r"(?:(?: |- ).*\n|\n)*+"
_ENTRY = re.compile(rf"({_NAME}):(?: ++(?:({_SURE})(?=\n)|(\S.*)))?+\n({_BLOCK})(?:#.*\n|\n)*+|(.[\s\S]*)")
# A line of a mapping below a key: its margin, its name, its value as above; or in a match of its own what is none.
_NESTED = re.compile(
    rf"( ++)([A-Za-z_][A-Za-z0-9_./-]{{0,63}}+):(?: ++(?:({_SURE})(?=\n)|(\S.*)))?+\n|([\s\S])", re.ASCII
)
# A list on one line, of words that each begin with a letter and have no sign of YAML's in them; spelled, not compiled,
# for most records have none.
_WORDS = r"[A-Za-z](?:[A-Za-z0-9_./ -]*[A-Za-z0-9_./-])?"
_IN_BRACKETS = rf"\[ *({_WORDS}(?: *, *{_WORDS})*) *\]"
_MAX_LEVELS = 8
"""Mappings below each other in one field, far below the bound on a record's depth."""
_LITERALS: Final = {"|": "\n", "|-": ""}
_FIRST = frozenset("_./($+~")
"""What a plain scalar may begin with beside letters and digits: no indicator of YAML is among them."""
_ABSENT: Final = object()
_NOT_SIMPLE: Final = object()


def read_simple(text: str, shape: Shape) -> "Data | None":
    """The data of a simple text, as the parser would give it; None where it is not simple.

    Args:
        text: the characters of the file without a byte order mark.
        shape: the types that the schema admits at each place.
    """
    if len(text) > _MAX_CHARS or not text.endswith("\n") or not _is_plain(text):
        return None
    data: Data = {}
    is_whole = True
    properties, other, start = shape.properties, shape.additional or ANYTHING, _end_of_skipped(text, 0)
    for name, sure, inline, block, rest in _ENTRY.findall(text, start):
        if rest or name in data:
            return None
        if sure and not block:
            data[name] = sure
            continue
        part = properties.get(name) or other
        value = _value(sure or inline, block, part)
        if value is _NOT_SIMPLE:
            return None
        if value is None and not (part.types is None or "null" in part.types):
            value, is_whole = _ABSENT, False
        data[name] = value
    if not data or is_whole:
        return data or None
    return {name: value for name, value in data.items() if value is not _ABSENT}


def simple_spans(text: str) -> dict[str, tuple[int, int]]:
    """Field → where its own lines begin and end, in a text that `read_simple` takes."""
    result: dict[str, tuple[int, int]] = {}
    for entry in _ENTRY.finditer(text, _end_of_skipped(text, 0)):
        result[entry[1]] = entry.start(), _end_of_lines(text, entry)
    return result


def _end_of_lines(text: str, entry: "re.Match[str]") -> int:
    start = entry.start()
    return start + len(text[start : entry.end(4)].rstrip("\n")) + 1


class LineField(NamedTuple):
    """Where a field's value stands in its line, from -1 to -1 where it is not one line, and where its own lines end."""

    start: int
    end: int
    below: int


def line_fields(text: str) -> dict[str, LineField]:
    """The fields of a text that `read_simple` takes, in its order."""
    result: dict[str, LineField] = {}
    for entry in _ENTRY.finditer(text, _end_of_skipped(text, 0)):
        start, end = (-1, -1) if entry[4].strip("\n") else entry.span(2 if entry[3] is None else 3)
        result[entry[1]] = LineField(start, end, _end_of_lines(text, entry))
    return result


def _is_plain(text: str) -> bool:
    """Whether no sign of the text is a control character or else odd."""
    if text.isascii():
        return not text.encode().translate(None, _PLAIN)
    if text.replace("\n", "").isprintable():
        return True
    return re.search(_CONTROL, text) is None and not any(sign in text for sign in _ODD)


def _end_of_skipped(text: str, at: int) -> int:
    match = _SKIPPED.match(text, at)
    return match.end() if match else at


def _value(inline: str, block: str, shape: Shape) -> Any:
    """The value of one field, of what stands on the key's line (empty for nothing) and of the lines below."""
    below = block.rstrip("\n")
    if not below:
        return None if not inline or is_null(inline) else _scalar(inline, shape)
    if not inline:
        return _list(below, shape.item) if below.lstrip(" ")[:1] == "-" else _mapping(f"{below}\n", shape)
    return _literal(below, _LITERALS[inline]) if inline in _LITERALS else _NOT_SIMPLE


def _scalar(text: str, shape: Shape) -> Any:
    first, last = text[0], text[-1]
    if first.isalnum() or first in _FIRST:
        if last in ": " or ": " in text or " #" in text:
            return _NOT_SIMPLE
        return plain_value(text, shape.types)
    if first in "'\"" and first == last and len(text) > 1:
        inner = text[1:-1]
        return _NOT_SIMPLE if first in inner or "\\" in inner else inner
    words = re.fullmatch(_IN_BRACKETS, text) if first == "[" else None
    if words:
        return [plain_value(word.strip(" "), shape.item.types) for word in words[1].split(",")]
    return [] if text == "[]" else {} if text == "{}" else _NOT_SIMPLE


def _list(lines: str, shape: Shape) -> Any:
    margin = lines[: lines.find("-")]
    if margin.strip(" "):
        return _NOT_SIMPLE
    start, items = f"{margin}- ", []
    for line in lines.split("\n"):
        text = line.removeprefix(start).lstrip(" ")
        if not text or not line.startswith(start):
            return _NOT_SIMPLE
        value = _scalar(text, shape)
        if value is _NOT_SIMPLE:
            return _NOT_SIMPLE
        items.append(value)
    return items


def _mapping(lines: str, shape: Shape) -> Any:
    top: Data = {}
    levels: list[tuple[str, Data, Shape]] = []  # the margin of each mapping around a line, and what it holds
    opened: tuple[Data, str, Shape] | None = top, "", shape  # the key that lines below may belong to
    absent: list[tuple[Data, str]] = []
    for margin, name, sure, inline, rest in _NESTED.findall(lines):
        if opened and (not levels or margin > levels[-1][0]) and len(levels) < _MAX_LEVELS:
            data, key, part = opened
            data[key] = {}
            levels.append((margin, data[key], part))
        while levels and levels[-1][0] != margin:
            levels.pop()
        if rest or not levels or name in levels[-1][1]:
            return _NOT_SIMPLE
        data, part = levels[-1][1], levels[-1][2].below(name)
        value = data[name] = sure or _value(inline, "", part)
        if value is _NOT_SIMPLE:
            return _NOT_SIMPLE
        opened = None if sure or inline else (data, name, part)
        absent += [] if value is not None or part.admits("null") else [(data, name)]
    for data, name in absent:
        if data[name] is None:
            del data[name]
    return top[""]


def _literal(block: str, end: str) -> Any:
    margin = " " * (len(block) - len(block.lstrip(" ")))
    lines = block.split("\n")
    if not margin or any(map(str.isspace, lines)):
        return _NOT_SIMPLE
    texts = [line[len(margin) :] for line in lines if not line or line.startswith(margin)]
    return "\n".join(texts) + end if len(texts) == len(lines) else _NOT_SIMPLE
