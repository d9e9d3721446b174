"""The brief: what whoever starts now should know, ordered by use and cut to a budget, never within an entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wmsgit.errors import UsageError
from wmsgit.features.sessions.page import heading, item, line

_LEAD = 4
"""How many entries of each part come in before any part has more."""


@dataclass(frozen=True, slots=True)
class BriefItem:
    """One thing to know: its name, and what is said of it, the name included."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a brief.

    Attributes:
        title: its heading.
        entries: the most important first.
        binds: whether every entry must at least be named, whatever the budget.
        more: the command that shows all of them; empty for none.
    """

    title: str
    entries: tuple[BriefItem, ...]
    binds: bool = False
    more: str = ""


def brief_page(title: str, parts: Sequence[Part], budget: int | None = None) -> str:
    """The brief as Markdown.

    Args:
        title: of the page.
        parts: in order of use; those without entries are left out.
        budget: the most characters that it may have; None for no bound.

    Raises:
        UsageError: when not even the names of what binds fit.
    """
    parts = [part for part in parts if part.entries]
    head = f"# {line(title)}\n"
    whole = head + "".join(_section(part, set(range(len(part.entries)))) for part in parts)
    if budget is None or len(whole) <= budget:
        return whole
    chosen = [set[int]() for _ in parts]
    _choose(parts, chosen, budget - len(head))
    return head + "".join(_section(part, some) for part, some in zip(parts, chosen, strict=True))


def _choose(parts: Sequence[Part], chosen: list[set[int]], room: int) -> None:
    """Choose what is told in full: the first of each part, then the rest of each, as long as there is room."""
    sizes = [len(_section(part, some)) for part, some in zip(parts, chosen, strict=True)]
    if sum(sizes) > room:
        least = sum(sizes) - room
        raise UsageError(f"the budget is too small by {least:,} characters", hint="what binds is named in any case")
    full: set[int] = set()
    for place, number in _candidates(parts):
        if place in full and not parts[place].binds:
            continue
        size = len(_section(parts[place], chosen[place] | {number}))
        if sum(sizes) - sizes[place] + size <= room:
            chosen[place].add(number)
            sizes[place] = size
        else:
            full.add(place)


def _candidates(parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    for first, last in ((0, _LEAD), (_LEAD, None)):
        for place, part in enumerate(parts):
            yield from ((place, number) for number in range(len(part.entries))[first:last])


def _section(part: Part, chosen: set[int]) -> str:
    """A part with some of its entries in full; of the others the names where it binds, else the number."""
    result = [item(entry.text) for number, entry in enumerate(part.entries) if number in chosen]
    rest = [entry.name for number, entry in enumerate(part.entries) if number not in chosen]
    if part.binds and rest:
        result.append(item(("and " if result else "") + ", ".join(f"`{name}`" for name in rest) + _see(part)))
    elif result and rest:
        result.append(item(f"and {len(rest):,} more{_see(part)}"))
    return heading(part.title) + "".join(result) if result else ""


def _see(part: Part) -> str:
    return f": `{part.more}`" if part.more else ""
