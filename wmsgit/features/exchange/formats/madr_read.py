"""Reads decisions in Markdown: MADR 2 to 4, Nygard's adr-tools, log4brains, arc42 and plain headings."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.foreign import Files, ForeignOptions, ForeignReading, ForeignRecord
from wmsgit.features.exchange.formats.madr_entries import entries_in, rest_of
from wmsgit.features.exchange.formats.madr_parts import (
    MadrFile,
    clean_title,
    split_decisions,
    take_apart,
)
from wmsgit.features.exchange.formats.madr_text import ENDS, ESCAPED, items_written, restored
from wmsgit.features.exchange.formats.madr_words import FIELDS, STATUS_NAME, day_in, status_word
from wmsgit.features.exchange.formats.markdown import (
    TEXTS,
    decoded,
    digest_of,
    front_matter,
    has_keys,
    items_of,
    split_front_matter,
    text_of,
)
from wmsgit.features.exchange.report import Note, RefusedRow
from wmsgit.features.exchange.values import items_in
from wmsgit.schema.shape import Shape

KIND = "adr"
OWN_KEYS = ("session", "impact", "repos_affected", "supersedes", "related_files", "documentation")
"""Fields of ours that MADR has no place for; files that wmsgit writes have them in their front matter."""
_SHAPE = Shape(None, dict.fromkeys(("status", "date", "id", "session", "impact"), TEXTS))
_NUMBER = re.compile(r"\A(?!20\d\d-[01]\d-[0-3]\d)(?:(?:[Aa][Dd][Rr]|decision)[-_ ]?)?(?P<number>\d{1,6})(?=[-_. ]|\Z)")
_NO_DECISION = re.compile(r"\A(?:readme|index|.*template.*|toc|contributing|changelog)\Z", re.IGNORECASE)
_LINKED = re.compile(r"(?P<verb>super[sc]ede[sd]?)(?P<by>\s+by)?:?\s*(?P<rest>[^\n]*)", re.IGNORECASE)
_TARGET = re.compile(r"\]\((?P<link>[^)\s#]+)[^)]*\)|(?<![\w/.])(?:ADR[- ]?)?(?P<number>\d{1,6})(?!\w)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->")
_PLACEHOLDER = re.compile(r"\[[^\]]*\]\Z|\{[^}]*\}\Z")
"""What a template asks for, and nobody has filled in."""
_DATED = re.compile(r"(20\d\d)(-?)([01]\d)\2([0-3]\d)[-_. ]")
"""How log4brains and those who name files by days begin their names."""


@dataclass
class Decision:
    """One decision's file.

    Attributes:
        path: of the file; with `#` and the heading for one of several in a file.
        parts: the file taken apart.
        matter: the values of its front matter.
        digest: the mark of its state.
        supersedes: the ids of the decisions that it replaces.
    """

    path: str
    parts: MadrFile
    matter: Mapping[str, Any]
    digest: str
    supersedes: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """What the source calls it: the id that wmsgit wrote, else its path.

        Generators of sites have an id in front matter, too, with a title, which wmsgit never writes there.
        """
        own = self.matter.get("id")
        is_written = isinstance(own, str) and own and "status" in self.matter and "title" not in self.matter
        return str(own) if is_written else self.path

    @property
    def is_ours(self) -> bool:
        """Whether wmsgit wrote the file."""
        return self.id != self.path

    @property
    def number(self) -> str:
        """The number that its name begins with; empty for none."""
        match = _NUMBER.match(posixpath.basename(self.path))
        return str(int(match["number"])) if match else ""


def read_madr(files: Files, options: ForeignOptions) -> ForeignReading:
    """The decisions in a folder's Markdown files, or in one file."""
    refused: list[RefusedRow] = []
    notes: list[Note] = []
    decisions: list[Decision] = []
    for path, content in files.items():
        try:
            own = list(decisions_in(path, content))
        except InvalidError as error:
            refused.append(RefusedRow(path, path, "", error.message))
            continue
        decisions += own
        if not own:
            notes.append(Note("madr", path, "is no decision: it has neither status, context nor decision"))
    link(decisions)
    records = [_record(decision, options.dates.get(_file(decision.path), "")) for decision in decisions]
    return ForeignReading(_with_names(records, decisions), refused, notes)


