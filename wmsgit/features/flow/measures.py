"""Measures of flow: lead and cycle time, throughput, cumulative flow, ageing, waiting, burn-up; in whole seconds."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import nsmallest
from math import ceil
from typing import Any

from wmsgit.features.flow.lines import StatusLine
from wmsgit.model.groups import grouped
from wmsgit.model.times import format_seconds

DAY_S = 86_400
PERCENTILES = (50, 85, 95)
"""The usual ones of flow metrics: half, most, and all but the rare."""

DEFINITIONS: Mapping[str, str] = {
    "lead time": "from the commit that added a record to the one that closed it for good",
    "cycle time": "from the commit that first took it on to the one that closed it for good",
    "throughput": "how many records were closed in a week, Monday to Sunday in UTC; cancelled work does not count",
    "cumulative flow": "how many records had which status at the end of each day in UTC",
    "age": "how long an open record has been there, how long since it was first taken on, how long in its status",
    "waited": "how long a record was in a status in which it waits for another",
    "burn-up": "how many records name a milestone and were there at the end of a day, and how many of them were closed",
    "percentile": "the least time that this share of the finished records did not exceed (nearest rank)",
    "history": "the commits that led to what is committed now; at a merge, the side whose status it took over",
}
"""What the numbers mean: pages print it beside them."""


@dataclass(frozen=True, slots=True)
class Stages:
    """What the statuses of a kind mean for its flow.

    Attributes:
        statuses: all of them, in the schema's order.
        started: those in which somebody is at it.
        waiting: those in which it waits for another.
        closed: those that end the work.
        dropped: those of them that say that it was cancelled.
    """

    statuses: Sequence[str]
    started: Collection[str]
    waiting: AbstractSet[str]
    closed: Collection[str]
    dropped: Collection[str]


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when is looked, in seconds since the epoch: the first counts, the last does not."""

    since_s: int
    until_s: int

    def has(self, moment_s: int) -> bool:
        """Whether a moment lies in it."""
        return self.since_s <= moment_s < self.until_s

    def days(self) -> list[date]:
        """The days in UTC that it touches."""
        first, last = (day_of(moment) for moment in (self.since_s, max(self.since_s, self.until_s - 1)))
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def day_of(moment_s: int) -> date:
    """The day in UTC of a moment."""
    return datetime.fromtimestamp(moment_s, UTC).date()


