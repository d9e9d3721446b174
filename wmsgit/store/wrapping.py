"""Wrapping: a text that stands on several lines, in which some words change and the other lines stay as they are."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from wmsgit.model.order import pair_keys
from wmsgit.store.nodes import Node, header_of
from wmsgit.store.styles import is_plain, needs_escape

_WORD = re.compile(r"[^ \n\r]+")
_TOKEN = re.compile(r"\n+|[^ \n]+")
_QUOTES = frozenset({"'", '"'})
_FOLDING = _QUOTES | {"", ">"}
_MIN_WIDTH = 80
"""Up to this many columns a line may grow, or up to the longest one that the text has."""

_Line = tuple[int, list[str]]
"""Where a line's first word stands in the source, and its words."""
_Run = tuple[int, int, list[str], bool]
"""Old words, from and up to, that give way to new ones, and whether a word of their paragraph stands above them."""


class Rewording(NamedTuple):
    """Text to put in place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str


def reworded(text: str, node: Node, old: Any, new: Any, *, in_flow: bool) -> Rewording | None:
    """The new words of a folded text in the lines of the old ones: what to put where in the source.

    Args:
        text: the source.
        node: the scalar's place in it.
        old: what it says.
        new: what it is to say.
        in_flow: whether it stands inside `[]` or `{}`.

    Returns:
        None where more than words within paragraphs changes, or
        where there is no text, or it stands on one line or in a style that does not fold lines.
    """
    if not isinstance(old, str) or not isinstance(new, str):
        return None
    start, end = _inside(text, node)
    if "\n" not in text[start:end].strip() or not _can_be(new, node.style, in_flow=in_flow):
        return None
    source = list(_WORD.finditer(text, start, end))
    tokens = [_tokens(value) for value in (old, new)]
    if tokens[0] is None or tokens[1] is None or [word[0] for word in source] != _words(tokens[0]):
        return None
    runs = _changed_runs(tokens[0], tokens[1])
    if runs is None:
        return None
    lines = _lines(text, source, runs)
    at, stop = source[0].start(), source[-1].end()
    return Rewording(at, stop, "".join(_written(text, lines, at, stop))) if lines else None


def _inside(text: str, node: Node) -> tuple[int, int]:
    """Where the words of a scalar stand; nowhere for a style that does not fold."""
    if node.sort != "scalar" or node.anchor or node.style not in _FOLDING:
        return node.start, node.start
    if node.style == ">":
        return text.find("\n", header_of(text, node).end(), node.end) + 1 or node.end, node.end
    quotes = len(node.style)
    return node.start + quotes, node.end - quotes


def _can_be(new: str, style: str, *, in_flow: bool) -> bool:
    """Whether a text can be written in this style as it is, word by word."""
    line = new.replace("\n", " ")
    if needs_escape(line):
        return False
    if style in _QUOTES:
        return style not in line and "\\" not in line
    return style == ">" or is_plain(line.rstrip(), in_flow=in_flow)


def _tokens(value: str) -> list[str] | None:
    """The words and the line breaks of a text; None where these do not give it back."""
    tokens = _TOKEN.findall(value)
    parts = [token if "\n" in before + token else f" {token}" for before, token in pairwise(["\n", *tokens])]
    return tokens if tokens and tokens[0][0] != "\n" and "".join(parts) == value else None


def _words(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if token[0] != "\n"]


def _changed_runs(old: list[str], new: list[str]) -> list[_Run] | None:
    """The words that change; None where a paragraph goes or comes, or it is another text."""
    staying = pair_keys([*old], [*new])
    if 2 * len(staying) < min(len(old), len(new)):
        return None
    runs: list[_Run] = []
    place = i = j = 0  # `place` counts the words alone
    for end_i, end_j in [*staying, (len(old), len(new))]:
        if i < end_i or j < end_j:
            if any(token[0] == "\n" for token in (*old[i:end_i], *new[j:end_j])):
                return None
            runs.append((place, place + end_i - i, new[j:end_j], i > 0 and old[i - 1][0] != "\n"))
        place += end_i - i + (end_i < len(old) and old[end_i][0] != "\n")
        i, j = end_i + 1, end_j + 1
    return runs


def _lines(text: str, source: Sequence[re.Match[str]], runs: Sequence[_Run]) -> list[_Line]:
    """The source's lines with the new words in place of the old ones; none where a paragraph would lose every word."""
    words: list[list[str]] = [[word[0]] for word in source]
    for first, last, new, is_behind in runs:
        if first < last:
            words[first:last] = [new, *([] for _ in range(first + 1, last))]
        elif is_behind:
            words[first - 1] = [*words[first - 1], *new]
        elif first < len(words):
            words[first] = [*new, *words[first]]
    result: dict[int, _Line] = {}
    number, at = 0, source[0].start()
    for word, parts in zip(source, words, strict=True):
        number += text.count("\n", at, word.start())
        at = word.start()
        result.setdefault(number, (word.start(), []))[1].extend(parts)
    # The first line stands beside a key, and a paragraph begins below a blank line: neither may be left without words.
    firsts = (number for number in result if number - 1 not in result)
    return [] if any(not result[number][1] for number in firsts) else list(result.values())


def _written(text: str, lines: Sequence[_Line], start: int, end: int) -> Iterator[str]:
    """The lines, each behind what stands before it in the source; one that lost all its words is gone."""
    widths = [len(line.rstrip("\r")) for line in text[text.rfind("\n", 0, start) + 1 : end].split("\n")]
    width = max(_MIN_WIDTH, *widths)
    at = start
    for (place, words), below in zip(lines, [*(line[0] for line in lines[1:]), end], strict=True):
        between = text[at:place]
        at = _end_of_line(text, place, below)
        if not words:
            continue
        column = place - text.rfind("\n", 0, place) - 1
        indent = column if lines[0][0] < place else _indent_below(text, lines)
        yield between.replace("\r", "")
        yield _wrapped(words, column, indent, width)


def _end_of_line(text: str, place: int, below: int) -> int:
    stop = text.find("\n", place, below)
    return len(text[:stop].rstrip(" \r")) if stop >= 0 else below


def _indent_below(text: str, lines: Sequence[_Line]) -> int:
    place = lines[1][0] if len(lines) > 1 else lines[0][0]
    return place - text.rfind("\n", 0, place) - 1


def _wrapped(words: Sequence[str], column: int, indent: int, width: int) -> str:
    made, at = words[0], column + len(words[0])
    for word in words[1:]:
        if at + 1 + len(word) > width:
            made, at = f"{made}\n{' ' * indent}{word}", indent + len(word)
        else:
            made, at = f"{made} {word}", at + 1 + len(word)
    return made
