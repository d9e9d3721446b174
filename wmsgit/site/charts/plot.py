"""The plot that charts share: a frame with axes, scales, a legend, and a table of the same numbers for readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wmsgit.site.markup import Child, Html, el, join

WIDTH, HEIGHT = 720, 270
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 24, 30
SERIES = 10
"""How many colours the style sheet has."""
_STEPS = (1, 2, 2.5, 5, 10)
_TICKS = 5
_DAY_TICKS = 6


@dataclass(frozen=True)
class Scale:
    """From values to places: 0 to `top` goes from the bottom of a plot to its top."""

    top: float

    def y(self, value: float) -> float:
        """Where a value is."""
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top, 1)


def scale_for(values: Sequence[float]) -> Scale:
    """A scale with a round top that has room for these values."""
    most = max([*values, 1])
    step = _step(most / _TICKS)
    return Scale(step * -(-most // step))


def x_at(number: float, count: int) -> float:
    """Where the point of a number among so many is."""
    return round(LEFT + (WIDTH - LEFT - RIGHT) * number / max(1, count - 1), 1)


def _step(least: float) -> float:
    power = 1.0
    while power * 10 <= least:
        power *= 10
    return max(1.0, next((power * step for step in _STEPS if power * step >= least), power * 10))


def frame(title: str, description: str, scale: Scale, unit: str, labels: Sequence[str], *children: Child) -> Html:
    """A chart with its axes.

    Args:
        title: what it shows.
        description: what there is to see, for who does not see it.
        scale: of the vertical axis.
        unit: what is counted there.
        labels: those of the horizontal axis, from left to right.
        children: what is drawn.
    """
    step = _step(scale.top / _TICKS)
    ticks = [number * step for number in range(int(scale.top / step) + 1)]
    grid = [
        el("g",
           el("line", x1=LEFT, x2=WIDTH - RIGHT, y1=scale.y(value), y2=scale.y(value), class_="grid"),
           el("text", f"{value:g}", x=LEFT - 6, y=scale.y(value) + 4, text_anchor="end"))
        for value in ticks
    ]  # fmt: skip
    names = [
        el("text", label, x=x_at(number, len(labels)), y=HEIGHT - 10,
           text_anchor="start" if number == 0 else "end" if number == len(labels) - 1 else "middle")
        for number, label in enumerate(labels)
    ]  # fmt: skip
    role = "group" if any("<a " in str(child) for child in children) else "img"  # an image has nothing to go to
    drawing = el(
        "svg",
        el("title", title), el("desc", description),
        el("g", grid, names, el("text", unit, x=0, y=10, class_="unit"), class_="axes", aria_hidden="true"),
        *children,
        viewBox=f"0 0 {WIDTH} {HEIGHT}", role=role, class_="chart", preserveAspectRatio="xMidYMid meet",
        aria_label=f"{title}. {description}",
    )  # fmt: skip
    return el("div", drawing, class_="chart-box")


def day_labels(days: Sequence[str]) -> list[str]:
    """A few of these days, evenly apart."""
    if len(days) <= _DAY_TICKS:
        return list(days)
    first = date.fromisoformat(days[0])
    span = (date.fromisoformat(days[-1]) - first).days
    return [(first + timedelta(days=round(span * part / (_DAY_TICKS - 1)))).isoformat() for part in range(_DAY_TICKS)]


def legend(names: Sequence[str]) -> Html:
    """Which colour is what."""
    return el(
        "ul",
        [el("li", el("span", class_=f"key s{number % SERIES}", aria_hidden="true"), name)
         for number, name in enumerate(names)],
        class_="legend",
    )  # fmt: skip


def figure(chart: Html, caption: Child, *more: Child) -> Html:
    """A chart with what it means."""
    return el("figure", chart, join(*more), el("figcaption", caption))


def numbers(summary: str, table: Html) -> Html:
    """The same numbers as a table, folded."""
    return el("details", el("summary", summary), table)
