"""Status lines: the statuses that led to what a record is now, each with the moment from which it held."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wmsgit.features.history.graph import CommitGraph
from wmsgit.features.history.record_paths import RecordTouch, RecordVersions

Step = tuple[int, str]
"""From when, in seconds since the epoch, which status; an empty one for a record that had none."""


@dataclass(frozen=True, slots=True)
class StatusLine:
    """The statuses of one record, the oldest first. No two that follow each other are the same.

    Attributes:
        id: the record's id now.
        steps: from when which status.
    """

    id: str
    steps: tuple[Step, ...]

    @property
    def began_s(self) -> int:
        """When the record came to be."""
        return self.steps[0][0]

    @property
    def status(self) -> str:
        """The status that was committed last."""
        return self.steps[-1][1]

    def at(self, moment_s: int) -> str | None:
        """The status at a moment; None before the record was there."""
        result = None
        for since, status in self.steps:
            if since > moment_s:
                break
            result = status
        return result

    def spans(self, until_s: int) -> Iterator[tuple[str, int, int]]:
        """Each status with when it began and ended; the last one lasts until the given moment."""
        for (since, status), (end, _) in pairwise([*self.steps, (max(until_s, self.steps[-1][0]), "")]):
            yield status, since, end


def status_line(story: RecordVersions, graph: CommitGraph, moment: RecordTouch, field: str) -> tuple[Step, ...]:
    """The line of a record, from a touch of it backwards.

    A status began with the commit whose parents all had another one. At a commit that took a status over from a
    parent, the line goes on through the first parent that had it, as `git log` follows a file; at one that set it,
    through the first parent that had the record. The clocks of two machines may disagree: no step lies before
    an older one.

    Args:
        story: the records' fields at the commits.
        graph: the commits.
        moment: where the record was touched last.
        field: the field that holds the status.
    """
    steps: list[Step] = []
    at: RecordTouch | None = moment
    while at is not None:
        status = _status(story, at, field)
        parents = [earlier for earlier in story.lives.before(at) if earlier and story.lives.version(earlier)]
        same = next((earlier for earlier in parents if _status(story, earlier, field) == status), None)
        if same is None:
            steps.append((graph.details[at.position][2], status))
        at = same or next(iter(parents), None)
    return tuple(_in_time(steps))


def _in_time(newest_first: Sequence[Step]) -> Iterator[Step]:
    latest: int | None = None
    for seconds, status in reversed(newest_first):
        latest = seconds if latest is None else max(latest, seconds)
        yield latest, status


def _status(story: RecordVersions, moment: RecordTouch, field: str) -> str:
    value = (story.data(moment) or {}).get(field)
    return "" if value is None else str(value)


def as_json(lines: Mapping[str, tuple[str, tuple[Step, ...]]]) -> dict[str, list[object]]:
    """Lines as JSON values: id → the commit of the last touch, and the steps."""
    return {record_id: [commit, [list(step) for step in steps]] for record_id, (commit, steps) in lines.items()}
