"""What is being typed: the way to the cursor by the lines around it, whether or not the text is YAML now."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wmsgit.features.editing.flow import flow_at
from wmsgit.features.editing.values import TextSpan

_LINE = re.compile(
    r"""(?P<indent>[ ]*)
        (?P<dashes>(?:-[ ]+|-(?=\r?\n|$))*)
        (?:(?P<key>"[^"\n]*"|'[^'\n]*'|[^\s\#"'\[\]{},&*!|>%@`-][^\n:\#]*?|-[^\s:][^\n:\#]*?)[ ]*:(?=[ \r\n]|$)[ ]*)?
        (?P<rest>[^\n]*)""",
    re.VERBOSE,
)
_BLOCK = re.compile(r"[|>][-+0-9]*[ ]*(?:#.*)?\r?$")
_NO_SPACE = re.compile("[^ ]|$")
_MAX_LINES = 5000
_MAX_LINE = 20_000
"""So much of a line before the cursor is looked at."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Where something is being typed.

    Attributes:
        pointer: the way to the value; of a key, the way to the object that it stands in.
        is_key: whether a key is being typed.
        span: the word that is being typed, up to the end of what stands there.
        word: that word up to the cursor.
        siblings: the keys that stand in the same object.
        column: where the key's or item's line begins, for further lines.
        is_text: whether the cursor stands in a text of several lines.
        is_item: whether the word is the beginning of an item of a list.
        is_flow: whether it stands inside of brackets or braces.
    """

    pointer: tuple[str | int, ...]
    is_key: bool
    span: TextSpan
    word: str
    siblings: frozenset[str]
    column: int
    is_text: bool = False
    is_item: bool = False
    is_flow: bool = False


@dataclass(frozen=True, slots=True)
class _TypedLine:
    start: int
    indent: int
    dash: int
    content: int
    key: str
    rest: str
    is_blank: bool

    @property
    def is_item(self) -> bool:
        return self.dash >= 0


def typed_at(text: str, at: int) -> Typed | None:
    """What is being typed at an offset; None in a comment."""
    start = text.rfind("\n", 0, at) + 1
    if at - start > _MAX_LINE:
        return None
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    line = _line(text, start, min(end, start + _MAX_LINE))
    head = text[start:at]
    if _is_comment(head):
        return None
    above = list(_above(text, start))
    block = _block_around(line, above)
    if block is not None:
        return _in_text(text, at, block, above)
    way = _way(line, above)
    if line.key and at >= line.start + _value_column(text, line):
        return _value(text, at, (*way, line.key), line)
    if _is_bare(line, at):
        siblings = frozenset(_siblings(text, start, line.content, above))
        word_start = line.start + line.content
        span = TextSpan(min(word_start, at), max(at, _word_end(text, at, end)))
        return Typed(way, True, span, text[span.start : at], siblings, line.content, is_item=line.is_item)
    return _value(text, at, way, line)


def _value(text: str, at: int, way: tuple[str | int, ...], line: _TypedLine) -> Typed:
    value_start = line.start + _value_column(text, line)
    flow = flow_at(text[value_start:at])
    word_start = value_start + flow.start if flow else value_start
    if flow is None and text[word_start : word_start + 1] in {'"', "'"} and word_start < at:
        word_start += 1
    end, last = at, min(len(text), at + _MAX_LINE)
    stops = ",]}\r\n\"'#" if flow else "\r\n\"'#"
    while end < last and text[end] not in stops:
        end += 1
    span = TextSpan(word_start, max(at, word_start + len(text[word_start:end].rstrip())))
    if flow:
        pointer = (*way, *flow.pointer)
        return Typed(pointer, flow.is_key, span, text[word_start:at], flow.siblings, line.content, is_flow=True)
    return Typed(way, False, span, text[word_start:at], frozenset(), line.content)


def _in_text(text: str, at: int, block: _TypedLine, above: list[_TypedLine]) -> Typed:
    below = above[above.index(block) + 1 :]
    way = _way(block, below)
    pointer = (*way, block.key) if block.key else way
    start = at
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "._-") and at - start < _MAX_LINE:
        start -= 1
    return Typed(
        pointer, False, TextSpan(start, _word_end(text, at, len(text))), text[start:at], frozenset(), 0, is_text=True
    )


def _line(text: str, start: int, end: int) -> _TypedLine:
    match = _LINE.match(text[start:end])
    assert match is not None
    indent, dashes = len(match["indent"]), match["dashes"]
    key = (match["key"] or "").strip()
    if key[:1] in {'"', "'"}:
        key = key[1:-1]
    rest = match["rest"].rstrip("\r")
    is_blank = not dashes and not key and (not rest.strip() or rest.lstrip().startswith("#"))
    content = indent + len(dashes)
    return _TypedLine(start, indent, indent if dashes else -1, content, key, rest, is_blank)


def _above(text: str, start: int) -> Iterator[_TypedLine]:
    """The lines above one, the nearest first, blank ones left out."""
    for _ in range(_MAX_LINES):
        if start <= 0:
            return
        end = start - 1
        start = text.rfind("\n", 0, end) + 1
        line = _line(text, start, min(end, start + _MAX_LINE))
        if not line.is_blank:
            yield line


def _block_around(line: _TypedLine, above: list[_TypedLine]) -> _TypedLine | None:
    """The line whose `|` or `>` begins the text that this line stands in; None outside of one."""
    indent = line.indent if not line.is_blank or line.rest.strip() else max(line.indent, 1)
    for other in above:
        if other.indent < indent and _BLOCK.search(other.rest) and (other.key or other.is_item):
            return other
        indent = min(indent, other.indent)
        if indent == 0:
            return None
    return None


def _way(line: _TypedLine, above: list[_TypedLine]) -> tuple[str | int, ...]:
    """The keys and positions around a line."""
    way: list[str | int] = []
    column, is_item = line.content, line.is_item
    if is_item:
        way.append(_number(line, above))
        column = line.dash
    for number, other in enumerate(above):
        # A list may stand in the column of its key, but a field only right of what it belongs to.
        if other.key and (other.content < column or (is_item and other.content == column)):
            way.append(other.key)
            column, is_item = other.content, False
        if other.is_item and other.dash < column:
            way.append(_number(other, above[number + 1 :]))
            column, is_item = other.dash, True
        if column == 0 and not is_item:
            break
    return tuple(reversed(way))


def _number(line: _TypedLine, above: list[_TypedLine]) -> int:
    """The position of an item in its list."""
    number = 0
    for other in above:
        if other.indent < line.dash or (other.indent == line.dash and not other.is_item):
            break
        number += other.is_item and other.dash == line.dash
    return number


def _siblings(text: str, start: int, column: int, above: list[_TypedLine]) -> Iterator[str]:
    for other in above:
        if other.content == column and other.key:
            yield other.key
        if other.indent < column and (other.content < column or other.is_item):
            break
    at = text.find("\n", start)
    while 0 <= at < len(text) - 1:
        end = text.find("\n", at + 1)
        line = _line(text, at + 1, min(len(text) if end < 0 else end, at + 1 + _MAX_LINE))
        if not line.is_blank:
            if line.content < column or (line.is_item and line.indent < column):
                break
            if line.content == column and line.key:
                yield line.key
        at = end


def _value_column(text: str, line: _TypedLine) -> int:
    """The column behind a key's colon and its spaces, or behind the dashes."""
    if not line.key:
        return line.content
    colon = text.index(":", line.start + line.content + len(line.key))
    column = colon - line.start + 1
    value = _NO_SPACE.search(text, line.start + column, line.start + column + _MAX_LINE)
    return value.start() - line.start if value else column


def _is_bare(line: _TypedLine, at: int) -> bool:
    """Whether a line holds nothing yet but the beginning of a word, which may be a key."""
    word = line.rest.strip()
    if line.key:
        return at <= line.start + line.content + len(line.key)
    return not word or (" " not in word and word[0] not in "[{\"'|>&*!#")


def _is_comment(head: str) -> bool:
    stripped = head.lstrip()
    return stripped.startswith("#") or (" #" in head and head.count('"') % 2 == 0 and head.count("'") % 2 == 0)


def _word_end(text: str, at: int, end: int) -> int:
    while at < end and (text[at].isalnum() or text[at] in "._-"):
        at += 1
    return at