def decisions_in(path: str, content: bytes) -> Iterator[Decision]:
    """The decisions of a file: none, one or several.

    Raises:
        InvalidError: when it cannot be read.
    """
    if _NO_DECISION.match(posixpath.splitext(posixpath.basename(path))[0]):
        return
    text = decoded(content, path)
    head = split_front_matter(text)[0]
    matter = front_matter(head, path, _SHAPE) if has_keys(head) else {"front matter": head.strip()}
    parts = take_apart(text, str(matter.get("title") or _title_in_name(path)))
    if parts.is_decision or "status" in {*parts.entries, *matter}:
        yield Decision(path, parts, matter, digest_of(content))
        return
    for name, body in split_decisions(text):
        yield Decision(f"{path}#{name}", take_apart(body), {}, digest_of(body.encode()))


def _title_in_name(path: str) -> str:
    """The title that a file's name spells: `Use X` for `0012-use-x.md`; for files that have it nowhere else."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    words = re.split(r"[-_. ]+", _NUMBER.sub("", _DATED.sub("", stem, count=1), count=1))
    return " ".join(filter(None, words)).capitalize()


def link(decisions: list[Decision]) -> None:
    """Find what supersedes what: a link of either side says it for both."""
    by_path = {decision.path: decision for decision in decisions}
    numbers = Counter(decision.number for decision in decisions)
    by_number = {decision.number: decision for decision in decisions if numbers[decision.number] == 1}
    by_id = {decision.id: decision for decision in decisions}
    for decision in decisions:
        for verb, by, rest in _mentions(decision):
            for target in _TARGET.finditer(rest):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(decision.path), target["link"] or ""))
                number = str(int(target["number"])) if target["number"] else ""
                other = by_id.get(path) or by_path.get(path) or by_path.get(f"{path}.md") or by_number.get(number)
                if other is None or other is decision:
                    continue
                newer, older = (other, decision) if by or verb.lower().endswith("d") else (decision, other)
                if older.id not in newer.supersedes:
                    newer.supersedes.append(older.id)


def _mentions(decision: Decision) -> Iterator[tuple[str, str, str]]:
    """Verb, `by` and what follows, of every place in which a decision says what supersedes what."""
    parts = decision.parts
    texts = [str(decision.matter.get("status", ""))]
    pairs = [*parts.entries.items(), *decision.matter.items()]
    texts += [f"{re.sub('[-_]', ' ', str(name))} {', '.join(map(str, items_in(value)))}" for name, value in pairs]
    texts += [part.text for part in parts.parts if part.name in {"status", "Links", "More Information", "Related"}]
    for text in texts:
        for match in _LINKED.finditer(text):
            yield match["verb"], match["by"] or "", match["rest"]


def values_of(decision: Decision) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that a file says, and what has none, by its heading or name."""
    values: dict[str, Any] = {"title": decision.parts.title}
    rest: dict[str, Any] = {}
    _keep(rest, "preamble", decision.parts.preamble)
    odd, escaped = (_names_in(decision.matter.get(mark)) for mark in (ENDS, ESCAPED))
    for part in decision.parts.parts:
        text = restored(part.text, is_odd=part.name in odd, is_escaped=part.name in escaped)
        if not part.name:
            _keep(rest, "introduction", text_of(rest_of(part.body)))
        elif not part.is_field:
            _keep(rest, part.name, text)
        elif part.name in {"drivers", "options", "deciders"}:
            items = items_written(part.text) if decision.is_ours else items_of(text)
            if items is None:
                _keep(rest, part.name, text)
            else:
                values[part.name] = [*values.get(part.name, []), *items]
        elif text:
            values[part.name] = "\n\n".join(filter(None, [values.get(part.name, ""), text]))
    for name, value in (*_entries(decision.parts), *decision.matter.items()):
        _entry(str(name), value, values, rest)
    _keep(rest, "id", "" if decision.is_ours else decision.matter.get("id"))
    return values, rest


