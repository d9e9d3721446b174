"""Ids of another tool's records here: kept where they are safe, else made of the source's key; texts follow."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from wmsgit.features.exchange.foreign import ForeignRecord
from wmsgit.model.identity import MAX_ID_LENGTH, is_safe_id
from wmsgit.model.people import NOBODY, People
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

_NAME = re.compile(r"(?<![\w/.#&-])(?:[\w.-]+/[\w.-]+)?#\d+\b|(?<![\w/.#-])[A-Za-z0-9_][\w./-]*")
_TELLING = re.compile(r"(?=.*\d)(?=.*[A-Za-z#])")
"""A name that a text may mention: a number alone, or a word alone, says nothing."""
_DIGIT = re.compile(r"\d")
NEW_ID = "*"
"""As a made id: the next one of the kind's own form."""
_MAX_DIGITS = 12
_LONG = MAX_ID_LENGTH - 8


class FreeIds(Protocol):
    """Which ids the workspace has; see `wmsgit.workspace.writing.ids`."""

    def get(self, record_id: str, kind: Kind | None = None, /) -> str:
        """The path of the record that has an id in any case; empty for none."""
        ...

    def add(self, kind: Kind, record_id: str, path: str, /) -> None:
        """Note that an id is taken."""
        ...

    def following(self, kind: Kind, record_id: str, /) -> str:
        """The next id of the same prefix; empty where there is none."""
        ...


@dataclass
class IdMap:
    """What the source calls a record → its id here, by whatever name references and texts have it.

    Attributes:
        kinds: name → kind, of the workspace.
        free: which ids the workspace has.
        known: kind and the source's id → the id here, of records that came before.
        people: who is who; the one thing that says whom a name means.
    """

    kinds: Mapping[str, Kind]
    free: FreeIds
    known: Mapping[tuple[str, str], str]
    people: People = NOBODY
    _ids: dict[str, str] = field(default_factory=dict)
    _own: dict[tuple[str, str], str] = field(default_factory=dict)
    _given: set[str] = field(default_factory=set)
    _has_other_names: bool = False

    def __post_init__(self) -> None:
        for (_, source_id), here in self.known.items():
            self._ids.setdefault(source_id, here)
            self._has_other_names |= source_id != here

    def assign(self, records: Iterable[ForeignRecord]) -> None:
        """Give every record its id; the ones that came before have theirs."""
        fresh = []
        for record in records:
            here = self.known.get((record.kind, record.id))
            if here:
                self._note(record, here)
            else:
                fresh.append(record)
        for record in sorted(fresh, key=self._gives_way):
            self._note(record, self._made(record))

    def of(self, record: ForeignRecord) -> str:
        """The id here of a record that was assigned one."""
        return self._own[record.kind, record.id]

    def target(self, name: str, scope: str = "") -> str:
        """The id here of what a reference names; the name itself for what nobody knows."""
        return self._ids.get(name) or self._ids.get(f"{scope}{name}", name)

    def text(self, text: str, scope: str = "") -> str:
        """A text in which the records that have another id here are called by it."""
        return in_our_words(text, self._ids, scope) if scope or self._has_other_names else text

    def value(self, value: Any, field: Field, scope: str) -> Any:
        """A field's value with ids as they are here."""
        if isinstance(value, list):
            return [self.value(item, field, scope) for item in value]
        if isinstance(value, dict):
            parts = field.properties
            return {key: self.value(part, parts[key], scope) if key in parts else part for key, part in value.items()}
        if not isinstance(value, str) or field.enum or field.format:
            return value
        if field.is_person:
            return self.people.resolve(value)
        if field.references:
            return self.target(value, scope) if field.references != "repo" else value
        return self.text(value, scope)

    def _note(self, record: ForeignRecord, here: str) -> None:
        self._own[record.kind, record.id] = here
        self._given.add(here.lower())
        for name in (record.id, *record.names):
            self._ids[name] = here
            self._has_other_names |= name != here

    def _made(self, record: ForeignRecord) -> str:
        kind = self.kinds[record.kind]
        wanted = self._wanted(record, kind)
        if wanted == record.id and self._is_same(wanted, kind):
            return self.free.get(wanted).rpartition("/")[2].removesuffix(".yaml")
        here = self._unused(wanted, kind)
        self.free.add(kind, here, f"records/{kind.folder}/{here}.yaml")
        return here

    def _gives_way(self, record: ForeignRecord) -> bool:
        """Whether its id would be made: one that keeps its own comes first."""
        return self._wanted(record, self.kinds[record.kind]) != record.id

    def _wanted(self, record: ForeignRecord, kind: Kind) -> str:
        form = kind.id_form
        name = record.made_id or record.id
        is_plain = form.template == f"{form.prefix}{{number}}"
        if is_plain and (name == NEW_ID or (name.isdecimal() and name.isascii() and len(name) <= _MAX_DIGITS)):
            own = f"{form.prefix}{'000' if name == NEW_ID else f'{int(name):03}'}"
            return (self.free.following(kind, own) or own) if name == NEW_ID else own
        return name if is_safe_id(name) and not name.isdecimal() else _safe(name)

    def _is_same(self, wanted: str, kind: Kind) -> bool:
        """Whether a record of the kind has the source's own id already, and has not just got it."""
        path = self.free.get(wanted)
        return path.startswith(f"records/{kind.folder}/") and wanted.lower() not in self._given

    def _unused(self, wanted: str, kind: Kind) -> str:
        if not self.free.get(wanted):
            return wanted
        following = self.free.following(kind, wanted)
        if following and not self.free.get(following):
            return following
        numbers = (f"{wanted}-{number}" for number in range(2, 1 << 30))
        return next(name for name in numbers if not self.free.get(name))


def in_our_words(text: str, ids: Mapping[str, str], scope: str = "") -> str:
    """A text in which what stands in `ids` is called as there; short names are looked up behind `scope`."""

    def word(name: str) -> str:
        if not _TELLING.search(name):
            return name
        known = ids.get(name) or (ids.get(f"{scope}{name}") if scope else None)
        stem = name.rstrip(".")
        return word(stem) + name[len(stem) :] if known is None and stem != name else known or name

    return _NAME.sub(lambda match: word(match[0]), text) if _DIGIT.search(text) else text


def mapped(kind: Kind, record: ForeignRecord, ids: IdMap) -> dict[str, Any]:
    """A record's fields with every id as it is here."""
    fields = kind.fields
    return {
        name: ids.value(value, fields[name], record.scope) if name in fields else value
        for name, value in record.fields.items()
    }


def _safe(name: str) -> str:
    """What of a name may stand in an id."""
    text = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-")[:_LONG].rstrip(".-")
    return text if is_safe_id(text) else f"x-{text}" if is_safe_id(f"x-{text}") else "imported"


def moved_names(records: Sequence[ForeignRecord], ids: IdMap) -> list[tuple[ForeignRecord, str]]:
    """The records that are called something else here, with their ids."""
    return [(record, ids.of(record)) for record in records if ids.of(record) != record.id]
