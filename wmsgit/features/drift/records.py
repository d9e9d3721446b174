"""Records: what a finding's life changes in the `drift` records, as fields; who writes them is not known here."""

from dataclasses import dataclass
from typing import Any, Literal

from wmsgit.features.drift.findings import OPEN, RESOLVED, Detection, DriftFinding
from wmsgit.features.drift.fingerprint import ID_DIGITS
from wmsgit.features.drift.spelling import spelled
from wmsgit.model.record import Data

DETECTED_BY = "drift scan"
PREFIX = "DRIFT-"


@dataclass(frozen=True, slots=True)
class LifeChange:
    """What the scan writes of one finding.

    Attributes:
        what: what happened.
        id: the record's; of an opened one the shortest that its fingerprint gives.
        data: the record's fields afterwards.
    """

    what: Literal["opened", "reopened", "resolved", "moved"]
    id: str
    data: Data


def life_change(finding: DriftFinding, *, now: str, commit: str, actor: str = DETECTED_BY) -> LifeChange | None:
    """What changed in a finding's life; None where nothing did. Line, message and severity are no life.

    Args:
        finding: which.
        now: the moment, as RFC 3339.
        commit: the commit at which the repository was scanned; empty for none.
        actor: who finds and resolves.
    """
    record, result = finding.record, finding.detection
    if finding.state == "new" and record is None and result is not None:
        return LifeChange("opened", record_id(result.fingerprint), _opened(result, now, commit, actor))
    if record is None:
        return None
    if finding.state == "resolved":
        ending = {"status": RESOLVED, "resolved_at": now, "resolved_by": actor, "resolution_notes": finding.reason}
        ending |= {"commit": commit} if commit else {}
        return LifeChange("resolved", record.id, record.data | ending)
    if result is None:
        return None
    data = record.data
    if finding.returned:
        gone = {"resolved_at", "resolved_by", "resolution_notes", "waiver"}
        kept = {name: value for name, value in data.items() if name not in gone}
        return LifeChange("reopened", record.id, kept | _identity(result, commit) | {"status": OPEN})
    if data.get("fingerprint") != result.fingerprint:
        return LifeChange("moved", record.id, data | _identity(result, commit))
    return None


def record_id(fingerprint: str, digits: int = ID_DIGITS) -> str:
    """The id of the record of a finding, so that two branches that record one write one file."""
    return f"{PREFIX}{fingerprint[:digits]}"


def _opened(result: Detection, now: str, commit: str, actor: str) -> Data:
    violation, rule = result.violation, result.rule
    fields: dict[str, Any] = {
        "repo": violation.repo,
        "violation_type": rule.kind,
        "severity": result.severity,
        "status": OPEN,
        "component_name": violation.component,
        "expected_location": spelled(violation.expected),
        "actual_location": spelled(violation.actual),
        "detected_at": now,
        "detected_by": actor,
        **_identity(result, commit),
    }
    return {name: value for name, value in fields.items() if value}


def _identity(result: Detection, commit: str) -> Data:
    """The fields that follow a finding when its file or rule is renamed."""
    fields = {
        "violation_details": spelled(message_of(result)),
        "file_path": spelled(result.violation.path),
        "line": result.violation.line,
        "detected_rule": result.rule.name,
        "fingerprint": result.fingerprint,
        "commit": commit,
    }
    return {name: value for name, value in fields.items() if value}


def message_of(result: Detection) -> str:
    """What is wrong, in one sentence: what the kind saw, what the rule says that it means, and which others say it."""
    visited = f"{result.violation.message}, violates {result.rule.origin.id}"
    stated = f"{visited}: {result.rule.message}" if result.rule.message else visited
    others = ", ".join(dict.fromkeys(item.rule.name for item in result.also))
    return f"{stated} (also violates {others})" if others else stated
