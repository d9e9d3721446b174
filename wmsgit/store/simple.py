"""Simple texts: the flat records that most are, read line by line, in a fifth of the time that YAML's parser takes.

Only what can mean one thing is read here: keys at the margin, scalars on one line, lists of such scalars, literal
blocks. For all else, and for every text that is wrong, the answer is None, and the parser has the word: what is read
here is what the parser would give, and no more is promised.
"""

import re
from typing import TYPE_CHECKING, Any, Final

from wmsgit.schema.shape import ANYTHING, Shape
from wmsgit.store.scalars import is_null, plain_value

if TYPE_CHECKING:
    from wmsgit.model.record import Data

_MAX_CHARS = 1 << 16
"""Far below every bound on a record's size and number of values, so that none need be counted."""
# Tabs, and what Python or libyaml take for a line break or space beside the line feed and the blank.
_ODD = "\t\r\x85\u2028\u2029\ufeff"
_SKIPPED = re.compile(r"(?:#.*\n|\n)*")
_ENTRY = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,63}):(?: +(\S.*))?\n((?: .*\n|- .*\n|\n)*)")
_ITEM = re.compile(r"( *)- +(\S.*)")
_LITERALS: Final = {"|": "\n", "|-": ""}
_FIRST = frozenset("_./($+~")
"""What a plain scalar may begin with beside letters and digits: no indicator of YAML is among them."""
_ABSENT: Final = object()
_NOT_SIMPLE: Final = object()


def read_simple(text: str, shape: Shape) -> "Data | None":
    """The data of a simple text, as the parser would give it; None where it is not simple.

    Args:
        text: the characters of the file without a byte order mark, none of them unprintable.
        shape: the types that the schema admits at each place.
    """
    if len(text) > _MAX_CHARS or not text.endswith("\n") or any(sign in text for sign in _ODD):
        return None
    data: Data = {}
    at, other = _end_of_skipped(text, 0), shape.additional or ANYTHING
    while at < len(text):
        match = _ENTRY.match(text, at)
        if match is None:
            return None
        name, inline, block = match.groups()
        part = shape.properties.get(name) or other
        value = _value(inline, block, part)
        if value is _NOT_SIMPLE or name in data:
            return None
        data[name] = _ABSENT if value is None and not (part.types is None or "null" in part.types) else value
        at = _end_of_skipped(text, match.end())
    return {name: value for name, value in data.items() if value is not _ABSENT} if data else None


def simple_spans(text: str) -> dict[str, tuple[int, int]]:
    """Field → where its own lines begin and end, in a text that `read_simple` takes."""
    result: dict[str, tuple[int, int]] = {}
    at = _end_of_skipped(text, 0)
    while (entry := _ENTRY.match(text, at)) is not None:
        result[entry[1]] = at, at + len(entry[0].rstrip("\n")) + 1
        at = _end_of_skipped(text, entry.end())
    return result


def _end_of_skipped(text: str, at: int) -> int:
    match = _SKIPPED.match(text, at)
    return match.end() if match else at


def _value(inline: str | None, block: str, shape: Shape) -> Any:
    """The value of one field, of what stands on the key's line and of the lines below."""
    below = block.rstrip("\n")
    if not below:
        return None if inline is None or is_null(inline) else _scalar(inline, shape)
    if inline is None:
        return _list(below, shape.item)
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
    return [] if text == "[]" else {} if text == "{}" else _NOT_SIMPLE


def _list(lines: str, shape: Shape) -> Any:
    items, margin = [], None
    for line in lines.split("\n"):
        match = _ITEM.fullmatch(line)
        if match is None or margin not in {None, match[1]}:
            return _NOT_SIMPLE
        margin = match[1]
        items.append(_scalar(match[2], shape))
    return _NOT_SIMPLE if _NOT_SIMPLE in items else items


def _literal(block: str, end: str) -> Any:
    lines = block.split("\n")
    margin = " " * (len(lines[0]) - len(lines[0].lstrip(" ")))
    if not margin or any(line and (line.isspace() or not line.startswith(margin)) for line in lines):
        return _NOT_SIMPLE
    return "\n".join([line[len(margin) :] for line in lines]) + end
