"""A report on drift: Markdown for people who lead, and its trend as a picture (SVG)."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from wmsgit.model.text import counted, one_line

Row = Mapping[str, Any]
_MAX_LISTED = 20
_WIDTH, _HEIGHT, _MARGIN = 720, 240, 40
_COLUMNS = ("open", "acknowledged", "waived", "baselined", "came", "went")


def report_markdown(report: Row) -> Iterator[str]:
    """The report in lines.

    Args:
        report: `today`, `since`, `by_repo`, `by_decision`, `by_owner`, `severities`, `came`, `went`, `ending`, `trend`.
    """
    total = sum(report["severities"].values())
    worst = ", ".join(f"{count} {name}" for name, count in report["severities"].items())
    yield f"# Drift on {report['today']}\n\n"
    yield f"{counted(total, 'finding')} neither resolved, baselined nor waived{f': {worst}' if worst else ''}. "
    yield f"Since {report['since']} {len(report['came'])} came and {len(report['went'])} went.\n"
    for name in ("repo", "decision", "owner"):
        yield from _table(f"By {'repository' if name == 'repo' else name}", name, report[f"by_{name}"])
    yield from _list(f"Came since {report['since']}", report["came"])
    yield from _list(f"Went since {report['since']}", report["went"])
    if report["ending"]:
        yield "\n## Ends soon\n\n"
        yield from (f"- {row['day']}: {_cell(row['what'])}: {_cell(row['about'])}\n" for row in report["ending"])
    if report["trend"]:
        yield "\n## Trend\n\n| week to | unresolved |\n|---|---:|\n"
        yield from (f"| {row['day']} | {row['open']} |\n" for row in report["trend"])


def _table(title: str, name: str, rows: Sequence[Row]) -> Iterator[str]:
    if rows:
        yield f"\n## {title}\n\n| {name} | {' | '.join(_COLUMNS)} |\n|---|{'---:|' * len(_COLUMNS)}\n"
        for row in rows:
            yield f"| {_cell(row[name])} | {' | '.join(str(row[column]) for column in _COLUMNS)} |\n"


def _list(title: str, rows: Sequence[Row]) -> Iterator[str]:
    if rows:
        yield f"\n## {title}\n\n"
        for row in rows[:_MAX_LISTED]:
            yield f"- {row['day']} {row['id']} {row['severity']}: {_cell(row['violation_details'])}\n"
        if len(rows) > _MAX_LISTED:
            yield f"- and {len(rows) - _MAX_LISTED} more\n"


def _cell(value: Any) -> str:
    """A text in a cell or an item: one line, without what Markdown would take for its own."""
    text = one_line(str(value or ""))
    for sign in "\\|`*_<>[]":
        text = text.replace(sign, f"\\{sign}")
    return text


def trend_svg(report: Row) -> Iterator[str]:
    """The trend as a line over weeks; complete by itself, with a text for whoever cannot see it."""
    rows: Sequence[Row] = report["trend"]
    top = max([1, *(row["open"] for row in rows)])
    step = (_WIDTH - 2 * _MARGIN) / max(1, len(rows) - 1)
    points = [
        (_MARGIN + at * step, _HEIGHT - _MARGIN - row["open"] / top * (_HEIGHT - 2 * _MARGIN))
        for at, row in enumerate(rows)
    ]
    weeks = ", ".join(f"{row['day']} {row['open']}" for row in rows)
    words = f"Unresolved findings by week: {weeks}" if rows else "None"
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
    yield ' font-family="sans-serif" font-size="12">\n'
    yield f"<title>Drift on {escape(str(report['today']))}</title>\n<desc>{escape(words)}</desc>\n"
    base, right = _HEIGHT - _MARGIN, _WIDTH - _MARGIN
    yield f'<path d="M{_MARGIN} {_MARGIN}V{base}H{right}" fill="none" stroke="#767676"/>\n'
    yield f'<text x="{_MARGIN - 6}" y="{_MARGIN + 4}" text-anchor="end">{top}</text>\n'
    yield f'<text x="{_MARGIN - 6}" y="{base + 4}" text-anchor="end">0</text>\n'
    if rows:
        yield f'<text x="{_MARGIN}" y="{base + 18}">{escape(str(rows[0]["day"]))}</text>\n'
        yield f'<text x="{right}" y="{base + 18}" text-anchor="end">{escape(str(rows[-1]["day"]))}</text>\n'
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline points="{line}" fill="none" stroke="#b3261e" stroke-width="2"/>\n'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="#b3261e"/>\n' for x, y in points)
    yield "</svg>\n"
