"""Findings: what `check` reports, as text, JSON, GitHub annotations or SARIF."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from wmsgit.errors import UsageError
from wmsgit.model.finding import Finding
from wmsgit.model.text import one_line, uncontrolled
from wmsgit.render.text import paint

_STYLES = {"error": "alarm", "warning": "magenta", "note": "cyan"}
MAX_EXAMPLES = 3
"""How many places a group of warnings names."""


def render_findings(
    name: str,
    findings: Iterable[Finding],
    *,
    version: str = "",
    colour: bool = False,
    joins_equal: bool = False,
) -> Iterator[str]:
    """The findings in a format, as pieces of text that together end with a line feed.

    Args:
        name: one of `FINDING_FORMATS`.
        findings: in the order in which they are to be shown.
        version: wmsgit's release, which SARIF names.
        colour: whether text has colours; no other format has.
        joins_equal: whether findings of one message are told together, as people need them and programs do not.

    Raises:
        UsageError: when there is no such format.
    """
    if name not in FINDING_FORMATS:
        raise UsageError(f"there is no format {name!r}", hint=f"known: {', '.join(FINDING_FORMATS)}")
    if name == "text":
        return findings_text(list(findings), colour=colour, joins_equal=joins_equal)
    return FINDING_FORMATS[name](list(findings), version)


def findings_text(findings: Sequence[Finding], *, colour: bool = False, joins_equal: bool = False) -> Iterator[str]:
    """`path:line:column: CODE message`, one a line; then the warnings that share a cause, a line a cause."""
    alone, groups = grouped(findings)
    equal: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in alone if joins_equal else ():
        equal.setdefault((finding.level, finding.code, finding.message), []).append(finding)
    many = {key: members for key, members in equal.items() if len(members) > MAX_EXAMPLES}
    alone = [item for item in alone if (item.level, item.code, item.message) not in many]
    for (level, code, message), members in many.items():
        places = ", ".join(finding.place for finding in members[:MAX_EXAMPLES])
        label = paint(f"{level}: {code}", _STYLES[level]) if colour else f"{level}: {code}"
        yield f"{label} {one_line(f'{message} ({len(members)}: {places}, …)')}\n"
    for finding in alone:
        note = f" ({finding.level})" if finding.level != "error" else ""
        yield f"{_marked(finding, colour=colour)}{note}\n"
    for (code, cause), members in groups.items():
        places = ", ".join(finding.place for finding in members[:MAX_EXAMPLES])
        more = ", …" if len(members) > MAX_EXAMPLES else ""
        label = paint(f"warning: {code}", _STYLES["warning"]) if colour else f"warning: {code}"
        yield f"{label} {one_line(f'{cause} ({len(members)}: {places}{more})')}\n"


def _marked(finding: Finding, *, colour: bool) -> str:
    """A finding on one line, its code in the colour of its level."""
    line = one_line(str(finding))
    before, code, after = line.partition(f" {finding.code} ")
    if not colour or not code:
        return line
    return f"{before} {paint(finding.code, _STYLES[finding.level])} {after}"


def grouped(findings: Iterable[Finding]) -> tuple[list[Finding], dict[tuple[str, str], list[Finding]]]:
    """The findings that stand alone, and the warnings that share code and cause with others."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.level == "warning" and finding.cause:
            groups.setdefault((finding.code, finding.cause), []).append(finding)
    shared = {key: members for key, members in groups.items() if len(members) > 1}
    alone = [f for f in findings if f.level != "warning" or (f.code, f.cause) not in shared]
    return alone, shared


def findings_json(findings: Sequence[Finding]) -> Iterator[str]:
    """A JSON array of objects: path, line, column, code, level, message, cause. None is grouped."""
    from wmsgit.render.json_text import json_array

    return json_array(map(finding_object, findings))


def finding_object(finding: Finding) -> dict[str, object]:
    """A finding as JSON has it."""
    names = ("path", "line", "column", "code", "level", "message", "cause")
    return {name: getattr(finding, name) for name in names}


def findings_github(findings: Sequence[Finding]) -> Iterator[str]:
    """GitHub's workflow commands: errors first, one warning a cause, since a step shows ten of each."""
    alone, groups = grouped(findings)
    for finding in sorted(alone, key=lambda finding: finding.level != "error"):
        level = "notice" if finding.level == "note" else finding.level
        yield annotation(level, finding, finding.message)
    for members in groups.values():
        more = f"{members[0].message} (and {len(members) - 1} more with the same cause)"
        yield annotation("warning", members[0], more)


def annotation(level: Literal["error", "warning", "notice"], finding: Finding, message: str) -> str:
    """One workflow command, escaped as the runner unescapes it (actions/toolkit, core/src/command.ts)."""
    place = {"file": finding.path, "line": finding.line or "", "col": finding.column if finding.line else ""}
    properties = {**place, "title": finding.code}
    spelled = ",".join(f"{key}={_escaped_property(str(value))}" for key, value in properties.items() if value)
    return f"::{level} {spelled}::{_escaped(uncontrolled(message))}\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(uncontrolled(text)).replace(":", "%3A").replace(",", "%2C")


def _sarif(findings: Sequence[Finding], version: str) -> Iterator[str]:
    from wmsgit.render.json_text import json_text
    from wmsgit.render.sarif import sarif_log

    yield json_text(sarif_log(findings, version=version))


FINDING_FORMATS: Mapping[str, Callable[[Sequence[Finding], str], Iterator[str]]] = {
    "text": lambda findings, _version: findings_text(findings),
    "json": lambda findings, _version: findings_json(findings),
    "github": lambda findings, _version: findings_github(findings),
    "sarif": _sarif,
}
"""The formats of findings, by the name that `check --format` takes."""
