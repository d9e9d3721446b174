"""A decision's file in parts: front matter, title, lists of metadata, and sections that are fields of ours."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wmsgit.features.exchange.formats.markdown import Section, lines_of, sections, split_front_matter, text_of

FIELDS: Mapping[str, str] = {
    heading: field
    for field, headings in {
        "status": "status",
        "date": "date",
        "deciders": "deciders|decision makers|decision-makers",
        "context": "context|context and problem statement|problem|problem statement|background|issue|motivation|summary"
        "|context and problem|question",
        "drivers": "decision drivers|drivers|forces|constraints|assumptions and constraints",
        "options": "considered options|considered alternatives|options|alternatives|options considered"
        "|alternatives considered|considered variants",
        "decision": "decision|decision outcome|outcome|solution|resolution|our decision",
        "rationale": "rationale|justification|argument|reasoning|reasons",
        "consequences": "consequences|positive consequences|negative consequences|implications"
        "|impact and consequences|decision consequences",
        "confirmation": "confirmation|validation|compliance",
    }.items()
    for heading in headings.split("|")
}
"""The headings of MADR 2 to 4, Nygard's, log4brains' and arc42's decisions → the field; in lower case."""
_PREFIX = re.compile(r"\A(?:(?:ADR|adr|Adr)[ -]?)?\d+[.:)]?(?:\s+[-–—:]\s*|\s*[-–—:.]\s+|\s+)(?=\S)|\AADR\s*[-:]\s*")
_ENTRY = re.compile(
    r"\A(?:[*+-][ \t]+)?(?:\*\*|__)?(?P<name>[A-Za-z][A-Za-z /-]{1,40}?)(?:\*\*|__)?:(?:\*\*|__)?"
    r"[ \t]*(?P<value>.*?)[ \t]*\Z"
)
_COMMENT = re.compile(r"<!--.*?-->")
ENTRIES = frozenset({
    "status", "date", "deciders", "decision makers", "decision-makers", "technical story", "tags", "consulted",
    "informed", "author", "authors", "owner", "owners", "proposed", "accepted", "superseded by", "supersedes",
    "last updated", "ticket", "categories",
})  # fmt: skip
"""The names that lines before the first section may have, in lower case."""


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


def take_apart(text: str) -> MadrFile:
    """The parts of a decision's file."""
    matter, rest = split_front_matter(text)
    own = sections(rest)
    start = next((number for number, section in enumerate(own) if section.level), None)
    before = text[: len(text) - len(rest)] + "".join(own[0].body)
    if start is None:
        return MadrFile(matter, before, "", (), {}, ())
    title = own[start]
    intro = MadrPart("", is_field=False, head=(), body=title.body)
    parts = (intro, *_joined(own[start + 1 :], title.level))
    return MadrFile(matter, before, clean_title(title.heading), title.head, dict(entries_of(title.body)), parts)


def clean_title(heading: str) -> str:
    """A title without the number of its record: `12. Use X`, `ADR-0012: Use X`, `0012 - Use X`."""
    return _PREFIX.sub("", heading, count=1).strip() or heading


def entries_of(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Name in lower case and value of the lines that say something of the decision."""
    for line in lines:
        match = entry_of(line)
        if match:
            yield match["name"].strip().lower(), match["value"]


def entry_of(line: str) -> re.Match[str] | None:
    """A line such as `* Status: accepted` or `**Date:** 2026-01-02`; None for any other."""
    match = _ENTRY.match(line.rstrip("\r\n"))
    return match if match and match["name"].strip().lower() in ENTRIES else None


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


def rest_lines(lines: Sequence[str]) -> list[str]:
    """The lines that are no entries."""
    return [line for line in lines if not entry_of(line)]
