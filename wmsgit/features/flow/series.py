"""Series: how many records have which label at the end of each day."""

from collections.abc import Callable, Sequence

from wmsgit.features.flow.lines import StatusLine
from wmsgit.features.flow.measures import Window, counts_at, end_of


def counted_by_day(
    lines: Sequence[StatusLine], window: Window, label: Callable[[StatusLine, str], str]
) -> dict[str, list[int]]:
    """Label → how many records had it at the end of each day of a window; the most frequent first.

    Args:
        lines: the records' lines.
        window: the days.
        label: a line and its status → the label; empty for what does not count.
    """
    ends = [min(end_of(day), window.until_s - 1) for day in window.days()]
    totals = counts_at(lines, ends, label)
    names = {name for day in totals for name in day}
    series = {name: [day.get(name, 0) for day in totals] for name in names}
    return dict(sorted(series.items(), key=lambda item: (-sum(item[1]), item[0])))
