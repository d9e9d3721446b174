"""Tables: aligned columns that fit the terminal."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from types import NoneType
from typing import Any

from wmsgit.model.text import is_harmless, one_line
from wmsgit.render.columns import WIDE_GAP, Column, Role, share
from wmsgit.render.text import (
    COLOURED_COLUMNS,
    MEMBER_STYLES,
    cell,
    clip,
    is_narrow,
    may_be_time,
    pad,
    paint,
    style_of,
    width_of,
    wrap,
)

MIN_COLUMN = 12
"""The fewest columns that a cell keeps in a table without a text to make room for."""
_WHOLE = frozenset({"id", "commit"})
_LEADS = ("title", "subject", "message")
_LEAST = {"status": 7, "severity": 4, "priority": 4, "urgency": 4}
_LEAST_OTHER = 7
_LEAST_LIST = 6
_TIMES_FROM = 100
"""From this width on a table that has to be cut has the time of day beside the day."""
_DAY = len("2026-11-23")
_TIME = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?\Z", re.ASCII)
_FEWEST = 2
"""A list of fewer is its one item."""


def table(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    width: int | None = None,
    colour: bool = False,
    compact: bool = False,
    zone: tzinfo | None = None,
    footer: Sequence[str] = (),
    lead: str = "",
    aside: Callable[[str], None] | None = None,
) -> Iterator[str]:
    """A table as lines of text, each with its line feed: a header in capitals, the rows, the footer.

    Args:
        rows: the rows; without any there is no header.
        columns: the keys that are shown, in order.
        width: the terminal's width in columns; None never cuts a cell.
        colour: whether words that have a style get it.
        compact: whether columns in which no row has anything are left out.
        zone: the time zone of what is shown; None is the system's own.
        footer: lines below the table.
        lead: the column that says what a row is, which is cut last; empty for the title, the subject or the message.
        aside: takes the lines below the table in their place.
    """
    notes = list(footer)
    shown = list(rows)
    if shown and columns:
        grid = _Grid(shown, columns, zone, width)
        grid.lay_out(lead, compact=compact)
        yield from grid.lines(colour=colour)
        notes += [f"no room for: {', '.join(grid.dropped)}"] if grid.dropped else []
    for note in map(one_line, notes):
        if aside is not None:
            aside(note)
            continue
        for line in wrap(note, width) if width else [note]:
            yield _painted(line + "\n", "dim", colour=colour)


class _Cells:
    """One column: its name, its head, and the texts of its values.

    Attributes:
        natural: the width of the widest text or of the head.
        is_list: whether a value is a list.
    """

    def __init__(self, name: str, values: Sequence[Any], zone: tzinfo | None) -> None:
        self.name = name
        self.head = one_line(name).replace("_", " ").upper()
        self.texts = _texts(values, zone)
        self.is_list = any(issubclass(kind, list | tuple) for kind in set(map(type, values)))
        self._values = values
        self._zone = zone
        self._is_narrow = is_narrow("".join(self.texts))
        self.natural = max(width_of(self.head), *map(len if self._is_narrow else width_of, self.texts))

    @property
    def is_time(self) -> bool:
        """Whether there are texts, and all of them are times."""
        texts = list(filter(None, self.texts))
        return bool(texts) and all(map(_TIME.match, texts))

    def shorten_times(self) -> None:
        """Show days in place of moments: a time that is cut in the middle says less."""
        self.texts = [text[:_DAY] for text in self.texts]
        self.natural = max(_DAY, width_of(self.head))

    def fitted(self, width: int, *, colour: bool, is_last: bool) -> Sequence[str]:
        """The texts in so many columns, cut or, unless nothing follows, filled up; words that have a style get it."""
        texts: Sequence[str] = self.texts
        if width < self.natural:
            if self.is_list:
                pairs = zip(self._values, texts, strict=True)
                texts = [_first(value, text, width, self._zone) for value, text in pairs]
            texts = [clip(text, width) for text in texts]
        if is_last:
            texts = [text.rstrip() for text in texts]
        else:
            texts = [text.ljust(width) if self._is_narrow else pad(text, width) for text in texts]
        if not colour or self.name not in {*COLOURED_COLUMNS, *MEMBER_STYLES}:
            return texts
        return [paint(text, style_of(self.name, word)) for text, word in zip(texts, self.texts, strict=True)]


class _Grid:
    """The columns of a table, and which of them are shown, how wide."""

    def __init__(
        self, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], zone: tzinfo | None, width: int | None
    ) -> None:
        self._columns = [_Cells(column, [row.get(column) for row in rows], zone) for column in columns]
        self._width = width
        self._shown: list[tuple[_Cells, int]] = []
        self._gap = ""
        self.dropped: list[str] = []

    def lay_out(self, lead: str, *, compact: bool) -> None:
        """Choose the columns and their widths."""
        columns = self._columns
        natural = sum(column.natural + WIDE_GAP for column in columns)
        is_tight = self._width is not None and natural > self._width
        if is_tight and self._width is not None and self._width < _TIMES_FROM:
            for column in columns:
                if column.is_time:
                    column.shorten_times()
        if compact or is_tight:
            columns = [column for column in columns if any(column.texts)] or columns
        names = [column.name for column in columns]
        lead = lead if lead in names else next((name for name in _LEADS if name in names), "")
        shares = share([_worth(column, lead) for column in columns], self._width)
        pairs = list(zip(columns, shares.widths, strict=True))
        self._shown = [(column, width) for column, width in pairs if width or not column.natural]
        self._gap = " " * shares.gap
        self.dropped = [column.head.lower() for column, width in pairs if not width and column.natural]

    def lines(self, *, colour: bool) -> Iterator[str]:
        """The header and the rows."""
        heads = [pad(_head(column.head, width), width) for column, width in self._shown]
        yield _painted(self._gap.join(heads).rstrip() + "\n", "bold", colour=colour)
        last, _ = self._shown[-1]
        columns = [column.fitted(width, colour=colour, is_last=column is last) for column, width in self._shown]
        for texts in zip(*columns, strict=True):
            yield self._gap.join(texts).rstrip() + "\n"


def _texts(values: Sequence[Any], zone: tzinfo | None) -> list[str]:
    """The cells of a column; that all of its texts are harmless and none is a time is seen of them together."""
    if set(map(type, values)) <= {str, NoneType}:
        texts = [value or "" for value in values]
        whole = " ".join(texts)
        if is_harmless(whole) and not ("T" in whole and any(map(may_be_time, texts))):
            return texts
    different = {id(value): value for value in values}  # many rows have the same list
    known = {key: cell(value, zone) for key, value in different.items()}
    return [known[id(value)] for value in values]


def _worth(column: _Cells, lead: str) -> Column:
    """What a column is worth beside the one that says what a row is."""
    name, natural = column.name, column.natural
    role: Role = "other"
    if name in _WHOLE:
        role = "id"
    elif name == lead:
        role = "lead"
    elif lead and column.is_time:
        return Column("word", natural, natural)
    elif name in COLOURED_COLUMNS and lead:
        role = "word"
    least = _LEAST.get(name, _LEAST_OTHER) if lead else MIN_COLUMN
    if role == "other" and lead and column.is_list:
        least = _LEAST_LIST
    return Column(role, natural, min(natural, least))


def _head(text: str, width: int) -> str:
    """As many words of a heading as fit; a first word that does not fit is cut."""
    words = text.split(" ")
    while len(words) > 1 and width_of(" ".join(words)) > width:
        words.pop()
    return clip(" ".join(words), width)


def _first(value: Any, text: str, width: int, zone: tzinfo | None) -> str:
    """A cell as it is where it fits; else a list's first item and how many more there are: `api +2`."""
    if not isinstance(value, list | tuple) or len(value) < _FEWEST or width_of(text) <= width:
        return text
    more = f" +{len(value) - 1}"
    return clip(cell(value[0], zone), max(width - len(more), 1)) + more


def _painted(line: str, style: str, *, colour: bool) -> str:
    return paint(line.removesuffix("\n"), style) + "\n" if colour else line
