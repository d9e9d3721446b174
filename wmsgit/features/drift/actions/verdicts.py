"""Verdicts: how every rule stands in every repository, by a scan or by what is recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from wmsgit.features.drift.actions.fact_cache import facts_of
from wmsgit.features.drift.actions.load_rules import RULES, read_rules
from wmsgit.features.drift.actions.policy import FINDING
from wmsgit.features.drift.actions.scan import Request, ScanReport, repo_of, scan
from wmsgit.features.drift.findings import OPEN, DriftFinding
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import Member
from wmsgit.features.drift.scanner import in_scope
from wmsgit.model.groups import grouped
from wmsgit.workspace.members import KIND as MEMBER
from wmsgit.workspace.members import members
from wmsgit.workspace.workspace import Workspace

Verdict = Literal["holds", "fails", "waived", "unknown"]
WORST_FIRST: tuple[Verdict, ...] = ("fails", "unknown", "waived", "holds")
_STATES: dict[str, Verdict] = {
    "new": "fails", "open": "fails", "baselined": "waived", "waived": "waived", "allowed": "waived",
    "unknown": "unknown",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """How one rule stands in one repository.

    Attributes:
        decision: the id of the record that has the rule.
        rule: the rule's full name.
        repo: the repository.
        verdict: `fails` where a finding is neither baselined nor waived; `unknown` where it could not be looked.
        count: how many findings.
    """

    decision: str
    rule: str
    repo: str
    verdict: Verdict
    count: int = 0


def verdicts(ws: Workspace, *, scans: bool) -> list[RuleVerdict]:
    """Every rule over every repository in its scope.

    Args:
        ws: the workspace, as it is or at a revision.
        scans: whether the members are scanned now; else only what is recorded as found counts, and the rest is unknown.
    """
    if not ws.registry.has(MEMBER):
        return []
    report = scan(ws, Request()) if scans and ws.history_start is None else None
    rules = report.rules if report else read_rules(ws, facts_of(ws.cache_dir, RULES)).rules
    repos = [Member(record.id, record.data) for record in members(ws)]
    return list(_scanned(report, repos) if report else _recorded(ws, rules, repos))


def _scanned(report: ScanReport, repos: list[Member]) -> Iterable[RuleVerdict]:
    cells = grouped(((_rule_of(finding), repo_of(finding)), finding) for finding in report.findings)
    unknown = {(item.rule, item.repo) for item in report.unknowns}
    for rule in report.rules:
        for member in repos:
            if in_scope(rule, member):
                states: list[Verdict] = [
                    _STATES[item.state] for item in cells.get((rule.name, member.name), ()) if item.state in _STATES
                ]
                keys = {(rule.name, member.name), ("", member.name), (rule.name, ""), ("", "")}
                states += ["unknown"] if keys & unknown else []
                verdict: Verdict = next((word for word in WORST_FIRST if word in states), "holds")
                yield RuleVerdict(rule.origin.id, rule.name, member.name, verdict, states.count(verdict))


def _rule_of(finding: DriftFinding) -> str:
    if finding.detection:
        return finding.detection.rule.name
    return str(finding.record.data.get("detected_rule", "")) if finding.record else ""


def _recorded(ws: Workspace, rules: Iterable[Rule], repos: list[Member]) -> Iterable[RuleVerdict]:
    counts: dict[tuple[str, str], int] = {}
    if ws.registry.has(FINDING):
        for record in ws.index([FINDING]).documents(ws.kind(FINDING)):
            if record.data.get("status") == OPEN:
                key = (str(record.data.get("detected_rule")), str(record.data.get("repo")))
                counts[key] = counts.get(key, 0) + 1
    for rule in rules:
        for member in repos:
            if in_scope(rule, member):
                count = counts.get((rule.name, member.name), 0)
                yield RuleVerdict(rule.origin.id, rule.name, member.name, "fails" if count else "unknown", count)
