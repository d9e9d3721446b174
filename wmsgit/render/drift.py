"""Drift: a scan's findings for people, by rule, with the decision, the reason and the way to mend it; and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wmsgit.render.text import one_line

Row = Mapping[str, Any]


def drift_text(findings: Sequence[Row], unknowns: Sequence[Row]) -> Iterator[str]:
    """The findings by rule, then what could not be evaluated, in lines."""
    rules: dict[str, list[Row]] = {}
    for finding in findings:
        rules.setdefault(str(finding["rule"]), []).append(finding)
    for name, members in rules.items():
        yield from _rule(name, members)
    for unknown in unknowns:
        yield one_line(f"unknown: {_place(unknown)}: {unknown['reason']}") + "\n"


def drift_json(
    findings: Sequence[Row], counts: Mapping[str, int], unknowns: Sequence[Row], columns: Sequence[str]
) -> Iterator[str]:
    """One JSON object: `findings` with these columns, `counts` by state, and `unknown`."""
    from wmsgit.render.json_text import json_text

    shown = [{name: finding[name] for name in columns} for finding in findings]
    yield json_text({"findings": shown, "counts": dict(counts), "unknown": list(map(dict, unknowns))})


def _rule(name: str, members: Sequence[Row]) -> Iterator[str]:
    first = members[0]
    yield one_line(f"{name} {first['severity']} {first['title']}".rstrip()) + "\n"
    for label, key in (("because", "rationale"), ("fix", "fix")):
        if first[key]:
            yield f"  {label}: {one_line(str(first[key]))}\n"
    for finding in members:
        record = f" [{finding['record']}]" if finding["record"] else ""
        reason = f" ({finding['reason']})" if finding["reason"] else ""
        line = f"{finding['state']}{reason}: {_place(finding)}: {finding['message']}{record}"
        yield f"  {one_line(line)}\n"


def _place(row: Row) -> str:
    """`repository/path:line`, as far as it is known."""
    parts = [str(row[key]) for key in ("repo", "file_path") if row.get(key)]
    place = "/".join(parts) or str(row.get("rule") or "")
    return f"{place}:{row['line']}" if row.get("line") else place
