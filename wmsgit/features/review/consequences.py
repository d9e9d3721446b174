"""Consequences: what follows from a record's change for it and for others, as the schemas relate them."""

from collections.abc import Iterator, Mapping, Sequence

from wmsgit.model.cycles import component_numbers
from wmsgit.model.record import Record
from wmsgit.model.text import first_words
from wmsgit.schema.state import Key, State

_MAX_NAMED = 5
_MAX_WAY = 12
_MAX_TOLD = 100
"""Sentences about one record's change: a stranger's may have tens of thousands."""


class Consequences:
    """What follows from the changes between two states.

    Args:
        old: the earlier state.
        new: the later state.
        moved: (kind, old id) → new id, of every record that stands on both sides.
    """

    def __init__(self, old: State, new: State, moved: Mapping[Key, str]) -> None:
        self._old = old
        self._new = new
        self._moved = moved
        self._cycles_told = 0
        self._circles: dict[tuple[str, str], Mapping[Key, int]] = {}

    def of(self, old: Record | None, new: Record | None) -> Iterator[str]:
        """What follows from one record's change, each a sentence without a final full stop; of many the first."""
        result = list(self._all(old, new))
        more = len(result) - _MAX_TOLD
        return iter([*result[:_MAX_TOLD], f"… and {more:,} more"] if more > 0 else result)

    def _all(self, old: Record | None, new: Record | None) -> Iterator[str]:
        was = (old.kind, old.id) if old else None
        if new is None:
            yield from self._removal(was) if was else ()
            return
        key = (new.kind, new.id)
        yield from self._closing(was, key)
        yield from self._waits(was, key)
        yield from self._links(was, key)
        yield from self._dangling(was, key)
        yield from self._cycles(was, key)

    def _removal(self, key: Key) -> Iterator[str]:
        for namer, field in self._new.naming.get(key, ()):
            yield f"dangling reference: {namer[1]} names it under {field}"

    def _closing(self, was: Key | None, key: Key) -> Iterator[str]:
        was_closed = was is not None and self._old.is_closed(was)
        is_closed = self._new.is_closed(key)
        if is_closed and not was_closed:
            yield from self._released(key)
            if self._new.blockers(key) and not self._new.is_dropped(key):
                yield f"is {self._new.status(key)} although it waits for {self._spelled(key, self._new.blockers(key))}"
            yield from self._unlinked(key)
        elif was_closed and not is_closed:
            yield f"reopens {key[1]}"
            yield from (f"{other[1]} waits for it again" for other in self._new.waiting.get(key, ()))
            yield from self._left_behind(key)

    def _released(self, key: Key) -> Iterator[str]:
        """What a record that was closed held back until now."""
        for other in self._new.waiting.get(key, ()):
            rest = self._new.blockers(other)
            if rest:
                yield f"closes a blocker of {other[1]}, which still waits for {first_words(rest, _MAX_NAMED)}"
            elif self._new.is_ready(other):
                yield f"closes the last blocker of {other[1]}, which is now ready"
            else:
                yield f"closes the last blocker of {other[1]}, which is still {self._new.status(other)}"

    def _left_behind(self, key: Key) -> Iterator[str]:
        """Closed records that relied on one that is open again."""
        for other, field in self._new.naming.get(key, ()):
            is_waiting = field in self._new.relations.waits.get(other[0], ())
            if is_waiting and self._new.is_closed(other):
                yield f"{other[1]}, which is {self._new.status(other)}, relies on it under {field}"

    def _unlinked(self, key: Key) -> Iterator[str]:
        """A record that was, say, superseded, with none that supersedes it."""
        kind, status = self._new.kinds[key[0]], self._new.status(key)
        for step in kind.transitions.values():
            for other, field in step.links.values() if step.target == status else ():
                if not any(name == field and namer[0] == other for namer, name in self._new.naming.get(key, ())):
                    yield f"is {status}, but no {other} names it under {field}"

    def _waits(self, was: Key | None, key: Key) -> Iterator[str]:
        if was is None or not self._new.is_open(key):
            return
        before = {self._moved.get((was[0], target), target) for target in self._awaited(self._old, was)}
        after = self._awaited(self._new, key)
        gained = [
            target for target in after if target not in before and self._new.is_open(self._new.awaited_key(key, target))
        ]
        lost = [target for target in before.difference(after) if self._new.is_open(self._new.awaited_key(key, target))]
        if gained:
            yield f"now waits for {self._spelled(key, gained)}"
        if lost:
            ready = " and is now ready" if self._new.is_ready(key) else ""
            yield f"no longer waits for {first_words(sorted(lost), _MAX_NAMED)}{ready}"

    def _links(self, was: Key | None, key: Key) -> Iterator[str]:
        for kind, field in sorted(self._new.relations.links):
            if kind == key[0]:
                before = dict.fromkeys(self._targets(self._old, was, field) if was else ())
                after = dict.fromkeys(self._targets(self._new, key, field))
                yield from (self._linked(key, field, target) for target in after if target not in before)
                yield from (f"{key[1]} no longer {field} {target[1]}" for target in before if target not in after)

    def _linked(self, key: Key, field: str, target: Key) -> str:
        kind = self._new.kinds.get(target[0])
        steps = kind.transitions.values() if kind else ()
        wanted = {step.target for step in steps if (key[0], field) in step.links.values()}
        status = self._new.status(target)
        still = f", which is still {status}" if status and status not in wanted else ""
        return f"{key[1]} now {field} {target[1]}{still}"

    def _dangling(self, was: Key | None, key: Key) -> Iterator[str]:
        before = set(self._old.references(was)) if was else set()
        for target, field in dict.fromkeys(self._new.references(key)):
            known = target in self._new.records or target in self._new.unreadable
            if not known and target[0] in self._new.kinds and (target, field) not in before:
                yield f"dangling reference: {field} names {target[1]}, which does not exist"

    def _cycles(self, was: Key | None, key: Key) -> Iterator[str]:
        kind = self._new.kinds.get(key[0])
        for field in kind.references.values() if kind else ():
            if field.acyclic and field.references == key[0]:
                before = set(self._targets(self._old, was, field.name) if was else ())
                for target in self._targets(self._new, key, field.name):
                    if target not in before and self._leads_back(key, target, field.name) and self._may_tell():
                        way = _shortened(self._way(target, key, field.name))
                        yield f"closes a cycle of {field.name}: {' → '.join([key[1], *way])}"

    def _may_tell(self) -> bool:
        """Whether another cycle is spelled out, for which its whole component is searched."""
        self._cycles_told += 1
        return self._cycles_told <= _MAX_TOLD

    def _leads_back(self, key: Key, target: Key, field: str) -> bool:
        """Whether a way leads from what a record names back to it."""
        if (key[0], field) not in self._circles:
            keys = (other for other in self._new.records if other[0] == key[0])
            graph = {other: self._targets(self._new, other, field) for other in keys}
            self._circles[key[0], field] = component_numbers(graph)
        numbers = self._circles[key[0], field]
        return key in numbers and numbers[key] == numbers.get(target)

    def _way(self, start: Key, end: Key, field: str) -> list[str]:
        """The ids on a shortest way from one record to another along a field, both included; empty for none."""
        came_from: dict[Key, Key] = {start: start}
        queue = [start]
        for node in queue:
            if node == end:
                break
            for target in self._targets(self._new, node, field):
                if target not in came_from:
                    came_from[target] = node
                    queue.append(target)
        if end not in came_from:
            return []
        way = [end]
        while way[-1] != start:
            way.append(came_from[way[-1]])
        return [identifier for _, identifier in reversed(way)]

    def _targets(self, state: State, key: Key, field: str) -> list[Key]:
        return [target for target, name in state.references(key) if name == field]

    def _awaited(self, state: State, key: Key) -> tuple[str, ...]:
        return state.relations.awaited(key[0], state.data(key))

    def _spelled(self, key: Key, targets: Sequence[str]) -> str:
        """Records that are waited for, each with its status."""
        statuses = {target: self._new.status(self._new.awaited_key(key, target)) for target in targets}
        named = [f"{target} ({status})" if status else target for target, status in statuses.items()]
        return first_words(named, _MAX_NAMED)


def _shortened(way: list[str]) -> list[str]:
    """A way without the middle of a long one."""
    half = _MAX_WAY // 2
    return way if len(way) <= _MAX_WAY else [*way[:half], f"… ({len(way) - _MAX_WAY:,} more) …", *way[-half:]]