def _entries(parts: MadrFile) -> Iterator[tuple[str, str]]:
    for entry in entries_in(parts.parts[0].body) if parts.parts else ():
        if entry.value:
            yield entry.name, entry.value


def _entry(name: str, value: Any, values: dict[str, Any], rest: dict[str, Any]) -> None:
    plain = FIELDS.get(name.lower(), name.lower().replace("-", " "))
    value = _COMMENT.sub("", value).strip() if isinstance(value, str) else value
    if isinstance(value, str) and _PLACEHOLDER.match(value) and plain != "status":
        _keep(rest, name, value)
        return
    if plain in {"deciders", "decision makers"}:
        people = value if isinstance(value, list) else [part.strip() for part in str(value or "").split(",")]
        values["deciders"] = [*values.get("deciders", []), *(str(person) for person in people if person)]
    elif plain in {"status", "date", "title"}:
        if value and not (plain == "title" and values.get("title")):
            values[plain] = str(value)
        elif value and clean_title(str(value)) != values["title"]:
            _keep(rest, name, value)
    elif name in OWN_KEYS:
        values[name] = value
    elif name not in {"id", ENDS, ESCAPED}:
        _keep(rest, name, value)


def _record(decision: Decision, dated: str) -> ForeignRecord:
    values, rest = values_of(decision)
    _settle_status(values, rest)
    date = values.pop("date", "") or str(rest.get("created") or rest.get("Created") or "")
    day = day_in(date)
    if day:
        values["date"] = date if decision.is_ours else day
    if date and day != date and not decision.is_ours:
        _keep(rest, "Date", date)
    named = _DATED.match(posixpath.basename(decision.path))
    dated = f"{named[1]}-{named[3]}-{named[4]}" if named else dated
    if dated:
        values.setdefault("date", dated)
    if not values.get("decision"):
        values["decision"] = values["title"]
        rest["decision"] = ""
    own = items_in(values.pop("supersedes", None))
    if not decision.is_ours:
        _keep(rest, "supersedes", own)
        own = []
    values["supersedes"] = list(dict.fromkeys([*map(str, own), *decision.supersedes]))
    stem = posixpath.splitext(posixpath.basename(decision.path))[0]
    made = "" if decision.is_ours else decision.number or stem
    return ForeignRecord(
        KIND, decision.id, {name: value for name, value in values.items() if value}, rest,
        place=decision.path, made_id=made, version=decision.digest,
        is_ours=decision.is_ours,
    )  # fmt: skip


def _settle_status(values: dict[str, Any], rest: dict[str, Any]) -> None:
    """The status' own word; what else stands with it is kept."""
    text = STATUS_NAME.sub("", str(values.pop("status", "")).strip(), count=1)
    word = status_word(text)
    if not word:
        _keep(rest, "Status", text)
        return
    values["status"] = word
    if text.lower() != word.lower() and not (word == "superseded" and "\n" not in text):
        rest["Status"] = text


def _with_names(records: list[ForeignRecord], decisions: list[Decision]) -> list[ForeignRecord]:
    """The records with the names by which texts mention them, where a number is one decision's alone."""
    numbers = Counter(decision.number for decision in decisions)
    return [
        replace(record, names=tuple(spelled(decision.number)) if numbers[decision.number] == 1 else ())
        for record, decision in zip(records, decisions, strict=True)
    ]


def spelled(number: str) -> Iterable[str]:
    """The names by which texts mention the decision with a number."""
    if number:
        yield from (f"ADR-{int(number):0{width}}" for width in (1, 2, 3, 4))


def _names_in(value: Any) -> set[str]:
    return {str(item) for item in value} if isinstance(value, list) else set()


def _keep(rest: dict[str, Any], name: str, value: Any) -> None:
    if value or value is False or value == 0:
        rest[name if name not in rest else f"{name} (again)"] = value


def _file(path: str) -> str:
    return path.partition("#")[0]
