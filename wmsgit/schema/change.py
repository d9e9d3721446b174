"""A change: two states that are compared, as the checks of a change ask for it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wmsgit.model.finding import Finding
from wmsgit.model.ports import Places, Pointer
from wmsgit.model.record import Data, Record
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import references_along
from wmsgit.schema.pairs import Pair, pair_records
from wmsgit.schema.state import Key, State


@dataclass(frozen=True)
class Change:
    """What a branch does to the records, judged by the schemas of its base.

    Attributes:
        base: the state from which the branch began.
        head: the state that the branch comes to, read by the same schemas.
        place: where values stand in the files of the head.
        between: gives the versions that a record had on the way, oldest first.
        renumbered: old id → new id, as the branch's commits record it.
    """

    base: State
    head: State
    place: Places
    between: Callable[[Record], Iterable[Data]] = lambda _record: ()
    renumbered: Mapping[str, str] = field(default_factory=dict)

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """The base's kinds."""
        return self.base.kinds

    @cached_property
    def pairs(self) -> Sequence[Pair]:
        """The records that differ, each with its counterpart."""
        return [pair for pair in pair_records(self.base, self.head, self.renumbered) if pair.change]

    def kept(self) -> Iterator[tuple[Record, Record, Kind]]:
        """The records that stand on both sides and differ."""
        for pair in self.pairs:
            if pair.old and pair.new and pair.new.kind in self.kinds:
                yield pair.old, pair.new, self.kinds[pair.new.kind]

    def added(self) -> Iterator[Record]:
        """The records that only the head has."""
        return (pair.new for pair in self.pairs if pair.new and not pair.old)

    def removed(self) -> Iterator[Record]:
        """The records that only the base has."""
        return (pair.old for pair in self.pairs if pair.old and not pair.new)

    def mentions_of(self, target: Key) -> Iterator[tuple[Record, str, Pointer]]:
        """The records of the head that refer to one, each with the field's name and the place in it."""
        for namer in dict.fromkeys(key for key, _ in self.head.naming.get(target, ())):
            record = self.head.records[namer]
            for named, pointer, value in references_along(record.data, self.head.kinds[namer[0]].reference_ways):
                if target[0] in named.kinds and value == target[1]:
                    yield record, named.name, pointer

    def finding(self, record: Record, pointer: Pointer, code: str, message: str) -> Finding:
        """An error at a place in a record of the head."""
        line, column = self.place(record.path, pointer)
        return Finding(record.path, line, column, code, message)
