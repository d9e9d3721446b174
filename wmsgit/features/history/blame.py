"""Blame: which commit last set each field of a record, and each item of its lists."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from wmsgit.features.history.graph import CommitGraph
from wmsgit.features.history.record_paths import RecordTouch, RecordVersions
from wmsgit.model.commit import Commit
from wmsgit.model.record import Data
from wmsgit.model.same import same

Holds = Callable[[Data], bool]
"""Whether a state of a record has the value that is followed."""


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
        for part, holds in _parts(field, value):
            setter = _setter(story, moment, holds)
            yield Blamed(field, part, graph.commit(setter.position) if setter else None)


def _parts(field: str, value: Any) -> Iterator[tuple[Any, Holds]]:
    if not isinstance(value, list) or not value:
        yield value, lambda data: field in data and same(data[field], value)
        return
    for index, item in enumerate(value):
        yield item, _has_item(field, item, _count(value[: index + 1], item))


def _has_item(field: str, item: Any, count: int) -> Holds:
    """Whether the list has the item, the second of two equal ones when there were two."""

    def holds(data: Data) -> bool:
        held = data.get(field)
        return _count(held if isinstance(held, list) else [held], item) >= count

    return holds


def _count(items: list[Any], wanted: Any) -> int:
    return sum(same(item, wanted) for item in items)


def _setter(story: RecordVersions, moment: RecordTouch | None, holds: Holds) -> RecordTouch | None:
    if moment is None or not holds(story.data(moment) or {}):
        return None
    while True:
        earlier = (one for one in story.lives.before(moment) if one and holds(story.data(one) or {}))
        older = next(earlier, None)
        if older is None:
            return moment
        moment = older
