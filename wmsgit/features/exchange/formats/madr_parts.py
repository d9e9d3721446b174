"""A decision's file in parts: front matter, title, lists of metadata, and sections that are fields of ours."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wmsgit.features.exchange.formats.madr_entries import entries_in
from wmsgit.features.exchange.formats.madr_words import FIELDS
from wmsgit.features.exchange.formats.markdown import Section, lines_of, sections, split_front_matter, text_of

_PREFIX = re.compile(
    r"\A(?:(?:ADR|Architecture Decision Record)[ -]?)?\d+[.:)]?(?:\s+[-–—:]\s*|\s*[-–—:.]\s+|\s+)(?=\S)"
    r"|\AADR\s*[-:]\s*",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?-->")
_STATED = re.compile(r"(?:status|date|deciders)[ \t]*[:–—][ \t]*\S", re.IGNORECASE)
"""A heading that has its value beside its name: `### Status: accepted`."""


@dataclass(frozen=True, slots=True)
class MadrPart:
    """One section with those below it that are no fields of their own.

    Attributes:
        name: the field that it is, or its heading; empty for what stands before the first section.
        is_field: whether it is a field.
        head: the heading's lines.
        body: the lines below.
    """

    name: str
    is_field: bool
    head: tuple[str, ...]
    body: tuple[str, ...]

    @property
    def text(self) -> str:
        """What it says."""
        return text_of(self.body)


@dataclass(frozen=True)
class MadrFile:
    """A file taken apart; its text is `before`, then every part in order.

    Attributes:
        matter: the front matter's lines; empty for none.
        before: everything up to the title's heading, the front matter with its dashes among it.
        title: the title, without a number.
        head: the title's lines.
        entries: name in lower case → value, of the lines such as `* Status: accepted`, in the first part.
        parts: what stands below the title; the first has no heading.
    """

    matter: str
    before: str
    title: str
    head: tuple[str, ...]
    entries: Mapping[str, str]
    parts: tuple[MadrPart, ...]

    @property
    def preamble(self) -> str:
        """What stands above the title, but for front matter and comments."""
        _, text = split_front_matter(self.before)
        return text_of(lines_of(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)))

    @property
    def is_decision(self) -> bool:
        """Whether it says what decisions say: a status, a context or a decision."""
        named = {part.name for part in self.parts if part.is_field}
        return bool(self.title) and bool(named & {"decision", "context", "status"})


def take_apart(text: str, title: str = "") -> MadrFile:
    """The parts of a decision's file; with the title that it has where no heading says one."""
    matter, rest = split_front_matter(text)
    own = sections(rest)
    start = next((number for number, section in enumerate(own) if section.level), None)
    if title and (start is None or field_of(own[start].heading) or (own[start].level > 1 and matter)):
        top = Section(1, title, (), own[0].body)
        before, below = text[: len(text) - len(rest)], own[1:]
    elif start is None:
        return MadrFile(matter, text[: len(text) - len(rest)] + "".join(own[0].body), "", (), {}, ())
    else:
        top, before, below = own[start], text[: len(text) - len(rest)] + "".join(own[0].body), own[start + 1 :]
    intro = MadrPart("", is_field=False, head=(), body=top.body)
    parts = (intro, *_joined(below, top.level))
    entries = {entry.key: entry.value for entry in entries_in(top.body)}
    return MadrFile(matter, before, clean_title(top.heading), top.head, entries, parts)


def clean_title(heading: str) -> str:
    """A title without the number of its record: `12. Use X`, `ADR-0012: Use X`, `0012 - Use X`."""
    return _PREFIX.sub("", heading, count=1).strip() or heading


def field_of(heading: str) -> str:
    """The field that a heading stands for; empty for none."""
    name = re.sub(r"<!--.*?-->|[*_`:]", "", heading).strip().lower()
    return FIELDS.get(re.sub(r"\A\d+[.)]\s*", "", name), "")


def _joined(own: Sequence[Section], level: int) -> Iterator[MadrPart]:
    """Sections as parts: one below another belongs to it, unless it is a field below a decision."""
    current: MadrPart | None = None
    depth = 0
    for section in own:
        is_below = current is not None and section.level > depth
        part = _part(section)
        opens = not is_below or (part.is_field and depth == level + 1 and current is not None and _is_decision(current))
        if current is not None and (not opens or (not part.head and part.name == current.name)):
            body = (*current.body, *section.head, *section.body)
            current = replace(current, body=body)
            continue
        if current is not None:
            yield current
        depth = level + 1 if is_below else section.level
        current = part
    if current is not None:
        yield current


def _part(section: Section) -> MadrPart:
    """A section as a part; good and bad consequences are one field, in which their headings stand."""
    field = field_of(section.heading)
    if _STATED.match(section.heading):
        field = field_of(re.split("[:–—]", section.heading, maxsplit=1)[0])
        return MadrPart(field, is_field=True, head=(), body=(*section.head, *section.body))
    if field == "consequences" and section.heading.lower().startswith(("positive", "negative")):
        return MadrPart(field, is_field=True, head=(), body=(*section.head, *section.body))
    name = _COMMENT.sub("", section.heading).strip()
    return MadrPart(field or name, is_field=bool(field), head=section.head, body=section.body)


def _is_decision(part: MadrPart) -> bool:
    return part.is_field and part.name in {"decision", "consequences", "confirmation", "rationale"}


def split_decisions(text: str) -> list[tuple[str, str]]:
    """Name and text of each decision in a file that holds several below one title, as arc42's section 9; else none."""
    own = sections(split_front_matter(text)[1])
    top = [section for section in own if section.level == 2]  # noqa: PLR2004 - below the document's title
    if not top or any(field_of(section.heading) for section in top):
        return []
    result: list[tuple[str, list[str]]] = []
    for section in own:
        if section.level == 2:  # noqa: PLR2004
            result.append((section.heading, []))
        if result and section.level >= 2:  # noqa: PLR2004
            head = tuple(line.removeprefix("#") for line in section.head)
            result[-1][1].extend((*head, *section.body))
    pairs = [(name, "".join(lines)) for name, lines in result]
    return [(name, body) for name, body in pairs if take_apart(body).is_decision]
