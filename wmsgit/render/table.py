"""Tables: aligned columns that fit the terminal."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from wmsgit.model.text import one_line
from wmsgit.render.columns import WIDE_GAP, Column, Role, share
from wmsgit.render.text import COLOURED_COLUMNS, MEMBER_STYLES, cell, clip, pad, paint, style_of, width_of, wrap

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
    grid = _Grid(list(rows), columns, zone, width)
    if grid.texts and columns:
        grid.lay_out(lead, compact=compact)
        yield from grid.lines(colour=colour)
        notes += [f"no room for: {', '.join(grid.dropped)}"] if grid.dropped else []
    for note in map(one_line, notes):
        if aside is not None:
            aside(note)
            continue
        for line in wrap(note, width) if width else [note]:
            yield _painted(line + "\n", "dim", colour=colour)


class _Grid:
    """The cells of a table, and which of its columns are shown, how wide."""

    def __init__(
        self, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], zone: tzinfo | None, width: int | None
    ) -> None:
        self._columns = columns
        self._rows = rows
        self._zone = zone
        self._width = width
        self.texts = [[cell(row.get(column), zone) for column in columns] for row in rows]
        self._heads = [one_line(column).replace("_", " ").upper() for column in columns]
        self._naturals = [max(map(width_of, texts)) for texts in zip(self._heads, *self.texts, strict=True)]
        self._shown: list[int] = []
        self._widths: list[int] = []
        self._gap = ""
        self.dropped: list[str] = []

    def lay_out(self, lead: str, *, compact: bool) -> None:
        """Choose the columns and their widths."""
        is_tight = self._width is not None and sum(self._naturals) + WIDE_GAP * len(self._naturals) > self._width
        compact = compact or is_tight
        if is_tight and self._width is not None and self._width < _TIMES_FROM:
            self._shorten_times()
        filled = [i for i in range(len(self._columns)) if not compact or any(texts[i] for texts in self.texts)]
        places = filled or list(range(len(self._columns)))
        names = [self._columns[i] for i in places]
        lead = lead if lead in names else next((name for name in _LEADS if name in names), "")
        shares = share([self._column(i, lead) for i in places], self._width)
        pairs = list(zip(places, shares.widths, strict=True))
        self._shown = [i for i, width in pairs if width or not self._naturals[i]]
        self._widths = [width for i, width in pairs if width or not self._naturals[i]]
        self._gap = " " * shares.gap
        self.dropped = [self._heads[i].lower() for i in places if i not in self._shown]

    def lines(self, *, colour: bool) -> Iterator[str]:
        """The header and the rows."""
        shown, widths, gap = self._shown, self._widths, self._gap
        cut = [n for n, i in enumerate(shown) if widths[n] < self._naturals[i]]
        lists = [n for n in cut if self._is_list(shown[n])]
        names = {*COLOURED_COLUMNS, *MEMBER_STYLES} if colour else set()
        styled = [n for n, i in enumerate(shown) if self._columns[i] in names]
        heads = [_head(self._heads[i], width) for i, width in zip(shown, widths, strict=True)]
        yield _painted(_line(heads, widths, gap), "bold", colour=colour)
        for row, whole in zip(self._rows, self.texts, strict=True):
            texts = [whole[i] for i in shown]
            styles = {n: style_of(self._columns[shown[n]], texts[n]) for n in styled}
            for n in lists:
                texts[n] = _first(row.get(self._columns[shown[n]]), texts[n], widths[n], self._zone)
            for n in cut:
                texts[n] = clip(texts[n], widths[n])
            yield _line(texts, widths, gap, styles)

    def _column(self, place: int, lead: str) -> Column:
        name, natural = self._columns[place], self._naturals[place]
        role: Role = "other"
        if name in _WHOLE:
            role = "id"
        elif name == lead:
            role = "lead"
        elif lead and self._is_time(place):
            return Column("word", natural, natural)
        elif name in COLOURED_COLUMNS and lead:
            role = "word"
        least = _LEAST.get(name, _LEAST_OTHER) if lead else MIN_COLUMN
        if role == "other" and lead and self._is_list(place):
            least = _LEAST_LIST
        return Column(role, natural, min(natural, least))

    def _shorten_times(self) -> None:
        """Show days in place of moments: a time that is cut in the middle says less."""
        for place in filter(self._is_time, range(len(self._columns))):
            for texts in self.texts:
                texts[place] = texts[place][:_DAY]
            self._naturals[place] = max(_DAY, width_of(self._heads[place]))

    def _is_time(self, place: int) -> bool:
        texts = [texts[place] for texts in self.texts if texts[place]]
        return bool(texts) and all(_TIME.match(text) for text in texts)

    def _is_list(self, place: int) -> bool:
        return any(isinstance(row.get(self._columns[place]), list | tuple) for row in self._rows)


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


def _line(texts: Sequence[str], widths: Sequence[int], gap: str, styles: Mapping[int, str] | None = None) -> str:
    padded = [pad(text, width) for text, width in zip(texts, widths, strict=True)]
    padded[-1] = padded[-1].rstrip()
    for position, style in (styles or {}).items():
        padded[position] = paint(padded[position], style)
    return gap.join(padded).rstrip() + "\n"


def _painted(line: str, style: str, *, colour: bool) -> str:
    return paint(line.removesuffix("\n"), style) + "\n" if colour else line
