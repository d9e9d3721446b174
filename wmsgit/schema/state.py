"""A state: the records and kinds of a workspace at one moment, as comparisons ask for them."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from wmsgit.model.record import Data, Record
from wmsgit.model.value import immutable
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import references_along
from wmsgit.schema.relations import Relations

Key = tuple[str, str]
"""A record's kind and id."""


@immutable
class State:
    """The records of one moment, read by that moment's schemas.

    Attributes:
        kinds: name → kind, for the schemas that can be used.
        records: every record that can be read.
        unreadable: the records that cannot.
    """

    kinds: Mapping[str, Kind]
    records: Mapping[Key, Record]
    unreadable: frozenset[Key] = frozenset()

    @cached_property
    def relations(self) -> Relations:
        """What the schemas say about records that refer to one another."""
        return Relations(self.kinds)

    @cached_property
    def closed(self) -> frozenset[Key]:
        """The records that are closed."""
        ends = {name: (kind.status, kind.closed) for name, kind in self.kinds.items() if kind.status and kind.closed}
        none: tuple[str, tuple[str, ...]] = ("", ())
        result = []
        for key, record in self.records.items():
            status, closed = ends.get(key[0], none)
            if closed and record.data.get(status) in closed:
                result.append(key)
        return frozenset(result)

    @cached_property
    def awaited(self) -> Mapping[Key, tuple[str, ...]]:
        """Record → the ids that it waits for; only those that wait for something."""
        result = ((key, self.relations.awaited(key[0], record.data)) for key, record in self.records.items())
        return {key: targets for key, targets in result if targets}

    def after(self, records: Mapping[Key, Record]) -> "State":
        """The state of other records of these kinds; what was worked out of those that are the same is taken over."""
        result = State(self.kinds, records)
        if "awaited" in self.__dict__:
            known, same = self.awaited, {key for key, record in records.items() if self.records.get(key) is record}
            awaited = (
                (key, known.get(key, ()) if key in same else result.relations.awaited(key[0], record.data))
                for key, record in records.items()
            )
            result.__dict__["awaited"] = {key: targets for key, targets in awaited if targets}
        return result

    @cached_property
    def waiting(self) -> Mapping[Key, tuple[Key, ...]]:
        """Record → the open records that wait for it."""
        result: dict[Key, list[Key]] = {}
        for key, targets in self.awaited.items():
            for target in targets if self.is_open(key) else ():
                result.setdefault(self.awaited_key(key, target), []).append(key)
        return {key: tuple(waiters) for key, waiters in result.items()}

    @cached_property
    def open_parts(self) -> Mapping[Key, tuple[Key, ...]]:
        """Record → the open records that are a part of it."""
        result: dict[Key, list[Key]] = {}
        for key, record in self.records.items():
            for name in self.relations.wholes.get(key[0], ()):
                if record.data.get(name) and self.is_open(key):
                    whole = self.key_of(key[:1], str(record.data[name])) or (key[0], str(record.data[name]))
                    result.setdefault(whole, []).append(key)
        return {key: tuple(parts) for key, parts in result.items()}

    @cached_property
    def naming(self) -> Mapping[Key, tuple[tuple[Key, str], ...]]:
        """Record → the records that refer to it, each with the field's name."""
        result: dict[Key, list[tuple[Key, str]]] = {}
        for key in self.records:
            for target, name in self.references(key):
                result.setdefault(target, []).append((key, name))
        return {key: tuple(dict.fromkeys(namers)) for key, namers in result.items()}

    def data(self, key: Key) -> Data:
        """A record's fields; empty where there is no such record."""
        record = self.records.get(key)
        return record.data if record else {}

    def status(self, key: Key) -> str:
        """A record's status; empty where it has none."""
        kind = self.kinds.get(key[0])
        return str(self.data(key).get(kind.status) or "") if kind and kind.status else ""

    def is_closed(self, key: Key) -> bool:
        """Whether there is such a record, and it is closed."""
        return key in self.closed

    def is_dropped(self, key: Key) -> bool:
        """Whether there is such a record, and its work was cancelled, not done."""
        return self.is_closed(key) and self.status(key) in self.kinds[key[0]].dropped

    def is_open(self, key: Key) -> bool:
        """Whether there is such a record, and it is not closed."""
        return key in self.records and key not in self.closed

    def blockers(self, key: Key) -> tuple[str, ...]:
        """The ids of the open records that this one waits for; one that does not exist holds nothing back."""
        awaited = self.awaited.get(key, ())
        return tuple(target for target in awaited if self.is_open(self.awaited_key(key, target)))

    def awaited_key(self, key: Key, target: str) -> Key:
        """The record of an id that another waits for: of that one's own kind, else of one that it may name, too."""
        if (key[0], target) in self.records:
            return key[0], target
        kinds = (key[0], *self.relations.others.get(key[0], ()))
        return self.key_of(kinds, target) or (key[0], target)

    def key_of(self, kinds: Sequence[str], target: str) -> Key | None:
        """The record, of the first of these kinds that has it, that an id names, in any case; None for none."""
        for name in kinds:
            if (name, target) in self.records:
                return name, target
        folded = (self._folded.get((name, target.casefold())) for name in kinds)
        return next(filter(None, folded), None)

    def is_ready(self, key: Key) -> bool:
        """Whether an open record waits for nothing: no other record, no open part of it, nobody's word."""
        resting = self.relations.resting.get(key[0], frozenset())
        is_held = self.blockers(key) or self.open_parts.get(key) or self.status(key) in resting
        return self.is_open(key) and not is_held

    def references(self, key: Key) -> Sequence[tuple[Key, str]]:
        """The records that one refers to, with the name of the field; they need not exist."""
        known = self._references.get(key)
        if known is None:
            kind = self.kinds.get(key[0])
            named = references_along(self.data(key), kind.reference_ways) if kind else ()
            known = self._references[key] = [
                (self.key_of(field.kinds, value) or (field.references, value), field.name) for field, _, value in named
            ]
        return known

    @cached_property
    def _references(self) -> dict[Key, list[tuple[Key, str]]]:
        return {}

    @cached_property
    def _folded(self) -> Mapping[Key, Key]:
        return {(kind, record_id.casefold()): (kind, record_id) for kind, record_id in self.records}
