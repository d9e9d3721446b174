"""Scanning: the rules of the records over the members' files, and how every finding stands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from wmsgit.errors import WmsgitError
from wmsgit.features.drift.actions.fact_cache import FileFacts, facts_of
from wmsgit.features.drift.actions.load_rules import RuleSet, today_of
from wmsgit.features.drift.actions.notices import of_members, of_records, of_rules
from wmsgit.features.drift.actions.policy import FINDING as KIND
from wmsgit.features.drift.actions.policy import Policy, read_policy
from wmsgit.features.drift.actions.trial import on_trial
from wmsgit.features.drift.actions.views import open_members
from wmsgit.features.drift.baseline_entries import KIND as BASELINE
from wmsgit.features.drift.baseline_entries import Baseline, follow, items_of
from wmsgit.features.drift.findings import OLDER, DriftFinding, ScanCoverage, detections_of, names_of, settle
from wmsgit.features.drift.inline import inline_use
from wmsgit.features.drift.kind import Unknown, Violation
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.older import OlderCommits
from wmsgit.features.drift.one_finding import one_a_fact
from wmsgit.features.drift.records import life_change
from wmsgit.features.drift.report import Notice
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import Member
from wmsgit.features.drift.scanner import Judged, Scanner, in_scope
from wmsgit.model.finding import Finding
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Record
from wmsgit.workspace.members import KIND as MEMBER
from wmsgit.workspace.members import members
from wmsgit.workspace.processes import map_on_all_cores
from wmsgit.workspace.workspace import Workspace

STAGED = "staged"
"""The state of what the next commit would have."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be scanned.

    Attributes:
        names: the repositories; all when empty.
        ref: `worktree`, `staged`, a revision, or `DEFAULT_BRANCH` of each member.
        is_partial: whether only what is wrong in files that changed is told.
        base: the branch or commit against which that is meant; empty for the commit that the state follows.
        policy: the workspace's branch or commit whose rules, baselines and waivers judge; empty for the working files.
        is_accepted: whether what the working files loosen of these is accepted.
        trial: the ids of records whose rules alone are evaluated, in force or not.
        adopted: the ids of records whose rules are evaluated beside those in force.
        start: the folder where the caller stands: in a linked worktree of a member it is this one that is looked at,
            not the member's main worktree.
    """

    names: Sequence[str] = ()
    ref: str = "HEAD"
    is_partial: bool = False
    base: str = ""
    policy: str = ""
    is_accepted: bool = False
    start: Path | None = None
    trial: Sequence[str] = ()
    adopted: Sequence[str] = ()

    @property
    def is_staged_part(self) -> bool:
        """Whether it is what a member's hook asks: what is wrong in the staged files."""
        return self.is_partial and self.ref == STAGED


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan found.

    Attributes:
        findings: by repository, file and line.
        unknowns: what was asked for and could not be evaluated.
        vacuous: full names of the rules that had nothing in their scope.
        rules: the rules that were evaluated.
        commits: repository → the commit that was scanned; empty for none.
        notices: what is worth knowing and fails nothing.
        repos: the repositories that were asked for.
        baseline: what became of the baselines' items.
        policy: what the working files loosen of what judges, or add to it.
        older: repositories at a commit before one at which was recorded, of which something would change.
        incomplete: those of the unknowns for which the scan counts as incomplete: of staged files alone, what these
            can have caused; else all.
    """

    findings: tuple[DriftFinding, ...]
    unknowns: tuple[Unknown, ...]
    vacuous: tuple[str, ...]
    rules: tuple[Rule, ...]
    commits: dict[str, str]
    notices: tuple[Notice, ...] = ()
    repos: tuple[str, ...] = ()
    baseline: Baseline = field(default_factory=Baseline)
    policy: tuple[Finding, ...] = ()
    incomplete: tuple[Unknown, ...] = ()
    older: tuple[str, ...] = ()


def scan(ws: Workspace, request: Request) -> ScanReport:
    """Scan the workspace's members. Nothing is written but the cache of facts.

    Raises:
        NotFoundError: when a repository that is asked for has no record.
    """
    base = read_policy(ws, request.policy, is_accepted=request.is_accepted)
    policy = on_trial(ws, base, alone=request.trial, beside=request.adopted)
    records, outcome, recorded = policy.members, policy.rules, policy.findings
    result = {record.id for record in (members(ws, request.names) if request.names else records)}
    visited = open_members(ws, records, _wanted(outcome.rules, records, result), request.ref, request.start)
    visited, changed = _changed(request, visited)
    today = today_of(ws)
    judged = Scanner(visited, result, _caches(ws), map_on_all_cores, changed, today).run(outcome.rules)
    evidence = _coverage(policy, judged, visited, result, changed)
    detections = [detection for entry in judged for detection in detections_of(entry)]
    inline = inline_use(judged, detections, today)
    detections += inline.findings
    baseline = follow(detections, policy.baselines, evidence)
    settled = settle(
        one_a_fact(detections), recorded, evidence, today=today, baselined=baseline.recorded, allowed=inline.allowed
    )
    findings = [finding for finding in settled if _is_told(finding, changed)]
    unknowns = {item for entry in judged for item in entry.unknowns if not item.path or _lies_in(item, changed)}
    every = (*_unknown_rules(outcome), *_unknown_records(policy.ws), *sorted(unknowns))
    unseen = {name for name in result if visited[name].problem}
    caused = [item for item in every if _is_caused(item, unseen, changed)] if request.is_staged_part else every
    older = sorted(_changing(item for item in findings if evidence.is_older(repo_of(item))))
    idle = [entry.rule.name for entry in judged if entry.is_vacuous and not request.names]
    return ScanReport(
        tuple(findings),
        every,
        tuple(idle),
        outcome.rules,
        {name: member.view.commit for name, member in visited.items() if member.view},
        (
            *of_records(ws, policy, findings, baseline, result),
            *of_members(visited, result, older),
            *of_rules(judged, result, idle),
        ),
        tuple(sorted(result)),
        baseline,
        policy.changes,
        tuple(caused),
        tuple(older),
    )


def _coverage(
    policy: Policy,
    judged: Sequence[Judged],
    visited: Mapping[str, Member],
    request: set[str],
    changed: Mapping[str, frozenset[str]] | None,
) -> ScanCoverage:
    """What the scan knows, to tell what became of what it did not find."""
    outcome = policy.rules
    doubtful = {item.name for item in outcome.refused} | {id_of_path(item.path) for item in outcome.unreadable}
    doubtful |= set(outcome.unsure)
    records = [*policy.findings, *items_of(policy.baselines)]
    older = OlderCommits(visited, records, partial(_last_written, policy.ws))
    evaluated = {entry.rule.name: entry for entry in judged}
    return ScanCoverage(evaluated, visited, request, changed, doubtful, names_of(outcome.rules), is_older=older.has)


def _last_written(ws: Workspace, records: Sequence[Record]) -> datetime | None:
    """When a file of these records was last committed; None where none is."""
    from wmsgit.vcs.history.commits import last_touched

    seconds = last_touched(ws.root, sorted({record.path for record in records}), "HEAD")
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _changing(findings: Iterable[DriftFinding]) -> set[str]:
    """The repositories of which recording would say something, or would if they were at a later commit."""
    return {repo_of(item) for item in findings if item.reason == OLDER or life_change(item, now="", commit="")}


def _wanted(rules: Sequence[Rule], records: Sequence[Record], request: set[str]) -> set[str]:
    """The repositories that some rule looks at, among those that are asked for, and what these are compared with."""
    listed = [Member(record.id, record.data) for record in records]
    across = [rule for rule in rules if rule_kind(rule.kind).is_across]
    wanted = {
        member.name
        for member in listed
        if any(in_scope(rule, member) for rule in (rules if member.name in request else across))
    }
    return wanted | {name for rule in rules for name in rule_kind(rule.kind).also_reads(rule)}


def _changed(
    request: Request, visited: dict[str, Member]
) -> tuple[dict[str, Member], dict[str, frozenset[str]] | None]:
    """Repository → the paths that changed; where that is unknown, the repository counts as unseen."""
    if not request.is_partial:
        return visited, None
    changed: dict[str, frozenset[str]] = {}
    for name, member in visited.items():
        if member.view is not None:
            try:
                changed[name] = member.view.changed(request.base)
            except WmsgitError as error:
                visited = {**visited, name: Member(name, member.data, problem=error.message)}
    return visited, changed


def _is_told(finding: DriftFinding, changed: Mapping[str, frozenset[str]] | None) -> bool:
    """Whether a scan of what changed has to tell of a finding: what fails and lies elsewhere was there before."""
    if finding.state not in {"new", "open"}:
        return True
    if finding.detection:
        return _lies_in(finding.detection.violation, changed)
    path = finding.record.data.get("file_path") if finding.record else None
    return changed is None or path in changed.get(repo_of(finding), ())


def _lies_in(place: Violation | Unknown, changed: Mapping[str, frozenset[str]] | None) -> bool:
    """Whether a file, or a file below a folder, is among those that are looked at."""
    if changed is None:
        return True
    paths = changed.get(place.repo, frozenset())
    return place.path in paths or any(path.startswith(f"{place.path}/") for path in paths)


def _is_caused(unknown: Unknown, unseen: set[str], changed: Mapping[str, frozenset[str]] | None) -> bool:
    """Whether the files that are looked at can have caused that something is unknown, or are unknown themselves."""
    if unknown.path:
        return bool(unknown.repo) and _lies_in(unknown, changed)
    return unknown.repo in unseen


def repo_of(finding: DriftFinding) -> str:
    """The name of the repository of a finding."""
    if finding.detection:
        return finding.detection.violation.repo
    return str(finding.record.data.get("repo", "")) if finding.record else ""


def _caches(ws: Workspace) -> Callable[[str], FileFacts]:
    return cache(lambda name: facts_of(ws.cache_dir, name))


def _unknown_records(ws: Workspace) -> list[Unknown]:
    """The records of repositories and findings that cannot be read, so that neither is counted."""
    kinds = [name for name in (BASELINE, KIND, MEMBER) if ws.registry.has(name)]
    return [Unknown("", "", item.path, f"the record cannot be read: {item.message}") for item in ws.unreadable(kinds)]


def _unknown_rules(result: RuleSet) -> list[Unknown]:
    """What keeps rules from being evaluated at all."""
    refused = [Unknown(item.name, "", "", f"the rule cannot be used: {item.reason}") for item in result.refused]
    return refused + [
        Unknown(f"{id_of_path(item.path)}/*", "", "", f"the record cannot be read: {item.message}")
        for item in result.unreadable
    ]
