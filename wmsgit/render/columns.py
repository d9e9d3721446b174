"""Columns: how the columns of a table share the width of a terminal, by what each is worth to a reader."""

from collections.abc import Sequence
from typing import Literal

from wmsgit.model.value import immutable

Role = Literal["id", "lead", "word", "other"]
"""What a column is: an id, which is never cut; the text that says what a row is; a word of a few; anything else."""

WIDE_GAP, NARROW_GAP = 2, 1
KEEPS_ALL = 60
"""From this width on the text gives way before a column is dropped."""
_LEAST_LEAD = 20
_LEAST_TEXT = 8
_EASY = 12
"""What another column gets before the text has more than its half."""


@immutable
class Column:
    """One column.

    Attributes:
        role: what it is.
        natural: the width of its widest cell.
        least: the width down to which it is cut; at most `natural`.
    """

    role: Role
    natural: int
    least: int


@immutable
class Shares:
    """How wide each column is, and what stands between two.

    Attributes:
        widths: the width of each column; 0 for one that is dropped.
        gap: the spaces between two columns.
    """

    widths: tuple[int, ...]
    gap: int


def share(columns: Sequence[Column], width: int | None) -> Shares:
    """The widths of columns in a line of `width`; without a width all are as wide as their cells.

    The text keeps half of the line, or as much as it needs. Other columns are cut first, then words, then the gaps
    become narrower. Below 60 the least worthy columns are dropped, the last first; from 60 on the text gives way.
    """
    naturals = tuple(column.natural for column in columns)
    if width is None or sum(naturals) + WIDE_GAP * (len(columns) - 1) <= width:
        return Shares(naturals, WIDE_GAP)
    shown = list(range(len(columns)))
    while True:
        chosen = [columns[i] for i in shown]
        fitted = _fitted(chosen, width)
        dropped = None if fitted else _least_worthy(columns, shown)
        if fitted or dropped is None:
            break
        shown.remove(dropped)
    widths, gap = fitted or _squeezed(chosen, width)
    by_place = dict(zip(shown, widths, strict=True))
    return Shares(tuple(by_place.get(i, 0) for i in range(len(columns))), gap)


def _fitted(columns: Sequence[Column], width: int) -> tuple[list[int], int] | None:
    """The widths and the gap with which these columns fit; None where they do not."""
    half = -(-width // 2)
    wide = [_floor(column, half, cuts_words=False) for column in columns]
    tight = [_floor(column, half, cuts_words=True) for column in columns]
    for floors, gap in ((wide, WIDE_GAP), (tight, NARROW_GAP)):
        room = width - sum(floors) - gap * (len(columns) - 1)
        if room >= 0:
            return _grown(columns, floors, room), gap
    if width >= KEEPS_ALL and any(column.role == "lead" for column in columns):
        return _yielding(columns, tight, width)
    return None


def _yielding(columns: Sequence[Column], floors: list[int], width: int) -> tuple[list[int], int] | None:
    """The widths where the text has less than half, but not too little to be read."""
    lead = next(i for i, column in enumerate(columns) if column.role == "lead")
    rest = width - NARROW_GAP * (len(columns) - 1) - sum(floors) + floors[lead]
    if rest < _LEAST_LEAD:
        return None
    return [rest if i == lead else floor for i, floor in enumerate(floors)], NARROW_GAP


def _floor(column: Column, half: int, *, cuts_words: bool) -> int:
    if column.role == "lead":
        return min(column.natural, half)
    if column.role == "id" or (column.role == "word" and not cuts_words):
        return column.natural
    return column.least


def _grown(columns: Sequence[Column], floors: list[int], room: int) -> list[int]:
    """The room that is left handed out: to words, to the others a little, to the text, to the others."""
    widths = list(floors)
    for role, most in (("word", None), ("other", _EASY), ("lead", None), ("other", None)):
        wanting = [i for i, column in enumerate(columns) if column.role == role]
        room = _hand_out(widths, [(i, min(columns[i].natural, most or columns[i].natural)) for i in wanting], room)
    return widths


def _hand_out(widths: list[int], wanted: list[tuple[int, int]], room: int) -> int:
    """Widen these columns evenly up to what each wants, and say what is left."""
    wanting = [(i, most) for i, most in wanted if widths[i] < most]
    while room > 0 and wanting:
        share_each = max(1, room // len(wanting))
        for i, most in wanting:
            more = min(share_each, most - widths[i], room)
            widths[i] += more
            room -= more
        wanting = [(i, most) for i, most in wanting if widths[i] < most]
    return room


def _least_worthy(columns: Sequence[Column], shown: Sequence[int]) -> int | None:
    """The column that is dropped next; None where all that is left must stay, or there is no text to make room for."""
    if not any(column.role == "lead" for column in columns):
        return None
    for role in ("other", "word"):
        among = [i for i in shown if columns[i].role == role]
        if among:
            return among[-1]
    return None


def _squeezed(columns: Sequence[Column], width: int) -> tuple[list[int], int]:
    """The widths where nothing more can be dropped: the text has what is left of the line, if only a little."""
    floors = [_floor(column, 0, cuts_words=True) or column.least for column in columns]
    rest = width - NARROW_GAP * (len(columns) - 1) - sum(floors)
    widths = [
        max(min(column.natural, _LEAST_TEXT), rest + floor) if column.role == "lead" else floor
        for column, floor in zip(columns, floors, strict=True)
    ]
    return widths, NARROW_GAP
