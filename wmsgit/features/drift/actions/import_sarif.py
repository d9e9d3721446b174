"""Importing: what another tool found in a repository, as findings under the rule of a decision."""

from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.drift.actions.fact_cache import facts_of
from wmsgit.features.drift.actions.load_rules import RULES, read_rules, today_of
from wmsgit.features.drift.actions.policy import FINDING, baseline_records
from wmsgit.features.drift.actions.record import record
from wmsgit.features.drift.actions.scan import ScanReport
from wmsgit.features.drift.actions.views import open_members
from wmsgit.features.drift.baseline_entries import Baseline, follow
from wmsgit.features.drift.findings import ScanCoverage, detections_of, names_of, settle
from wmsgit.features.drift.kind import Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import Member, RuleView
from wmsgit.features.drift.rules.sarif import is_meant, is_of_tool
from wmsgit.features.drift.sarif_file import ToolResult, ToolRuns, read_sarif
from wmsgit.features.drift.scanner import Judged, in_scope
from wmsgit.workspace.members import members
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult

IMPORTED_BY = "drift import"


@dataclass(frozen=True, slots=True)
class SarifImport:
    """What taking in a file did.

    Attributes:
        outcome: of the write.
        report: how the findings of the rules that are meant stand.
        left: the results that no rule means, as `tool/rule`, each once.
    """

    outcome: WriteResult
    report: ScanReport
    left: tuple[str, ...]


def import_sarif(ws: Workspace, file: Path, repo: str, *, how: WriteOptions = AS_USUAL) -> SarifImport:
    """Record what the tools of a SARIF file found in a repository; what they no longer find is resolved.

    Args:
        ws: where.
        file: the file.
        repo: the repository that the tools looked at.
        how: how it lands.

    Raises:
        NotFoundError: when there is no such file or repository, or no rule takes results of these tools.
        InvalidError: when it is no SARIF.
    """
    try:
        text = file.read_bytes()
    except OSError as error:
        raise NotFoundError(f"it cannot be read: {error.strerror}", where=str(file)) from error
    (known,) = members(ws, [repo])
    member = open_members(ws, [known], {known.id}, "HEAD")[known.id]
    if member.view is None:
        raise NotFoundError(member.problem, where=known.id)
    runs = read_sarif(text, where=str(file), root=str(getattr(member.view, "root", "")), files=member.view.files())
    rules = _rules(ws, runs, member)
    report, left = _settled(ws, runs, rules, member)
    return SarifImport(record(ws, report, how=how, actor=IMPORTED_BY), report, left)


def _rules(ws: Workspace, runs: ToolRuns, member: Member) -> list[Rule]:
    """The rules that take results of these tools in this repository."""
    every = read_rules(ws, facts_of(ws.cache_dir, RULES)).rules
    meant = [rule for rule in every if rule.kind == "sarif" and any(is_of_tool(rule, tool) for tool in runs.tools)]
    if not meant:
        raise NotFoundError(
            f"no rule in force takes results of {', '.join(runs.tools) or 'this file'}",
            hint="a decision's rule does, such as: {id: no-secrets, kind: sarif, tool: gitleaks}",
        )
    fitting = [rule for rule in meant if in_scope(rule, member)]
    if not fitting:
        raise InvalidError(f"{member.name} is in the scope of none of {', '.join(rule.name for rule in meant)}")
    return fitting


def _settled(ws: Workspace, runs: ToolRuns, rules: list[Rule], member: Member) -> tuple[ScanReport, tuple[str, ...]]:
    by_rule: dict[str, list[Violation]] = {rule.name: [] for rule in rules}
    left: dict[str, None] = {}
    for result in runs.results:
        rule = next((item for item in rules if is_meant(item, result.tool, result.rule, result.level)), None)
        if rule is None:
            left[f"{result.tool}/{result.rule}"] = None
        else:
            by_rule[rule.name].append(_violation(result, member.name))
    assert member.view is not None  # the caller has seen to it
    sight = RuleView(member, member.view, tuple(member.view.files()), tuple(member.view.others()))
    judged = [
        Judged(rule, {member.name: sight}, tuple(by_rule[rule.name]), _unknowns(runs, rule, member.name), False, True)
        for rule in rules
    ]
    names = {name for rule in rules for name in (rule.name, *rule.was)}
    recorded = [
        item
        for item in ws.index([FINDING]).documents(ws.kind(FINDING))
        if item.data.get("detected_rule") in names and item.data.get("repo") == member.name
    ]
    by_name = {entry.rule.name: entry for entry in judged}
    own = {member.name: member}
    evidence = ScanCoverage(by_name, own, set(own), names=names_of(rules), imports=names)
    detections = [detection for entry in judged for detection in detections_of(entry)]
    baseline = follow(detections, baseline_records(ws), evidence)
    findings = settle(detections, recorded, evidence, today=today_of(ws), baselined=baseline.recorded)
    return ScanReport(
        tuple(findings),
        tuple(unknown for entry in judged for unknown in entry.unknowns),
        (),
        tuple(rules),
        {member.name: member.view.commit},
        repos=(member.name,),
        baseline=Baseline(),
    ), tuple(left)


def _unknowns(runs: ToolRuns, rule: Rule, repo: str) -> tuple[Unknown, ...]:
    """Which runs are not whole of the tools whose results a rule takes."""
    failed = {tool: fault for tool, fault in runs.failed.items() if is_of_tool(rule, tool)}
    return tuple(
        Unknown(rule.name, repo, "", f"a run of {tool} is not whole: {fault}") for tool, fault in failed.items()
    )


def _violation(result: ToolResult, repo: str) -> Violation:
    """A result as a violation: known by the tool's fingerprint, else by what it says."""
    name = f"{result.rule} {result.print or result.message}"
    message = f"{result.tool} {result.rule}: {result.message}"
    return Violation(repo, result.path, name, result.path, result.line, message)
