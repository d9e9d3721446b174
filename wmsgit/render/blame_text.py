"""Blame for a person: each field with its value, which is wrapped, and the commit that set it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from wmsgit.model.text import clean, one_line
from wmsgit.render.object_text import object_text
from wmsgit.render.text import cell, clip, clusters, pad, paint, width_of, wrap

_USUAL_WIDTH = 100
_SIDE_BY_SIDE = 72
"""The width from which the commit stands beside the value; else it stands below it."""
_MAX_FIELD, _MAX_AUTHOR, _LEAST_TEXT = 18, 16, 20


def blame_text(
    rows: Sequence[Mapping[str, Any]], *, width: int | None = None, colour: bool = False, zone: tzinfo | None = None
) -> Iterator[str]:
    """Lines of text, each with its line feed.

    Args:
        rows: `field`, `value`, and `commit`, `author` and `date`, which may be None.
        width: the columns of a line; None for 100.
        colour: whether commits have one.
        zone: the time zone of the dates; None is the system's own.
    """
    total = width or _USUAL_WIDTH
    names = [one_line(str(row["field"])) for row in rows]
    column = min(max(map(width_of, names), default=0), _MAX_FIELD)
    facts = [(one_line(str(row["commit"] or "")), _author_and_date(row, zone)) for row in rows]
    side = max((width_of(f"{commit}  {rest}".rstrip()) for commit, rest in facts), default=0)
    for name, row, fact in zip(names, rows, facts, strict=True):
        lines = [part.rstrip() for part in clean(object_text(row["value"], zone)).split("\n")]
        if total >= _SIDE_BY_SIDE:
            room = max(total - column - side - 4, _LEAST_TEXT)
            yield from _beside(name, lines, fact, (column, room), colour=colour)
        else:
            yield from _below(name, lines, fact, total, colour=colour)


def _author_and_date(row: Mapping[str, Any], zone: tzinfo | None) -> str:
    author = clip(one_line(str(row["author"] or "")), _MAX_AUTHOR)
    return "  ".join(filter(None, [author, cell(row["date"], zone)]))


def _beside(
    name: str, lines: Sequence[str], facts: tuple[str, str], widths: tuple[int, int], *, colour: bool
) -> Iterator[str]:
    (commit, rest), (column, room) = facts, widths
    texts = _wrapped(lines, room)
    shown = paint(commit, "magenta") if colour else commit
    yield f"{pad(clip(name, column), column)}  {pad(texts[0], room)}  {shown}  {rest}".rstrip() + "\n"
    yield from (f"{' ' * column}  {text}".rstrip() + "\n" for text in texts[1:])


def _below(name: str, lines: Sequence[str], facts: tuple[str, str], total: int, *, colour: bool) -> Iterator[str]:
    first, *others = lines
    for text in _wrapped([f"{name}: {first}", *others], total):
        yield f"{text}\n"
    line = clip(f"  {facts[0]}  {facts[1]}".rstrip(), total)
    yield f"{paint(line, 'dim') if colour else line}\n"


def _wrapped(lines: Sequence[str], room: int) -> list[str]:
    """The lines broken at spaces; a word that is longer than a line is broken where the line ends."""
    return [piece for line in lines for part in wrap(line, room) for piece in _broken(part, room)]


def _broken(text: str, room: int) -> Iterator[str]:
    """A text in pieces of at most `room` columns, in linear time: a value may be a word of a million characters."""
    if width_of(text) <= room:
        yield text
        return
    start = at = width = 0
    for cluster in clusters(text):
        wide = width_of(cluster)
        if width + wide > room and start < at:
            yield text[start:at]
            start, width = at, 0
        at, width = at + len(cluster), width + wide
    yield text[start:]
