"""Drift: a scan for people, by rule, with the decision, the reason and the way to mend it; and the other formats."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from wmsgit.model.text import counted, one_line
from wmsgit.render.drift_rows import Row, Scanned, level_of, place_of, sums
from wmsgit.render.findings import annotation, finding_object, findings_github, findings_text
from wmsgit.render.text import paint, style_of

_STATES = {"new": "alarm", "open": "red", "unknown": "magenta", "acknowledged": "cyan"}
_WORDS = {"allowed": "allowed inline"}
MAX_ANNOTATIONS = 10
"""How many annotations of a level GitHub shows of one step."""


def drift_text(scan: Scanned, *, colour: bool = False, shows_baselined: bool = True) -> Iterator[str]:
    """What the change loosens, the findings by rule, then what could not be evaluated, in lines.

    Findings that are baselined are only counted unless `shows_baselined`.
    """
    yield from findings_text(scan.policy, colour=colour)
    rules: dict[str, list[Row]] = {}
    shown = [item for item in scan.findings if shows_baselined or item["state"] != "baselined"]
    for finding in shown:
        rules.setdefault(str(finding["rule"]), []).append(finding)
    titles = {rule["rule"]: rule["title"] for rule in scan.rules}
    for name, members in rules.items():
        yield from _rule(name, members, titles.get(name, ""), colour=colour)
    left = len(scan.findings) - len(shown)
    if left:
        yield f"{_state('baselined', colour=colour)}: {counted(left, 'finding')} (--show baselined)\n"
    for unknown in scan.unknowns:
        yield _state("unknown", colour=colour) + one_line(f": {_told_unknown(unknown)}") + "\n"


def drift_json(scan: Scanned) -> Iterator[str]:
    """One JSON object: `findings`, `counts` by state, `unknown`, `notices`; `policy` where a change alters it."""
    from wmsgit.render.json_text import json_text

    shown = [{name: finding[name] for name in scan.columns} for finding in scan.findings]
    whole = {"findings": shown, "counts": dict(scan.counts), "unknown": list(scan.unknowns)}
    policy = {"policy": list(map(finding_object, scan.policy))} if scan.policy else {}
    yield json_text({**whole, "notices": list(scan.notices), **policy})


def drift_github(scan: Scanned) -> Iterator[str]:
    """GitHub's workflow commands: the worst ten findings, one for the rest, and what could not be evaluated.

    Files are relative to their own repository.
    """
    from wmsgit.model.finding import Finding

    yield from findings_github(scan.policy)
    failing = scan.failing
    for row in failing[:MAX_ANNOTATIONS]:
        text = f"{row['repo']}: {row['message']}" + (f"\nfix: {row['fix']}" if row["fix"] else "")
        yield annotation(level_of(row), Finding(row["file_path"], row["line"] or 0, 0, row["rule"], text), text)
    rest = failing[MAX_ANNOTATIONS:]
    warnings = [("more", _summary(rest))] if rest else []
    warnings += [("unknown", _unknown_summary(scan.unknowns))] if scan.unknowns else []
    yield from (annotation("warning", Finding("", 0, 0, code, text), text) for code, text in warnings)
    notices = [(notice["code"], f"{notice['about']}: {notice['message']}") for notice in scan.notices]
    for code, text in (*notices, ("drift scan", sums(scan.counts))):
        yield annotation("notice", Finding("", 0, 0, code, text), text)


def _state(name: str, *, colour: bool) -> str:
    """How a finding stands: what fails the scan loud, what was settled faint."""
    return paint(one_line(name), _STATES.get(name, "dim")) if colour else one_line(name)


def _rule(name: str, members: Sequence[Row], title: str, *, colour: bool) -> Iterator[str]:
    first = next((member for member in members if member["title"] or member["rationale"]), members[0])
    severity, words = str(first["severity"]), one_line(f"{first['title'] or title}")
    head = f"{paint(one_line(name), 'bold')} {paint(severity, style_of('severity', severity))}" if colour else ""
    yield f"{head or one_line(f'{name} {severity}')} {words}".rstrip() + "\n"
    for label, key in (("because", "rationale"), ("fix", "fix")):
        if first[key]:
            yield f"  {label}: {one_line(str(first[key]))}\n"
    until = next((str(member["told_until"]) for member in members if member.get("told_until") is not None), None)
    if until is not None:
        yield f"  only told, fails nothing{f' until {until}' if until else ''}\n"
    for finding in members:
        record = f" [{finding['record']}]" if finding["record"] else ""
        reason = f" ({one_line(str(finding['reason']))})" if finding["reason"] else ""
        line = one_line(f"{place_of(finding)}: {_rest_of_message(finding)}{record}")
        yield f"  {_state(_WORDS.get(finding['state'], str(finding['state'])), colour=colour)}{reason}: {line}\n"


def _rest_of_message(finding: Row) -> str:
    """A finding's message without what stands beside it: the file before it, and the decision above it."""
    text = str(finding["message"])
    for head in (f"{finding['file_path']} in {finding['repo']} ", f"{finding['file_path']} "):
        text = text.removeprefix(head)
    return text.replace(f", violates {str(finding['rule']).partition('/')[0]}:", ":", 1).removesuffix(
        f", violates {str(finding['rule']).partition('/')[0]}"
    )


def _summary(rest: Sequence[Row]) -> str:
    by_rule: dict[str, int] = {}
    for finding in rest:
        by_rule[finding["rule"]] = by_rule.get(finding["rule"], 0) + 1
    join = ", ".join(f"{name} ({count})" for name, count in sorted(by_rule.items()))
    return f"and {counted(len(rest), 'more finding')}: {join}"


def _told_unknown(unknown: Row) -> str:
    """Where, why, and which rule asked; where no place is known, the rule stands in its stead."""
    rule = f" ({unknown['rule']})" if unknown["rule"] and place_of(unknown) != unknown["rule"] else ""
    return f"{place_of(unknown)}: {unknown['reason']}{rule}"


def _unknown_summary(unknowns: Sequence[Row]) -> str:
    lines = [_told_unknown(unknown) for unknown in unknowns[:MAX_ANNOTATIONS]]
    more = [f"and {len(unknowns) - MAX_ANNOTATIONS} more"] if len(unknowns) > MAX_ANNOTATIONS else []
    return "\n".join(["not everything could be evaluated", *lines, *more])


def _sarif(scan: Scanned) -> Iterator[str]:
    from wmsgit.render.drift_sarif import drift_sarif
    from wmsgit.render.json_text import json_text

    yield json_text(drift_sarif(scan))


def _junit(scan: Scanned) -> Iterator[str]:
    from wmsgit.render.junit import drift_junit

    return drift_junit(scan)


DRIFT_FORMATS: Mapping[str, Callable[[Scanned], Iterator[str]]] = {
    "text": drift_text,
    "json": drift_json,
    "github": drift_github,
    "sarif": _sarif,
    "junit": _junit,
}
"""The formats of a scan, by the name that `drift scan --format` takes."""
