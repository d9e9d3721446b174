"""A scan as rows: what the formats of drift are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from wmsgit.model.finding import Finding

Row = Mapping[str, Any]
SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO")
_LEVELS: Mapping[str, Literal["error", "warning"]] = {"CRITICAL": "error", "HIGH": "error", "MEDIUM": "warning"}


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan as the formats tell it; the rows are those of `wmsgit.features.drift.report`.

    Attributes:
        findings: how everything stands that was found or is recorded.
        unknowns: what could not be evaluated.
        notices: what is worth knowing and fails nothing.
        counts: state → how many.
        rules: the rules that were evaluated.
        repos: the repositories that were looked at.
        columns: the keys of a finding in JSON.
        version: wmsgit's release.
        policy: what the change loosens of what judges it, or adds.
    """

    findings: Sequence[Row]
    unknowns: Sequence[Row] = ()
    notices: Sequence[Row] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    rules: Sequence[Row] = ()
    repos: Sequence[str] = ()
    columns: Sequence[str] = ()
    version: str = ""
    policy: Sequence[Finding] = ()

    @property
    def failing(self) -> list[Row]:
        """The new and open findings, the worst first."""
        result = [finding for finding in self.findings if finding["state"] in {"new", "open"}]
        return sorted(result, key=lambda finding: SEVERITIES.index(finding["severity"]))


def level_of(finding: Row) -> Literal["error", "warning", "notice"]:
    """How loud a finding is; one of a state that is only aimed at is a notice."""
    return _LEVELS.get(finding["severity"], "notice") if finding["gates"] else "notice"


def sums(counts: Mapping[str, int]) -> str:
    """The counts in one line; what comments allow comes first."""
    allowed = counts.get("allowed", 0)
    words = [f"{count} {state}" for state, count in counts.items() if state != "allowed"]
    return ", ".join([*([f"{allowed} allowed inline"] if allowed else []), *words])


def place_of(row: Row) -> str:
    """`repository/path:line`, as far as it is known."""
    parts = [str(row[key]) for key in ("repo", "file_path") if row.get(key)]
    place = "/".join(parts) or str(row.get("rule") or "")
    return f"{place}:{row['line']}" if row.get("line") else place
