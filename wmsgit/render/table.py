"""Tables: aligned columns that fit the terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from wmsgit.model.text import one_line
from wmsgit.render.cells import cell
from wmsgit.render.colours import COLOURED_COLUMNS, paint, style_of
from wmsgit.render.text import clip, pad, width_of

GAP = "  "
MIN_COLUMN = 12
"""The fewest columns that a cell keeps on a narrow terminal; a narrower column keeps what it has."""


def table(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    width: int | None = None,
    colour: bool = False,
    compact: bool = False,
    zone: tzinfo | None = None,
    footer: Sequence[str] = (),
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
    """
    grid = [[cell(row.get(column), zone) for column in columns] for row in rows]
    if grid and columns:
        filled = [i for i, texts in enumerate(zip(*grid, strict=True)) if not compact or any(texts)]
        shown = filled or range(len(columns))
        grid = grid if len(shown) == len(columns) else [[texts[i] for i in shown] for texts in grid]
        yield from _lines(grid, [columns[i] for i in shown], width, colour=colour)
    for line in footer:
        yield _painted(one_line(line) + "\n", "dim", colour=colour)


def _lines(grid: list[list[str]], columns: Sequence[str], width: int | None, *, colour: bool) -> Iterator[str]:
    header = [one_line(column).replace("_", " ").upper() for column in columns]
    natural = [max(map(width_of, texts)) for texts in zip(header, *grid, strict=True)]
    widths = natural if width is None else _fit(natural, columns, width)
    cut = [i for i, limit in enumerate(widths) if limit < natural[i]]
    styled = [i for i, column in enumerate(columns) if colour and column in COLOURED_COLUMNS]
    yield _painted(_line([clip(*pair) for pair in zip(header, widths, strict=True)], widths), "bold", colour=colour)
    for texts in grid:
        styles = {i: style_of(columns[i], texts[i]) for i in styled}
        for i in cut:
            texts[i] = clip(texts[i], widths[i])
        yield _line(texts, widths, styles)


def _line(texts: Sequence[str], widths: Sequence[int], styles: Mapping[int, str] | None = None) -> str:
    padded = [pad(text, width) for text, width in zip(texts, widths, strict=True)]
    padded[-1] = padded[-1].rstrip()
    for position, style in (styles or {}).items():
        padded[position] = paint(padded[position], style)
    return GAP.join(padded).rstrip() + "\n"


def _painted(line: str, style: str, *, colour: bool) -> str:
    return paint(line.removesuffix("\n"), style) + "\n" if colour else line


def _fit(natural: Sequence[int], columns: Sequence[str], width: int) -> list[int]:
    """The columns' widths, the widest made narrower first; ids stay, and so do the minima."""
    widths = list(natural)
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - width
    flexible = [i for i, column in enumerate(columns) if column != "id" and widths[i] > MIN_COLUMN]
    while excess > 0 and flexible:
        widest = max(widths[i] for i in flexible)
        among = [i for i in flexible if widths[i] == widest]
        below = max([MIN_COLUMN, *(widths[i] for i in flexible if widths[i] < widest)])
        step = min(widest - below, -(-excess // len(among)))
        for i in among:
            widths[i] -= min(step, max(excess, 0))
            excess -= min(step, max(excess, 0))
        flexible = [i for i in flexible if widths[i] > MIN_COLUMN]
    return widths
