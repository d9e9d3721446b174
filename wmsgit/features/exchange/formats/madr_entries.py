"""What a decision's file says of it before its first section: lines `Status: accepted`, quoted, marked or in tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wmsgit.features.exchange.formats.madr_words import FIELDS

ENTRIES = frozenset({
    "status", "date", "deciders", "decision makers", "decision-makers", "technical story", "tags", "consulted",
    "informed", "author", "authors", "owner", "owners", "proposed", "accepted", "superseded by", "supersedes",
    "last updated", "ticket", "categories",
})  # fmt: skip
"""The names that such lines may have, in lower case."""
_TELLING = frozenset({"status", "date", "deciders"})
_TRANSLATED = frozenset(name for name, field in FIELDS.items() if field in {"status", "date"})
_NAME = r"(?P<name>[^\W\d_](?:[^\W\d_]|[ /-]){1,40}?)"
_START = r"\A(?:>[ \t]*)?(?:[*+-][ \t]+)?"
_ROW = re.compile(rf"\A\|[ \t]*(?:\*\*|__)?{_NAME}:?(?:\*\*|__)?:?[ \t]*\|[ \t]*(?P<value>[^|]*?)[ \t]*\|[ \t]*\Z")
_FORMS = (
    re.compile(rf"{_START}(?P<mark>\*\*|__|\*|_){_NAME}[:：][ \t]*(?!(?P=mark))(?P<value>\S.*?)(?P=mark)[ \t]*\Z"),
    re.compile(rf"{_START}(?:\*\*|__|\*|_)?{_NAME}(?:\*\*|__|\*|_)?[:：](?:\*\*|__|\*|_)?[ \t]*(?P<value>.*?)[ \t]*\Z"),
    _ROW,
)
"""All of the line in emphasis, `_Status: accepted_`; a name and its value, `* **Status:** accepted`; a row of a table
with two columns."""
_RULE = re.compile(r"\A\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*\Z")
_CELL = re.compile(r"(?<=\|)[ \t]*(?P<value>[^|]*?)[ \t]*(?=\|)")


@dataclass(frozen=True, slots=True)
class MadrEntry:
    """One name with its value.

    Attributes:
        name: as it stands there.
        value: what it says.
        line: the number of the line that has the value, from 0.
        start, end: where in it the value stands.
    """

    name: str
    value: str
    line: int
    start: int
    end: int

    @property
    def key(self) -> str:
        """The name in lower case."""
        return self.name.lower()


def entries_in(lines: Sequence[str]) -> list[MadrEntry]:
    """What the lines say of the decision, in order."""
    return [entry for entry, _ in _entries(lines)]


def rest_of(lines: Sequence[str]) -> list[str]:
    """The lines that are neither such nor belong to a table of such."""
    taken = {number for _, numbers in _entries(lines) for number in numbers}
    return [line for number, line in enumerate(lines) if number not in taken]


def _entries(lines: Sequence[str]) -> Iterator[tuple[MadrEntry, range]]:
    """Each entry with the lines that it takes."""
    bare = [line.rstrip("\r\n") for line in lines]
    number = 0
    while number < len(bare):
        row = _row_below(bare[number : number + 3])
        if row:
            for name, cell in row:
                yield MadrEntry(name, cell["value"], number + 2, *cell.span("value")), range(number, number + 3)
            number += 3
            continue
        match = _entry_of(bare[number])
        if match:
            entry = MadrEntry(match["name"].strip(), match["value"], number, *match.span("value"))
            yield entry, range(number, number + 1)
        number += 1


def _entry_of(line: str) -> re.Match[str] | None:
    for form in _FORMS:
        match = form.match(line)
        if (
            match
            and match["name"].strip().lower() in ENTRIES | _TRANSLATED
            and not (form is _ROW and _is_head(match["value"]))
        ):
            return match
    return None


def _is_head(text: str) -> bool:
    """Whether a cell is no value but a name of what is said of decisions."""
    return text.lower() in ENTRIES - {"accepted", "proposed"}


def _row_below(lines: Sequence[str]) -> list[tuple[str, re.Match[str]]]:
    """The cells below a head that names what is said of decisions: heads, a rule, one row; none for another table."""
    if len(lines) < len(("head", "rule", "row")) or not _RULE.match(lines[1]):
        return []
    names = [match["value"].strip("*_ ") for match in _CELL.finditer(lines[0])]
    cells = list(_CELL.finditer(lines[2]))
    is_telling = _TELLING.intersection(name.lower() for name in names)
    if cells and _is_head(cells[0]["value"].strip("*_: ")):  # each row has a name, the head among them
        return []
    return list(zip(names, cells, strict=True)) if is_telling and len(names) == len(cells) else []
