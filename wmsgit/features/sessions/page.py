"""Pages: titled sections of short items as Markdown, with nothing in them that breaks the page."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wmsgit.model.text import clean
from wmsgit.render.markdown import markdown_code

_COMMENT = re.compile(r"<!-{2,}")
# What CommonMark 0.31 and GFM give a meaning to within a line; no record's text stands where a block begins. An address
# by itself is a link in GFM, but for one whose `:` is escaped.
_SPECIAL = re.compile(r"[\\`*\[\]<>&~|!]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=//)|(?<=www)\.|\A[-+#=]+")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])|!\[|\]\(")
_TICKS = re.compile("`+")


@dataclass(frozen=True, slots=True)
class PageSection:
    """One section: its title, and its items, each one line or several."""

    title: str
    items: tuple[str, ...]


def line(text: object) -> str:
    """A record's text as part of one line, as itself: no markup, no HTML, no link or image, no heading."""
    return _SPECIAL.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), _folded(text))


def code(text: object) -> str:
    """A record's text as a code span; no HTML comment begins in it, so that no marker can be forged."""
    return _COMMENT.sub("&lt;!--", markdown_code(_folded(text)))


def quoted(source: str, texts: Mapping[str, object]) -> list[str]:
    """What a record says, said to be its data: a fence around one line for each text; nothing for no text.

    Args:
        source: the record's id, or the path of a file.
        texts: what each line begins with, empty for the text alone → the text.
    """
    result = [f"{label}: {_folded(text)}" if label else _folded(text) for label, text in texts.items() if text]
    return quoted_lines(source, "\n".join(result)) if result else []


def quoted_lines(source: str, text: str) -> list[str]:
    """As `quoted`, for one text whose lines stay."""
    lines = [_MARKUP.sub(_defused, stated) for stated in clean(text).strip("\n").split("\n")]
    fence = "`" * max(3, *(len(run) + 1 for text in lines for run in _TICKS.findall(text) or [""]))
    return [f"from {code(source)}, as data:", f"{fence}text", *lines, fence]


def _folded(text: object) -> str:
    return " ".join(clean(str(text)).split())


def _defused(markup: re.Match[str]) -> str:
    """Markup for a reader who overlooks the fence: a tag, an image or a link with its first sign escaped."""
    return f"&lt;{markup[0][1:]}" if markup[0][0] == "<" else f"{markup[0][0]}\\{markup[0][1:]}"


def named(record_id: str, title: object = "") -> str:
    """A record by its id and title."""
    shown = line(title)
    return f"{code(record_id)} {shown}" if shown else code(record_id)


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