def end_of(day: date) -> int:
    """The last second of a day in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) + DAY_S - 1


def started_s(line: StatusLine, stages: Stages) -> int | None:
    """When somebody first took a record on; None for never."""
    for since, status in line.steps:
        if status in stages.started:
            return since
    return None


def closed_s(line: StatusLine, stages: Stages) -> int:
    """When a record that is closed now was closed for good."""
    result = line.steps[-1][0]
    for since, status in reversed(line.steps):
        if status not in stages.closed:
            break
        result = since
    return result


def waited_s(line: StatusLine, stages: Stages, until_s: int) -> int:
    """How long a record has waited for others, until a moment."""
    if stages.waiting.isdisjoint([status for _, status in line.steps]):
        return 0  # as of most records
    return sum(
        max(0, min(end, until_s) - since) for status, since, end in line.spans(until_s) if status in stages.waiting
    )


def finished(lines: Iterable[StatusLine], stages: Stages, window: Window) -> list[dict[str, Any]]:
    """The records that were closed in a window and not cancelled, by when they were closed."""
    rows = []
    for line in lines:
        status = line.steps[-1][1]
        if status not in stages.closed or status in stages.dropped:
            continue
        end = closed_s(line, stages)
        if not window.has(end):
            continue
        start = started_s(line, stages)
        is_through = start is not None and start <= end
        rows.append(
            {
                "id": line.id,
                "added_at": format_seconds(line.began_s),
                "started_at": format_seconds(start) if start is not None and is_through else None,
                "closed_at": format_seconds(end),
                "lead_s": end - line.began_s,
                "cycle_s": end - start if start is not None and is_through else None,
                "waited_s": waited_s(line, stages, end),
            }
        )
    return sorted(rows, key=lambda row: (row["closed_at"], row["id"]))


def summary(durations_s: Iterable[int | None]) -> dict[str, int | None]:
    """How many durations there are, and their percentiles; None where there are none."""
    known = sorted(duration for duration in durations_s if duration is not None)
    return {"count": len(known), **{f"p{share}_s": percentile(known, share) for share in PERCENTILES}}


def percentile(ordered: Sequence[int], share: int) -> int | None:
    """The value of the nearest rank of an ascending sequence; None for an empty one."""
    return ordered[max(0, ceil(share * len(ordered) / 100) - 1)] if ordered else None


def throughput(rows: Iterable[Mapping[str, Any]], window: Window) -> list[dict[str, Any]]:
    """How many of the finished rows were closed in each week of a window."""
    by_day = Counter([row["closed_at"][:10] for row in rows])
    counts: Counter[date] = Counter()
    for day, count in by_day.items():
        counts[_monday(date.fromisoformat(day))] += count
    weeks = dict.fromkeys(_monday(day) for day in window.days())
    return [{"week": f"{day:%G-W%V}", "from": day.isoformat(), "closed": counts[day]} for day in weeks]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def cumulative(lines: Sequence[StatusLine], stages: Stages, window: Window) -> list[dict[str, Any]]:
    """How many records had which status at the end of each day; the last day ends with the window."""
    days = window.days()
    ends = [min(end_of(day), window.until_s - 1) for day in days]
    totals = counts_at(lines, ends, lambda _, status: status)
    names = [*stages.statuses, *sorted({name for day in totals for name in day} - set(stages.statuses))]
    return [
        {"day": day.isoformat(), **{name: counts.get(name, 0) for name in names}}
        for day, counts in zip(days, totals, strict=True)
    ]


def counts_at(
    lines: Iterable[StatusLine], ends: Sequence[int], label: Callable[[StatusLine, str], str]
) -> list[dict[str, int]]:
    """Label → how many records have it at each of these ascending moments. A line costs its steps, not the days."""
    changes: list[Counter[str]] = [Counter() for _ in range(len(ends) + 1)]
    places: dict[int, int] = {}  # one commit often touches many records
    for line in lines:
        before = ""
        for number, (since, status) in enumerate(line.steps):
            if since not in places:
                places[since] = bisect_left(ends, since)
            name, place = label(line, status), places[since]
            if number and before:
                changes[place][before] -= 1
            if name:
                changes[place][name] += 1
            before = name
    result: list[dict[str, int]] = []
    running: Counter[str] = Counter()
    for change in changes[: len(ends)]:
        running.update(change)  # a counter's update adds, also what is negative
        result.append({name: count for name, count in running.items() if count})
    return result


def ageing(lines: Iterable[StatusLine], stages: Stages, until_s: int, most: int | None = None) -> list[dict[str, Any]]:
    """The records that are open at the moment with which their lines end, the longest in work first.

    Args:
        lines: the records' lines.
        stages: what the statuses mean.
        until_s: the moment.
        most: only so many of the first; None for all.
    """
    ranked = []
    for line in lines:
        if line.steps[-1][1] not in stages.closed:
            start = started_s(line, stages)
            ranked.append((-(until_s - start) or 1 if start is not None else 1, line.steps[0][0], line.id, line, start))
    first = sorted(ranked) if most is None else nsmallest(most, ranked)  # no two have one id
    return [
        {
            "id": line.id,
            "status": line.status,
            "age_s": until_s - line.began_s,
            "started_s": until_s - start if start is not None else None,
            "status_s": until_s - line.steps[-1][0],
            "waited_s": waited_s(line, stages, until_s),
        }
        for *_, line, start in first
    ]


def before(line: StatusLine, until_s: int) -> StatusLine | None:
    """The line as it was at a moment; None where the record was not there yet."""
    if line.steps[-1][0] < until_s:  # no step lies before an older one
        return line
    steps = tuple(step for step in line.steps if step[0] < until_s)
    return StatusLine(line.id, steps) if steps else None


def burn_up(
    lines: Sequence[StatusLine], stages: Stages, window: Window, milestones: Mapping[str, str]
) -> list[dict[str, Any]]:
    """For each milestone, how many records it had and how many of them were closed at the end of each day.

    Args:
        lines: the records' lines.
        stages: what the statuses mean.
        window: the days.
        milestones: id → the milestone that the record names.
    """
    groups = grouped((milestones[line.id], line) for line in lines if line.id in milestones)
    days = window.days()
    ends = [min(end_of(day), window.until_s - 1) for day in days]
    result = []
    for name, group in sorted(groups.items()):
        totals = counts_at(group, ends, lambda _, status: "done" if status in stages.closed else "open")
        rows = [
            {"day": day.isoformat(), "scope": sum(counts.values()), "done": counts.get("done", 0)}
            for day, counts in zip(days, totals, strict=True)
        ]
        result.append({"milestone": name, "days": rows})
    return result
