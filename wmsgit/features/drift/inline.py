"""Inline allowances: comments in a file that let a violation in their line, or in the next, be for a time.

`wmsgit: allow ADR-001/no-pandas until 2027-01-01 -- why`. They count where the rule allows them, for at most 90 days
from today; one that says nothing of use, has ended or lets nothing be is a finding of the rule that it names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from wmsgit.features.drift.findings import Detection, detections_of
from wmsgit.features.drift.inline_comments import ALLOWANCES
from wmsgit.features.drift.kind import Violation
from wmsgit.features.drift.scanner import Judged
from wmsgit.model.groups import grouped

MAX_DAYS = 90
"""For how long from today an allowance may hold."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """One comment.

    Attributes:
        repo, path: the file.
        line: where it stands, counted from 1.
        target: the line for which it holds.
        until: the last day as it is written; empty for none.
        reason: why; empty for none.
    """

    repo: str
    path: str
    line: int
    target: int
    until: str
    reason: str

    def fault(self, today: str) -> str:
        """Why it lets nothing be on a day; empty where it holds."""
        try:
            last = date.fromisoformat(self.until)
        except ValueError:
            return f"names no last day: until {self.until}" if self.until else "names no last day"
        if not self.reason:
            return "gives no reason after '--'"
        now = date.fromisoformat(today)
        if last < now:
            return f"ended on {self.until}"
        return f"holds until {self.until}, for more than {MAX_DAYS} days" if last - now > timedelta(MAX_DAYS) else ""


@dataclass(frozen=True, slots=True)
class InlineUse:
    """What the comments do to a scan.

    Attributes:
        allowed: fingerprint → the reason, of what they let be.
        findings: what is wrong with them.
    """

    allowed: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Detection] = ()


def inline_use(judged: Iterable[Judged], detections: Iterable[Detection], today: str) -> InlineUse:
    """What the comments let be, and what is wrong with them.

    Args:
        judged: the rules, of which those count that allow comments.
        detections: what breaks them.
        today: the day, as `2026-11-23`.
    """
    by_rule = grouped((detection.rule.name, detection) for detection in detections)
    allowed: dict[str, str] = {}
    findings: list[Detection] = []
    for entry in judged:
        if entry.rule.allows_inline:
            used = _used(entry, by_rule.get(entry.rule.name, ()), today)
            allowed |= used.allowed
            findings += used.findings
    return InlineUse(allowed, findings)


def _used(judged: Judged, detections: Sequence[Detection], today: str) -> InlineUse:
    """What the comments for one rule do."""
    places: dict[tuple[str, str, int], list[Detection]] = {}
    for detection in detections:
        violation = detection.violation
        places.setdefault((violation.repo, violation.path, violation.line), []).append(detection)
    allowed: dict[str, str] = {}
    faults = []
    for item in _allowances(judged):
        met, fault = places.get((item.repo, item.path, item.target), []), item.fault(today)
        if not fault:
            allowed.update({entry.fingerprint: f"until {item.until}: {item.reason}" for entry in met})
        if fault or (not met and not _is_doubtful(judged, item)):
            faults.append(_violation(judged, item, fault or "lets nothing be"))
    return InlineUse(allowed, list(detections_of(replace(judged, violations=tuple(faults)))))


def _is_doubtful(judged: Judged, item: Allowance) -> bool:
    """Whether the rule could not be evaluated where a comment stands."""
    paths = {path for name in ("", item.repo) for path in judged.doubtful.get(name, ())}
    return bool(paths & {"", item.path}) or (judged.is_whole and bool(paths))


def _violation(judged: Judged, item: Allowance, fault: str) -> Violation:
    message = f"the comment in {item.path} of {item.repo} that allows {judged.rule.name} {fault}"
    return Violation(item.repo, item.path, "inline allowance", item.path, item.line, message)


def _allowances(judged: Judged) -> Iterator[Allowance]:
    names = {judged.rule.name, *judged.rule.was}
    for sight in judged.sights.values():
        for path, rows in sight.each(ALLOWANCES, sight.paths):
            for line, target, rule, until, reason in rows:
                if rule in names:
                    yield Allowance(sight.name, path, line, target, until, reason)
