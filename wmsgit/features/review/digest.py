"""A digest: what has happened since someone last looked, by what it means to that person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wmsgit.model.change import FieldChange
from wmsgit.model.difference import Difference
from wmsgit.model.people import NOBODY, People
from wmsgit.model.times import time_of
from wmsgit.schema.kind import Kind
from wmsgit.schema.relations import holder_field
from wmsgit.schema.state import Key, State

SECTIONS = (
    "assigned",
    "unblocked",
    "taken from you",
    "review asked",
    "done",
    "decided",
    "found",
    "slipped",
    "expiring waivers",
    "notes",
)
"""The titles, in the order in which they are shown; the first four are about the person."""
_SOON = timedelta(days=7)
_ASKED = ("deciders", "reviewers")
_FINDINGS = "severity"


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One line of a digest.

    Attributes:
        section: one of `SECTIONS`.
        kind, id, title: which record; the id is empty for a line about several.
        detail: what there is to say of it.
    """

    section: str
    kind: str
    id: str
    title: str
    detail: str = ""


@dataclass(frozen=True)
class DigestView:
    """What a digest is made of.

    Attributes:
        old, new: the records then and now.
        differences: what became of each record in between.
        person: about whom it is; empty for everybody.
        since, now: the time that it covers.
    """

    old: State
    new: State
    differences: Sequence[Difference]
    person: str
    since: datetime
    now: datetime
    people: People = NOBODY

    def entries(self) -> list[DigestEntry]:
        """Everything that is worth a line, by section."""
        lines = [line for difference in self.differences for line in self._of_change(difference)]
        lines += [*self._unblocked(), *self._by_time(), *self._notes()]
        return sorted(lines, key=lambda line: SECTIONS.index(line.section))

    def _of_change(self, difference: Difference) -> Iterator[DigestEntry]:
        kind = self.new.kinds.get(difference.kind)
        if kind is None or difference.change == "removed":
            return
        fields = {change.field: change for change in difference.fields}
        yield from self._of_holder(difference, kind, fields)
        yield from self._of_status(difference, kind, fields)
        requests = (fields[name] for name in _ASKED if name in fields)
        if self._is_open(difference) and any(self._is_named(change.new) for change in requests):
            yield self._entry("review asked", difference, self._status(difference))
        if difference.change == "added" and _FINDINGS in kind.fields:
            yield self._entry("found", difference, str(self.new.data(_key(difference)).get(_FINDINGS) or ""))

    def _of_holder(
        self, difference: Difference, kind: Kind, fields: Mapping[str, FieldChange]
    ) -> Iterator[DigestEntry]:
        change = fields.get(_holder(kind))
        if change is None:
            return
        is_mine = self._is_mine(change.new) if self.person else bool(change.new)
        if is_mine and self._is_open(difference):
            yield self._entry("assigned", difference, self._status(difference) if self.person else str(change.new))
        elif self.person and self._is_mine(change.old) and difference.change != "added":
            yield self._entry("taken from you", difference, f"now {change.new}" if change.new else "now nobody's")

    def _of_status(
        self, difference: Difference, kind: Kind, fields: Mapping[str, FieldChange]
    ) -> Iterator[DigestEntry]:
        change = fields.get(kind.status or "")
        if change is None or not kind.status:
            return
        frozen = kind.frozen.statuses
        if change.new in frozen and change.old not in frozen:
            yield self._entry("decided", difference, str(change.new))
        elif change.new in kind.closed and change.old not in kind.closed and self._is_of_this_time(difference, kind):
            who = str(self.new.data(_key(difference)).get(_holder(kind)) or "")
            yield self._entry("done", difference, ", ".join(filter(None, [str(change.new), who])))

    def _is_of_this_time(self, difference: Difference, kind: Kind) -> bool:
        """Whether a record was there before, or is younger than the digest: old work that was only imported is not."""
        born = self._moment(self.new.data(_key(difference)).get(kind.date))
        return difference.change != "added" or (born is not None and born >= self.since)

    def _unblocked(self) -> Iterator[DigestEntry]:
        """What waited for something open and waits for nothing any more."""
        for key in self.new.awaited:
            kind = self.new.kinds[key[0]]
            is_mine = not self.person or self._is_mine(self.new.data(key).get(_holder(kind)))
            was_waiting = key in self.old.records and self.old.blockers(key)
            if is_mine and was_waiting and self.new.is_open(key) and not self.new.blockers(key):
                yield self._of(key, "unblocked", f"{', '.join(self.old.blockers(key))} closed")

    def _by_time(self) -> Iterator[DigestEntry]:
        """What came due without being done, and waivers that end soon."""
        for key, record in self.new.records.items():
            if not self.new.is_open(key):
                continue
            due = self._moment(record.data.get("due"))
            if due is not None and due < self.now:
                yield self._of(key, "slipped", f"due {record.data['due']}")
            waiver = record.data.get("waiver")
            ends = self._moment(waiver.get("expires")) if isinstance(waiver, Mapping) else None
            if isinstance(waiver, Mapping) and ends is not None and self.now <= ends <= self.now + _SOON:
                yield self._of(key, "expiring waivers", f"until {waiver['expires']}")

    def _notes(self) -> Iterator[DigestEntry]:
        """Notes and activities, as one line: how many there are, and in which records."""
        counts: dict[str, int] = {}
        for difference in self.differences:
            for change in difference.fields:
                new, old = change.new, change.old
                if change.field in {"comments", "activities"} and isinstance(new, list):
                    counts[difference.id] = counts.get(difference.id, 0) + len(new) - len(old or [])
        counts = {name: count for name, count in counts.items() if count > 0}
        if counts:
            total = sum(counts.values())
            names = ", ".join(f"{name} ({count})" for name, count in list(counts.items())[:5])
            more = f" and {len(counts) - 5} more" if len(counts) > 5 else ""  # noqa: PLR2004 - as many as are named
            yield DigestEntry("notes", "", "", f"{total} note{'s' if total > 1 else ''}", f"{names}{more}")

    def _entry(self, section: str, difference: Difference, detail: str) -> DigestEntry:
        return DigestEntry(section, difference.kind, difference.id, difference.title, detail)

    def _of(self, key: Key, section: str, detail: str) -> DigestEntry:
        title = self.new.data(key).get(self.new.kinds[key[0]].argument, "")
        return DigestEntry(section, key[0], key[1], str(title or ""), detail)

    def _is_mine(self, name: Any) -> bool:
        return self.people.is_same(name, self.person)

    def _is_named(self, names: Any) -> bool:
        return bool(self.person) and any(self._is_mine(name) for name in _items(names))

    def _is_open(self, difference: Difference) -> bool:
        return self.new.is_open(_key(difference))

    def _status(self, difference: Difference) -> str:
        return self.new.status(_key(difference))

    def _moment(self, value: Any) -> datetime | None:
        moment = time_of(value, self.now.tzinfo) if self.now.tzinfo else None
        is_day = moment is not None and len(str(value)) == len("2026-11-23")
        return moment + timedelta(days=1) if moment and is_day else moment


def _key(difference: Difference) -> Key:
    return difference.kind, difference.id


def _holder(kind: Kind) -> str:
    """The field that says who has a record; empty for none."""
    return holder_field(kind) or ("assigned_to" if "assigned_to" in kind.fields else "")


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
