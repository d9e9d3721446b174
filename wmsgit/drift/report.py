"""Rows: how a scan's findings are told to programs and to whoever prints them."""

from typing import Any

from wmsgit.drift.findings import Finding
from wmsgit.drift.records import message_of
from wmsgit.drift.rules.base import Unknown

COLUMNS = ("fingerprint", "rule", "repo", "file_path", "line", "severity", "state", "message", "fix", "record")
"""The keys of a finding in JSON."""


def row(finding: Finding) -> dict[str, Any]:
    """A finding under `COLUMNS`, and the decision's `title` and `rationale`, and the `reason` of its state."""
    found, data = finding.detection, finding.record.data if finding.record else {}
    rule = found.rule if found else None
    return {
        "fingerprint": found.fingerprint if found else data.get("fingerprint"),
        "rule": rule.name if rule else data.get("detected_rule"),
        "repo": found.violation.repo if found else data.get("repo"),
        "file_path": found.violation.path if found else data.get("file_path"),
        "line": (found.violation.line or None) if found else data.get("line"),
        "severity": finding.severity,
        "state": finding.state,
        "message": message_of(found) if found else data.get("violation_details"),
        "fix": (rule.fix or None) if rule else None,
        "record": finding.record.id if finding.record else None,
        "title": rule.origin.title if rule else "",
        "rationale": rule.origin.rationale if rule else "",
        "reason": "returned" if finding.returned else finding.reason,
    }


def unknown_row(unknown: Unknown) -> dict[str, Any]:
    """What could not be evaluated; None stands for every rule, every repository or the whole of one."""
    return {
        "rule": unknown.rule or None,
        "repo": unknown.repo or None,
        "file_path": unknown.path or None,
        "reason": unknown.reason,
    }
