"""Blame: which commit last set each field of a record, and each item of its lists."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wmsgit.features.history.graph import CommitGraph
from wmsgit.features.history.record_paths import RecordTouch, RecordVersions
from wmsgit.model.commit import Commit
from wmsgit.model.record import Data
from wmsgit.model.same import same_key


@dataclass(frozen=True, slots=True)
class Blamed:
    """One value and the commit that last set it.

    Attributes:
        field: the field's name.
        value: its value, or one item of it where it is a list that has some.
        commit: None where it is not committed yet.
    """

    field: str
    value: Any
    commit: Commit | None


def blame(story: RecordVersions, graph: CommitGraph, moment: RecordTouch | None, data: Data) -> Iterator[Blamed]:
    """Every value of a record.

    A merge set what none of its parents had; what several had is followed through the first of them.

    Args:
        story: the states.
        graph: the commits.
        moment: the record as it was committed last; None where it never was.
        data: its fields now, committed or not.
    """
    for field, value in data.items():
        if field == "id":
            continue
        if isinstance(value, list) and value:
            parts, keys = value, _numbered(value)
        else:
            parts, keys = [value], [same_key(value)]
        setters = _Setters(story, moment, field, is_list=parts is value).of(keys)
        for part, setter in zip(parts, setters, strict=True):
            yield Blamed(field, part, graph.commit(setter.position) if setter else None)


class _Setters:
    """Who set the parts of one field: its value, or the items of a list.

    The parts go back together, each state's are hashed once, and a part that a state has not leaves the others.

    Args:
        story: the states.
        moment: where to begin.
        field: the field.
        is_list: whether the parts are the items of a list.
    """

    def __init__(self, story: RecordVersions, moment: RecordTouch | None, field: str, *, is_list: bool) -> None:
        self._story = story
        self._moment = moment
        self._field = field
        self._is_list = is_list

    def of(self, keys: Sequence[Hashable]) -> list[RecordTouch | None]:
        """For each part by its key the state that set it; None for one that is not committed."""
        setters: dict[Hashable, RecordTouch] = {}
        held = self._held(self._moment) if self._moment else frozenset()
        waiting = [(self._moment, [key for key in dict.fromkeys(keys) if key in held])] if self._moment else []
        while waiting:
            moment, parts = waiting.pop()
            for earlier in self._story.lives.before(moment):
                held = self._held(earlier) if earlier and parts else frozenset()
                older = [key for key in parts if key in held]
                if earlier and older:
                    waiting.append((earlier, older))
                    parts = [key for key in parts if key not in held]
            setters.update(dict.fromkeys(parts, moment))
        return [setters.get(key) for key in keys]

    def _held(self, moment: RecordTouch) -> frozenset[Hashable]:
        data = self._story.data(moment) or {}
        if self._field not in data:
            return frozenset()
        value = data[self._field]
        if not self._is_list:
            return frozenset([same_key(value)])
        return frozenset(_numbered(value if isinstance(value, list) else [value]))


def _numbered(items: list[Any]) -> list[Hashable]:
    """The key of each item with how many equal ones stand before it: the second of two is set when there are two."""
    counts: dict[Hashable, int] = {}
    result: list[Hashable] = []
    for item in items:
        key = same_key(item)
        counts[key] = counts.get(key, 0) + 1
        result.append((key, counts[key]))
    return result
