"""A board: records in columns by status, side by side where the terminal is wide enough, else one below the other."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from wmsgit.model.text import one_line
from wmsgit.render.colours import paint
from wmsgit.render.text import clip, pad, width_of

_GAP = 2
_NARROWEST = 14
_WIDEST = 40
_USUAL_WIDTH = 100


def board(
    columns: Mapping[str, Sequence[tuple[str, str]]], *, width: int | None, colour: bool = False
) -> Iterator[str]:
    """The lines of a board.

    Args:
        columns: status → its cards, each as id and title.
        width: the terminal's columns; None where there is none.
        colour: whether the heads are bold.
    """
    total = width or _USUAL_WIDTH
    count = max(1, len(columns))
    room = min(_WIDEST, (total - _GAP * (count - 1)) // count)
    if room >= _NARROWEST:
        yield from _side_by_side(columns, room, colour=colour)
    else:
        yield from _stacked(columns, total, colour=colour)


def _side_by_side(columns: Mapping[str, Sequence[tuple[str, str]]], room: int, *, colour: bool) -> Iterator[str]:
    heads = [clip(f"{one_line(name)} {len(cards)}", room) for name, cards in columns.items()]
    yield _line([pad(head, room) for head in heads], colour=colour)
    yield _line(["─" * room for _ in heads])
    stacks = [[line for card in cards for line in _card(card, room)] for cards in columns.values()]
    for parts in zip_longest(*stacks, fillvalue=""):
        yield _line([pad(part, room) for part in parts])


def _stacked(columns: Mapping[str, Sequence[tuple[str, str]]], total: int, *, colour: bool) -> Iterator[str]:
    for name, cards in columns.items():
        head = clip(f"{one_line(name)} {len(cards)}", total)
        yield f"{paint(head, 'bold') if colour else head}\n"
        for record_id, title in cards:
            yield clip(f"  {one_line(record_id)}  {one_line(title)}".rstrip(), total) + "\n"


def _card(card: tuple[str, str], room: int) -> list[str]:
    record_id, title = one_line(card[0]), one_line(card[1])
    if width_of(record_id) + 1 + width_of(title) <= room:
        return [f"{record_id} {title}".rstrip()]
    return [clip(record_id, room), clip(f"  {title}", room)]


def _line(parts: Sequence[str], *, colour: bool = False) -> str:
    text = (" " * _GAP).join(parts).rstrip()
    return f"{paint(text, 'bold') if colour else text}\n"
