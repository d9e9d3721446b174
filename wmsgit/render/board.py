"""A board: records in columns by status, side by side where the terminal is wide enough, else a list by status."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from wmsgit.model.text import one_line
from wmsgit.render.text import clip, pad, paint, style_of, width_of

_GAP = 2
_NARROWEST = 20
_USUAL_WIDTH = 100
_FEWEST = 2
_LEAST_OWNER = 5


@dataclass(frozen=True, slots=True)
class Card:
    """One record on a board.

    Attributes:
        id, title: which.
        urgency: how urgent it is, in the kind's own word; empty where nobody says.
        owner: who has it; empty for nobody.
    """

    id: str
    title: str
    urgency: str = ""
    owner: str = ""


Columns = Mapping[str, Sequence[Card]]


def board(columns: Columns, *, width: int | None, height: int | None = None, colour: bool = False) -> Iterator[str]:
    """The lines of a board.

    Args:
        columns: status → its cards, the weightiest first.
        width: the terminal's columns; None where there is none.
        height: the terminal's lines, in which a list must fit; None for no limit.
        colour: whether heads are bold and urgent words coloured.
    """
    total = width or _USUAL_WIDTH
    count = max(1, len(columns))
    room = (total - _GAP * (count - 1)) // count
    if count > 1 and room >= _NARROWEST:
        yield from _side_by_side(columns, min(room, _widest(columns)), colour=colour)
    else:
        yield from _stacked(columns, total, _most(columns, height), colour=colour)


def _widest(columns: Columns) -> int:
    """The width of a column in which every card is whole."""
    heads = [f"{name} {len(cards)}" for name, cards in columns.items()]
    cards = [card for cards in columns.values() for card in cards]
    lines = [f"{card.id} {_facts(card)}" for card in cards] + [f"  {card.title}" for card in cards]
    return max(map(width_of, map(one_line, [*heads, *lines])), default=_NARROWEST)


def _most(columns: Columns, height: int | None) -> int | None:
    """How many lines of cards each status may have, so that all of them fit on the screen."""
    if height is None or sum(1 + len(cards) for cards in columns.values()) <= height:
        return None
    return max(_FEWEST, height // max(1, len(columns)) - 1)


def _side_by_side(columns: Columns, room: int, *, colour: bool) -> Iterator[str]:
    heads = [clip(f"{one_line(name)} {len(cards)}", room) for name, cards in columns.items()]
    line = (" " * _GAP).join(pad(head, room) for head in heads).rstrip()
    yield f"{paint(line, 'bold') if colour else line}\n"
    yield (" " * _GAP).join("─" * room for _ in heads) + "\n"
    stacks = [[line for card in cards for line in _card(card, room, colour=colour)] for cards in columns.values()]
    empty = " " * room
    for parts in zip_longest(*stacks, fillvalue=empty):
        yield (" " * _GAP).join(parts).rstrip() + "\n"


def _card(card: Card, room: int, *, colour: bool) -> list[str]:
    """A card: which record, how urgent and whose; below that its title."""
    facts = _facts(card)
    head = _fit(one_line(card.id), facts, room)
    title = pad(clip(f"  {one_line(card.title)}", room), room) if card.title else ""
    painted = _painted(pad(head, room), card) if colour else pad(head, room)
    return [painted, title] if title else [painted]


def _facts(card: Card) -> str:
    return one_line(" ".join(filter(None, [card.urgency, card.owner])))


def _fit(record_id: str, facts: str, room: int) -> str:
    rest = room - width_of(record_id) - 1
    return f"{record_id} {clip(facts, rest)}".rstrip() if facts and rest > _FEWEST else clip(record_id, room)


def _painted(line: str, card: Card) -> str:
    """A line with the word of urgency in its colour, where it stands whole."""
    style = style_of("priority", card.urgency)
    return line.replace(f" {card.urgency}", f" {paint(card.urgency, style)}", 1) if style else line


def _stacked(columns: Columns, total: int, most: int | None, *, colour: bool) -> Iterator[str]:
    for name, cards in columns.items():
        head = clip(f"{one_line(name)} {len(cards)}", total)
        yield f"{paint(head, 'bold') if colour else head}\n"
        shown = cards if most is None or len(cards) <= most else cards[: most - 1]
        for card in shown:
            line = clip(_row(card, total), total)
            yield f"{_painted(line, card) if colour else line}\n"
        if len(shown) < len(cards):
            yield clip(f"  … and {len(cards) - len(shown)} more", total) + "\n"


def _row(card: Card, total: int) -> str:
    """A card on one line; the title has at least half of it."""
    head = f"  {one_line(card.id)}"
    title = one_line(card.title)
    room = total - width_of(head) - min(width_of(title), total // 2) - 2
    facts = _facts(card)
    if facts and room > _FEWEST:
        is_cut = width_of(facts) > room and width_of(card.urgency) + _LEAST_OWNER > room
        head += f" {clip(one_line(card.urgency) if is_cut and card.urgency else facts, room)}"
    return f"{head} {title}".rstrip()
