"""New inline allowances: of what comments in files let be, that whose comment an earlier state did not have."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wmsgit.features.drift.facts import extracted, reason_unreadable
from wmsgit.features.drift.findings import DriftFinding
from wmsgit.features.drift.inline_comments import ALLOWANCES
from wmsgit.model.groups import grouped

Reader = Callable[[str], bytes | None]
"""Path → the file's bytes; None where there is no such file."""


def newly_allowed(findings: Iterable[DriftFinding], before: Reader, now: Reader) -> Iterator[DriftFinding]:
    """The allowed findings whose comment is new: one that moved with its line, or stays for another rule, is not.

    Args:
        findings: those of one repository.
        before: its files in the earlier state.
        now: its files as they were scanned.
    """
    by_path = grouped(
        (finding.detection.violation.path, finding)
        for finding in findings
        if finding.state == "allowed" and finding.detection
    )
    for path, allowed in by_path.items():
        fresh = _fresh(before(path) or b"", now(path) or b"")
        yield from (finding for finding in allowed if _places(finding) & fresh)


def _fresh(before: bytes, now: bytes) -> set[tuple[int, str]]:
    """The line that is meant and the rule, of each comment that says what none said before."""
    old = Counter(tuple(words) for _, _, *words in _rows(before))
    result: set[tuple[int, str]] = set()
    for _, target, *words in _rows(now):
        if old[tuple(words)]:
            old[tuple(words)] -= 1
        else:
            result.add((target, words[0]))
    return result


def _rows(data: bytes) -> list[list[Any]]:
    fact = extracted(ALLOWANCES, data)
    return [] if reason_unreadable(fact) else fact


def _places(finding: DriftFinding) -> set[tuple[int, str]]:
    """Where a comment that allows a finding may point, by any name of its rules."""
    detections = finding.detection.all if finding.detection else ()
    return {(item.violation.line, name) for item in detections for name in (item.rule.name, *item.rule.was)}
