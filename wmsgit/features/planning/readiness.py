"""Readiness: which records may be taken on now, in which order, and why the others may not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime
from math import inf

from wmsgit.model.people import NOBODY, People
from wmsgit.model.text import first_words
from wmsgit.model.times import end_of_day, time_of
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key, State

_DAY_S = 86_400
_BARE_DATE = len("2026-11-23")
_MAX_NAMED = 5

Rank = tuple[tuple[float, ...], float, int, str, str]


def _no_gates(_key: Key) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Readiness:
    """Who asks at which moment what is ready.

    Attributes:
        state: the records; of those that may be waited for, the open ones are enough.
        now: the moment, with the time zone in which days begin.
        actor: who asks: what another holds is not ready.
        people: who is who.
        gates: why no gate lets a record be taken on; empty when none is against it.
    """

    state: State
    now: datetime
    actor: str
    gates: Callable[[Key], tuple[str, ...]] = _no_gates
    people: People = NOBODY

    def in_order(self) -> Iterator[Key]:
        """The records that may be taken on, the weightiest first.

        Each is judged when it is asked for; the age only of what is as weighty as that is looked at.
        """
        claims, state = self.state.relations.claims, self.state
        by_weight: dict[tuple[float, ...], list[Key]] = {}
        for key in self.candidates():
            if claims[key[0]].leads_from(state.status(key)):
                by_weight.setdefault(self._weights(key), []).append(key)
        for weights in sorted(by_weight):
            yield from filter(self.is_ready, sorted(by_weight[weights], key=self._seniority))

    def candidates(self) -> Iterator[Key]:
        """The open records of the kinds that are taken on."""
        claims = self.state.relations.claims
        return (key for key in self.state.records if key[0] in claims and self.state.is_open(key))

    def is_ready(self, key: Key) -> bool:
        """Whether nothing is against taking a record on."""
        return next(self.hindrances(key), None) is None

    def hindrances(self, key: Key) -> Iterator[str]:
        """What is against taking a record on, each in a few words that follow its id."""
        step = self.state.relations.claims.get(key[0])
        status = self.state.status(key)
        if key not in self.state.records:
            yield "does not exist"
        elif step is None:
            yield f"is {_article(key[0])}, and those are not taken on"
        elif self.state.is_closed(key):
            yield f"is {status}"
        elif not step.leads_from(status):
            yield f"is {status} already{self._by(key, step.claims)}"
        else:
            yield from self._rests(key, status)
            yield from self._waits(key)
            yield from self._parts(key)
            yield from self._held(key, step.claims)
            yield from (f"a gate holds it: {reason}" for reason in self.gates(key))

    def rank(self, key: Key) -> Rank:
        """What orders the ready records: the kind's `order`, age in days, how many wait for it; then the id."""
        return self._weights(key), *self._seniority(key)

    def _weights(self, key: Key) -> tuple[float, ...]:
        kind, data = self.state.kinds[key[0]], self.state.data(key)
        return tuple([self._weight(kind.fields[name], data.get(name)) for name in kind.order])

    def _seniority(self, key: Key) -> tuple[float, int, str, str]:
        """What orders the records of one weight."""
        kind, data = self.state.kinds[key[0]], self.state.data(key)
        age = self._moment(data.get(kind.date)) if kind.date else None
        days = age.timestamp() // _DAY_S if age else inf
        return days, -len(self.state.waiting.get(key, ())), key[1], key[0]

    def grounds(self, key: Key) -> list[str]:
        """What gives a ready record its place in the order, in words."""
        kind, data = self.state.kinds[key[0]], self.state.data(key)
        named = [f"{name.replace('_', ' ')} {data[name]}" for name in kind.order if name in data]
        age = self._moment(data.get(kind.date)) if kind.date else None
        days = (self.now - age).days if age else 0
        waiting = self.state.waiting.get(key, ())
        return [
            *named,
            *([f"{days} days old"] if days > 1 else []),
            *([f"unblocks {first_words([other for _, other in waiting], _MAX_NAMED)}"] if waiting else []),
        ]

    def _rests(self, key: Key, status: str) -> Iterator[str]:
        """Whether it is put off to a later moment, or rests until someone says otherwise."""
        stated = lapsed = False
        for field, target in self.state.relations.returns[key[0]].items():
            value = self.state.data(key).get(field)
            moment = self._moment(value)
            if value is not None and moment is None:
                yield f"{field} {value!r} is no moment"
            elif moment is not None and moment > self.now:
                stated = True
                yield f"is put off until {value}"
            lapsed |= moment is not None and target == status
        if status in self.state.relations.resting[key[0]] and not (stated or lapsed):
            yield f"is {status}{self._because(key, status)}"

    def _because(self, key: Key, status: str) -> str:
        kind, data = self.state.kinds[key[0]], self.state.data(key)
        fields = [step.message for step in kind.transitions.values() if step.target == status and step.message]
        reasons = [str(data[field]) for field in fields if data.get(field)]
        return f": {reasons[0]}" if reasons else ""

    def _waits(self, key: Key) -> Iterator[str]:
        blockers = self.state.blockers(key)
        if blockers:
            named = [f"{other} ({self.state.status(self.state.awaited_key(key, other))})" for other in blockers]
            yield f"waits for {first_words(named, _MAX_NAMED)}"

    def _parts(self, key: Key) -> Iterator[str]:
        parts = self.state.open_parts.get(key, ())
        if parts:
            named = [f"{part[1]} ({self.state.status(part)})" for part in parts]
            yield f"has open parts: {first_words(named, _MAX_NAMED)}"

    def _held(self, key: Key, field: str) -> Iterator[str]:
        holder = self.state.data(key).get(field)
        if holder and not self.people.is_same(holder, self.actor):
            yield f"is held by {holder}"

    def _by(self, key: Key, field: str) -> str:
        holder = self.state.data(key).get(field)
        return f", by {holder}" if holder else ""

    def _weight(self, field: Field, value: object) -> float:
        """Less is weightier: an enumeration's first value, the earliest moment, the smallest number."""
        if field.enum:
            return field.enum.index(value) if isinstance(value, str) and value in field.enum else len(field.enum)
        if field.is_time:
            moment = self._moment(value, ends=True)
            return moment.timestamp() if moment else inf
        return float(value) if isinstance(value, int | float) else inf

    def _moment(self, value: object, *, ends: bool = False) -> datetime | None:
        """The moment that a field names; of a bare date its beginning or, with `ends`, its end."""
        moment = time_of(value, self.now.tzinfo or UTC)
        if moment and ends and len(str(value)) == _BARE_DATE and moment.year < MAXYEAR:
            return end_of_day(moment, self.now.tzinfo or UTC)
        return moment


def held_fields(kind: Kind) -> tuple[str, ...]:
    """The fields of a kind that readiness looks at, apart from those that gates ask for."""
    steps = kind.transitions.values()
    result = [step.claims for step in steps if step.claims]
    until = [field for step in steps for field in step.options.values() if kind.fields[field].is_time]
    why = [step.message for step in steps if step.message and step.options]
    return tuple(dict.fromkeys(filter(None, [kind.status, *result, *until, *why, *kind.order, kind.date])))


def _article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
