"""Charts of numbers over time: stacked areas, bars, points and lines."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from wmsgit.site.charts.plot import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    SERIES,
    WIDTH,
    Scale,
    day_labels,
    frame,
    legend,
    scale_for,
    x_at,
)
from wmsgit.site.markup import Html, el, join

_GAP = 0.2
_RADIUS = 4
_TEXT_HEIGHT = 12
MOST_POINTS = 2_000
"""More points in one chart cover one another."""


def areas(title: str, days: Sequence[str], series: Mapping[str, Sequence[int]], unit: str) -> Html:
    """Counts by day, stacked; the first series lies at the bottom."""
    days, series = _with_width(days, series)
    totals = [sum(values[number] for values in series.values()) for number in range(len(days))]
    scale = scale_for(totals)
    below = [0] * len(days)
    drawn = []
    for place, (name, values) in enumerate(series.items()):
        above = [low + value for low, value in zip(below, values, strict=True)]
        upper = [(x_at(number, len(days)), scale.y(value)) for number, value in enumerate(above)]
        lower = [(x_at(number, len(days)), scale.y(value)) for number, value in enumerate(below)]
        points = _bare(upper) + _bare(lower)[::-1]
        words = f"{name}: {values[0]} at first, {values[-1]} at the end"
        drawn.append(el("polygon", el("title", words), points=_points(points), class_=f"fill s{place % SERIES}"))
        below = above
    description = "; ".join(f"{name} {values[0]} → {values[-1]}" for name, values in series.items())
    return join(frame(title, description, scale, unit, day_labels(days), *drawn), legend(list(series)))


def lines(title: str, days: Sequence[str], series: Mapping[str, Sequence[int]], unit: str) -> Html:
    """Counts by day, each series a line."""
    days, series = _with_width(days, series)
    scale = scale_for([value for values in series.values() for value in values])
    drawn = [
        el("polyline", el("title", f"{name}: {values[0]} at first, {values[-1]} at the end"),
           points=_points(_bare([(x_at(n, len(days)), scale.y(value)) for n, value in enumerate(values)])),
           class_=f"line s{place % SERIES}")
        for place, (name, values) in enumerate(series.items())
    ]  # fmt: skip
    description = "; ".join(f"{name} {values[0]} → {values[-1]}" for name, values in series.items())
    return join(frame(title, description, scale, unit, day_labels(days), *drawn), legend(list(series)))


def bars(title: str, values: Sequence[tuple[str, int]], unit: str) -> Html:
    """One bar for each name."""
    scale = scale_for([value for _, value in values])
    room = (WIDTH - LEFT - RIGHT) / max(1, len(values))
    drawn = [
        el("rect", el("title", f"{name}: {value}"),
           x=round(LEFT + room * (number + _GAP / 2), 1), y=scale.y(value),
           width=round(room * (1 - _GAP), 1), height=round(HEIGHT - BOTTOM - scale.y(value), 1), class_="bar s0")
        for number, (name, value) in enumerate(values)
    ]  # fmt: skip
    names = [name for name, _ in values]
    step = max(1, -(-len(names) // 8))
    description = f"{sum(value for _, value in values)} in all, {values[-1][1] if values else 0} in the last"
    return frame(title, description, scale, unit, names[::step], *drawn)


def points(
    title: str, days: Sequence[str], dots: Sequence[tuple[str, float, str]], marks: Mapping[str, float], unit: str
) -> Html:
    """A point for each record, and lines at some heights.

    Args:
        title: what it shows.
        days: those of the horizontal axis.
        dots: day, height and words of each point.
        marks: name → height of a line over the whole width.
        unit: what the height is.
    """
    scale = scale_for([*(height for _, height, _ in dots), *marks.values()])
    across = {day: x_at(number, len(days)) for number, day in enumerate(days)}
    shown = [_dot(across[day], scale.y(height), words) for day, height, words in dots if day in across]
    levels = _levels(scale, marks)
    words = "; ".join(f"{name}: {height:g} {unit}" for name, height in marks.items())
    return frame(title, f"{len(dots)} records. {words}", scale, unit, day_labels(days), *shown, *levels)


@lru_cache(maxsize=4 * MOST_POINTS)
def _dot(x: float, y: float, words: str) -> Html:
    """After a change most points are where they were."""
    return el("circle", el("title", words), cx=x, cy=y, r=_RADIUS, class_="dot s0")


def _with_width(
    days: Sequence[str], series: Mapping[str, Sequence[int]]
) -> tuple[Sequence[str], Mapping[str, Sequence[int]]]:
    """One day is drawn from edge to edge: a single place has no width to be seen by."""
    if len(days) != 1:
        return days, series
    return [*days, *days], {name: [*values, *values] for name, values in series.items()}


def _levels(scale: Scale, marks: Mapping[str, float]) -> list[Html]:
    """A line at each height, and its words above it; lines too near for two lines of text share one."""
    shared: list[list[tuple[str, float]]] = []
    for name, height in sorted(marks.items(), key=lambda mark: mark[1]):
        if shared and scale.y(shared[-1][-1][1]) - scale.y(height) < _TEXT_HEIGHT:
            shared[-1].append((name, height))
        else:
            shared.append([(name, height)])
    drawn = []
    for near in shared:
        for height in dict.fromkeys(height for _, height in near):
            y = scale.y(height)
            drawn.append(el("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="level"))
        words = ", ".join(f"{name}: {height:g}" for name, height in near)
        y = scale.y(near[-1][1]) - 4
        drawn.append(el("text", words, x=WIDTH - RIGHT, y=y, text_anchor="end", class_="level"))
    return drawn


def _bare(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The places without those in the middle of a level stretch: a long quiet time costs two."""
    return [
        place
        for number, place in enumerate(places)
        if number in {0, len(places) - 1} or not (places[number - 1][1] == place[1] == places[number + 1][1])
    ]


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in places)
