"""Pages: titled sections of short items as Markdown, with nothing in them that breaks the page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_COMMENT = re.compile(r"<!-{2,}")


@dataclass(frozen=True, slots=True)
class PageSection:
    """One section: its title, and its items, each one line or several."""

    title: str
    items: tuple[str, ...]


def line(text: object) -> str:
    """A record's text as part of one line; no HTML comment begins in it, so that no marker can be forged."""
    return _COMMENT.sub("&lt;!--", " ".join(str(text).split()))


def named(record_id: str, title: object = "") -> str:
    """A record by its id and title."""
    shown = line(title)
    return f"`{record_id}` {shown}" if shown else f"`{record_id}`"


def item(text: str) -> str:
    """An item of a list; its further lines are indented, so that they stay its own."""
    first, *rest = _COMMENT.sub("&lt;!--", text).strip().split("\n")
    return "\n".join([f"- {first}", *(f"  {more}".rstrip() for more in rest)]) + "\n"


def heading(title: str) -> str:
    """A section's heading with the empty line before it."""
    return f"\n## {title}\n"


def page(title: str, sections: Iterable[PageSection]) -> str:
    """The whole page; sections without items are left out."""
    parts = [f"# {line(title)}\n"]
    for section in sections:
        if section.items:
            parts += [heading(section.title), *map(item, section.items)]
    return "".join(parts)


def counted_items(items: Sequence[str], limit: int) -> tuple[str, ...]:
    """At most so many items; of the others it is said how many there are."""
    more = len(items) - limit
    return tuple(items) if more <= 0 else (*items[:limit], f"and {more:,} more")
