"""Changes a decision's file where its record says something else; all other lines stay as they are."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wmsgit.features.exchange.foreign import Loss
from wmsgit.features.exchange.foreign_ids import in_our_words
from wmsgit.features.exchange.formats.madr_entries import entries_in
from wmsgit.features.exchange.formats.madr_parts import MadrPart
from wmsgit.features.exchange.formats.madr_read import OWN_KEYS, Decision, values_of
from wmsgit.features.exchange.formats.madr_text import HEADINGS, LISTS, TEXT_FIELDS, marks, rendered
from wmsgit.features.exchange.formats.madr_wording import MadrWording
from wmsgit.features.exchange.formats.madr_words import FIELDS, day_in, status_start, status_word
from wmsgit.features.exchange.formats.markdown import has_keys, items_of, lines_of, newline_of
from wmsgit.features.exchange.layout import IMPORTED, METADATA
from wmsgit.features.exchange.values import is_empty, same
from wmsgit.model.meanings import word_of
from wmsgit.model.record import Data, Record
from wmsgit.schema.shape import Shape
from wmsgit.store.document import read_document
from wmsgit.store.edit import edit_shaped

_SHAPE = Shape(None, dict.fromkeys(("status", "date", "id", "session", "impact"), Shape(frozenset({"string"}))))
_WORD = re.compile(r"[^\W\d_][\w-]*|\d{4}-\d\d-\d\d")
"""The word of a status, or a day."""
_BULLET = re.compile(r"\A[*+-][ \t]+")


@dataclass
class FileEdit:
    """One file, and the record that it is to say.

    Attributes:
        decision: the file taken apart.
        text: the file.
        record: what it is to say.
        status: what its front matter is to say of the status, where wmsgit wrote it.
        ids: how texts name decisions → their ids here.
        statuses: of the kind.
        unknown: the status that a word became which is none of them.
        losses: what the file cannot be given.
    """

    decision: Decision
    text: str
    record: Record
    status: str
    ids: Mapping[str, str] = field(default_factory=dict)
    statuses: Sequence[str] = ()
    unknown: str = ""
    losses: list[Loss] = field(default_factory=list)

    def content(self, before: bytes) -> bytes:
        """The file's new content; the very bytes where nothing differs."""
        values, _ = values_of(self.decision)
        changed = self._changes(values)
        if not self.decision.is_ours:
            self._lose(self._unsaid(values))
        parts = self.decision.parts
        pieces = [self._front(parts.before, changed), self._title(changed)]
        new = self._parts(changed)
        pieces += ["".join((*part.head, *part.body)) for part in new]
        result = "".join(pieces)
        if result == self.text:
            return before
        bom = before[:3] if before.startswith(b"\xef\xbb\xbf") else b""
        return bom + result.encode()

    def _changes(self, values: Mapping[str, Any]) -> Data:
        """Field → the record's value, of the fields for which the file has another; None for none."""
        data = self.record.data
        result: Data = {}
        for name in ("title", *TEXT_FIELDS, *LISTS, "deciders"):
            theirs, mine = self._named(values.get(name)), data.get(name)
            if name == "decision" and theirs is None and mine == data.get("title"):
                continue
            if _equal(theirs, mine):
                continue
            if name in {*LISTS, "deciders"} and self._is_prose(name):
                self._lose([name] if mine else [], "is a text in this file, which stays")
            else:
                result[name] = mine
        if not self._is_status(values):
            result["status"] = self.status if self.decision.is_ours else data.get("status")
        date = str(data.get("date", "")).removesuffix("T00:00:00Z")
        theirs = str(values.get("date", "")).removesuffix("T00:00:00Z")
        day = theirs if self.decision.is_ours else day_in(theirs)  # any other form is kept beside the date that Git has
        if day and not (date == theirs or (not self.decision.is_ours and day in date)):
            result["date"] = date
        return result

    def _unsaid(self, values: Mapping[str, Any]) -> Iterator[str]:
        """The fields without a place in MADR for which another tool's file has not the record's value."""
        theirs = {**values, "supersedes": [self.ids.get(older, older) for older in self.decision.supersedes]}
        for name in OWN_KEYS:
            mine = self.record.data.get(name)
            if not is_empty(mine) and not same(self._named(theirs.get(name)), mine):
                yield name

    def _lose(self, names: Iterable[str], cause: str = "has no place in this file") -> None:
        self.losses += [Loss(self.record.id, name, cause) for name in names]

    def _named(self, value: Any) -> Any:
        """A value of the file with the ids that decisions have here."""
        if isinstance(value, list):
            return [self._named(item) for item in value]
        return in_our_words(value, self.ids) if isinstance(value, str) else value

    def _is_prose(self, name: str) -> bool:
        """Whether the file has a text where we have a list, or had one for us: its own words stay."""
        metadata = self.record.data.get(METADATA)
        imported = metadata.get(IMPORTED) if isinstance(metadata, dict) else None
        if isinstance(imported, dict) and name in imported:
            return True
        own = [part for part in self.decision.parts.parts if part.is_field and part.name == name]
        return any(items_of(part.text) is None for part in own)

    def _is_status(self, values: Mapping[str, Any]) -> bool:
        raw = str(values.get("status", ""))
        mine = str(self.record.data.get("status", ""))
        if self.decision.is_ours:
            return raw == self.status
        known = word_of(status_word(raw), self.statuses)
        return known == mine or (known is None and mine == self.unknown)

    def _front(self, before: str, changed: Data) -> str:
        matter = self.decision.parts.matter
        if not matter or not has_keys(matter):
            return before
        document = read_document(matter.encode(), _SHAPE, path=self.decision.path)
        data = dict(document.data)
        names = {"deciders": "deciders" if "deciders" in data else "decision-makers"}
        if "title" in changed and not self.decision.parts.head and isinstance(data.get("title"), str):
            data["title"] = data["title"].replace(self.decision.parts.title, str(changed.pop("title")), 1)
        for name in ("status", "date", "deciders"):
            key = names.get(name, name)
            is_new = name == "status" and not self._has_status() and ("id" not in data or "title" in data)
            if name in changed and (key in data or self.decision.is_ours or is_new):
                data[key] = changed.pop(name)
        if self.decision.is_ours:
            data |= {name: self.record.data.get(name) for name in OWN_KEYS}
            data |= marks(self.record.data)
        data = {name: value for name, value in data.items() if not is_empty(value)}
        if same(data, document.data):
            return before
        return before.replace(matter, edit_shaped(document, data, _SHAPE).decode(), 1)

    def _title(self, changed: Data) -> str:
        head = "".join(self.decision.parts.head)
        if "title" not in changed or not head:
            return head
        old = self.decision.parts.title
        at = head.rfind(old)
        return f"{head[:at]}{changed.pop('title')}{head[at + len(old) :]}"

    def _parts(self, changed: Data) -> list[MadrPart]:
        intro = self.decision.parts.parts[0]
        result = [replace(intro, body=self._entries(intro.body, changed))]
        written: set[str] = set()
        for part in self.decision.parts.parts[1:]:
            if not part.is_field or part.name not in changed:
                result.append(part)
            elif part.name not in written:
                written.add(part.name)
                result += self._rewritten(part, changed[part.name])
        for name in HEADINGS:
            if name in changed and name not in written and not is_empty(changed[name]):
                self._insert(result, name, changed[name])
                written.add(name)
        left = {name for name in changed if name not in written and not is_empty(changed[name])}
        self._lose(sorted(left))
        return result

    def _entries(self, body: Sequence[str], changed: Data) -> tuple[str, ...]:
        """The lines such as `* Status: accepted` with the record's values."""
        lines = list(body)
        # From the last to the first, so that several on one line keep their places.
        for entry in sorted(entries_in(body), key=lambda entry: (entry.line, entry.start), reverse=True):
            key = FIELDS.get(entry.key, entry.key)
            if key not in changed or key not in {"status", "date", "deciders"}:
                continue
            value = changed.pop(key)
            text = ", ".join(map(str, value)) if isinstance(value, list) else _in_place(str(value or ""), entry.value)
            line = lines[entry.line]
            lines[entry.line] = f"{line[: entry.start]}{text}{line[entry.end :]}"
        if "status" in changed and not self._has_status():
            self._state(lines, str(changed.pop("status")))
        return tuple(lines)

    def _has_status(self) -> bool:
        """Whether the file has a place for a status below its title, be it empty."""
        parts = self.decision.parts
        named = {FIELDS.get(key, key) for key in parts.entries}
        return "status" in named | {part.name for part in parts.parts if part.is_field}

    def _state(self, lines: list[str], status: str) -> None:
        """Put a line with the status below the title, with the bullet of the line that follows."""
        at = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
        bullet = _BULLET.match(lines[at]) if entries_in(lines[at : at + 1]) else None
        gap = () if bullet else ("\n",)
        new = (*(() if at else ("\n",)), f"{bullet[0] if bullet else '- '}Status: {status}\n", *gap)
        lines[at:at] = [self._ended(line) for line in new]

    def _rewritten(self, part: MadrPart, value: Any) -> list[MadrPart]:
        if is_empty(value):
            return []
        if part.name in {"status", "date"}:
            body = "".join(part.body)
            start = status_start(body) if part.name == "status" else 0
            if not body.strip():
                return [replace(part, body=tuple(map(self._ended, ("\n", f"{str(value).capitalize()}\n", *part.body))))]
            new = body[:start] + _WORD.sub(lambda word: _cased(str(value), word[0]), body[start:], count=1)
            return [replace(part, body=tuple(lines_of(new)))]
        start = next((at for at, line in enumerate(part.body) if line.strip()), 0)
        end = max((at + 1 for at, line in enumerate(part.body) if line.strip()), default=0)
        lines = [self._ended(line) for line in self._lines(part, value, part.body[start:end])]
        lead, trail = part.body[:start] or (self._ended("\n"),), part.body[end:]
        return [replace(part, body=(*lead, *lines, *trail))]

    def _lines(self, part: MadrPart, value: Any, body: Sequence[str]) -> list[str]:
        wording = MadrWording(self.decision.path, self.ids)
        if self.decision.is_ours:
            return lines_of(rendered(value, body[0][:1] if body and isinstance(value, list) else "*"))
        if isinstance(value, list):
            return wording.items([str(item) for item in value], body)
        return lines_of(f"{wording.text(str(value).rstrip(), part.text.rstrip())}\n")

    def _insert(self, parts: list[MadrPart], name: str, value: Any) -> None:
        """Put a new section behind the one that comes before it in MADR, else at the end."""
        order = list(HEADINGS)
        before = set(order[: order.index(name)])
        places = [at for at, part in enumerate(parts) if part.is_field and part.name in before | {"status", "date"}]
        at = places[-1] + 1 if places else 1
        last = parts[at - 1]
        ended = "".join(last.body) or "".join(last.head)
        gap = () if ended.endswith(("\n\n", "\r\n\r\n")) else ("\n",) if ended.endswith("\n") else ("\n", "\n")
        parts[at - 1] = replace(last, body=(*last.body, *(self._ended(line) for line in gap)))
        tail = ("\n",) if at < len(parts) else ()
        lines = tuple(self._ended(line) for line in ("\n", *lines_of(rendered(self._reworded(value))), *tail))
        parts.insert(at, MadrPart(name, is_field=True, head=(self._ended(f"{HEADINGS[name]}\n"),), body=lines))

    def _reworded(self, value: Any) -> Any:
        """What a new section says: another tool's files have other names for decisions."""
        if self.decision.is_ours:
            return value
        wording = MadrWording(self.decision.path, self.ids)
        return [wording.text(str(item)) for item in value] if isinstance(value, list) else wording.text(str(value))

    def _ended(self, line: str) -> str:
        return line[:-1] + newline_of(self.text) if line.endswith("\n") and not line.endswith("\r\n") else line


def _equal(theirs: Any, mine: Any) -> bool:
    """Whether two values say the same, but for the end of a text."""
    if isinstance(theirs, str) and isinstance(mine, str):
        return theirs.rstrip() == mine.rstrip()
    return same(theirs, mine)


def _cased(word: str, old: str) -> str:
    """A word with a capital where the old one has one."""
    return word.capitalize() if old[:1].isupper() else word


def _in_place(word: str, old: str) -> str:
    """A word in the place of the old one, with the signs around it: `✅ Accepted`; in that of a longer text alone."""
    match = _WORD.search(old)
    around = (old[: match.start()], old[match.end() :]) if match else ("", "")
    if match is None or any(character.isalnum() for part in around for character in part):
        return _cased(word, old)
    return f"{around[0]}{_cased(word, match[0])}{around[1]}"
