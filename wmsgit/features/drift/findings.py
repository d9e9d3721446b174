"""Findings: violations with an identity, what is recorded of them, and their life from one scan to the next."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from wmsgit.features.drift.apart import told_apart
from wmsgit.features.drift.fingerprint import fingerprint
from wmsgit.features.drift.kind import Violation
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.rule import SEVERITIES, Rule
from wmsgit.features.drift.rule_view import Member
from wmsgit.features.drift.scanner import Judged, in_scope
from wmsgit.features.drift.spelling import as_listed
from wmsgit.model.record import Record

State = Literal["new", "open", "baselined", "waived", "allowed", "resolved", "unknown"]
STATES: tuple[State, ...] = ("new", "open", "baselined", "waived", "resolved", "unknown")
Reason = Literal["fixed", "rule retired", "out of scope", "told by a more specific rule"]
Verdict = Reason | Literal["unknown", "not asked", "older", "stands"]
_TOLD: Reason = "told by a more specific rule"
OLDER = "its commit is older than one at which was recorded before"
_UNSURE = {"unknown": "it could not be evaluated", "older": OLDER}
OPEN, ACKNOWLEDGED, RESOLVED, IGNORED = "open", "acknowledged", "resolved", "ignored"


@dataclass(frozen=True, slots=True)
class Detection:
    """A violation with its identity.

    Attributes:
        fingerprint: what identifies it over time.
        rule: the rule that it breaks.
        violation: what breaks it.
        occurrence: counted from 1 among equal ones in one place, by line.
        also: what other rules are against in the same place for the same fact, see `one_finding`.
    """

    fingerprint: str
    rule: Rule
    violation: Violation
    occurrence: int = 1
    also: "tuple[Detection, ...]" = ()

    @property
    def all(self) -> "tuple[Detection, ...]":
        """This one, and those of the other rules."""
        return (self, *self.also)

    @property
    def severity(self) -> str:
        """How much it matters: as the gravest of its rules has it, of those that gate if any does."""
        rules = [item.rule for item in self.all]
        return min((rule.severity for rule in [rule for rule in rules if rule.gates] or rules), key=SEVERITIES.index)


@dataclass(frozen=True, slots=True)
class DriftFinding:
    """One row of a scan's result: what was found, what is recorded, or both.

    Attributes:
        state: how it stands.
        detection: what was found; None for what was not found any more, or could not be evaluated.
        record: what is recorded of it; None for a new one.
        reason: why it is resolved or unknown, or that its waiver has expired; empty otherwise.
        returned: whether it was resolved and is back.
    """

    state: State
    detection: Detection | None = None
    record: Record | None = None
    reason: str = ""
    returned: bool = False

    @property
    def severity(self) -> str:
        """How much it matters now, by the rule; by the record where the rule is gone."""
        if self.detection:
            return self.detection.severity
        return str(self.record.data.get("severity", "MEDIUM")) if self.record else "MEDIUM"

    @property
    def gates(self) -> bool:
        """Whether it may fail a scan."""
        return self.state in {"new", "open"} and (
            self.detection is None or any(item.rule.gates for item in self.detection.all)
        )

    @property
    def order(self) -> tuple[str, str, int, str]:
        """What findings are sorted by: repository, file, line, rule."""
        if self.detection:
            result = self.detection.violation
            return (result.repo, result.path, result.line, self.detection.rule.name)
        data = self.record.data if self.record else {}
        return (str(data.get("repo")), str(data.get("file_path")), 0, str(data.get("detected_rule")))


@dataclass(frozen=True)
class ScanCoverage:
    """What a scan knows, to tell what became of a finding that it did not find.

    Attributes:
        judged: rule's full name → how it was evaluated.
        members: the workspace's repositories.
        requested: those that were asked for.
        changed: repository → the paths that were looked at; None for all.
        is_older: whether a repository's commit is an ancestor of one at which was recorded before.
        imports: full names of the rules with another tool's results at hand; of others what is recorded stands.
        doubtful: ids of records whose rules could not all be read, and full names of rules that were refused.
    """

    judged: Mapping[str, Judged]
    members: Mapping[str, Member]
    requested: Collection[str]
    changed: Mapping[str, frozenset[str]] | None = None
    doubtful: Collection[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    is_older: Callable[[str], bool] = lambda _: False
    imports: Collection[str] = ()

    def verdict(self, record: Record) -> Verdict:
        """What became of a recorded finding that was not found."""
        data = record.data
        name, repo, path = (str(data.get(key, "")) for key in ("detected_rule", "repo", "file_path"))
        member, judged = self.members.get(repo), self.judged.get(self.names.get(name, name))
        if member is not None and repo not in self.requested:
            return "not asked"
        if name in self.doubtful or name.partition("/")[0] in self.doubtful:
            return "unknown"
        if judged is None:
            return "rule retired"
        if rule_kind(judged.rule.kind).is_imported and name not in self.imports:
            return "stands"
        if member is None or not in_scope(judged.rule, member):
            return "out of scope"
        verdict = self._of_path(judged, member, path)
        return "older" if verdict == "fixed" and self.is_older(repo) else verdict

    def _of_path(self, judged: Judged, member: Member, path: str) -> Verdict:
        sight = judged.sights.get(member.name)
        path = as_listed(path, (*sight.files, *sight.view.others())) if sight else path
        doubtful = [judged.doubtful[name] for name in ("", member.name) if name in judged.doubtful]
        if sight is None or any(judged.is_whole or "" in paths or path in paths for paths in doubtful):
            return "unknown"
        is_there = path in sight.files or path in sight.view.others()
        if self.changed is not None and not judged.is_whole:
            changed = self.changed.get(member.name, frozenset())
            return "fixed" if not is_there or path in changed else "not asked"
        return "out of scope" if is_there and path not in sight.scope else "fixed"


def detections_of(judged: Judged) -> Iterator[Detection]:
    """A rule's violations with their fingerprints, equal ones in one place counted by line."""
    counts: dict[tuple[str, str, str], int] = {}
    for violation in told_apart(judged.violations):
        place = (violation.repo, violation.subject, violation.discriminator)
        counts[place] = counts.get(place, 0) + 1
        yield Detection(fingerprint(judged.rule.name, *place, counts[place]), judged.rule, violation, counts[place])


def names_of(rules: Iterable[Rule]) -> dict[str, str]:
    """Every full name that a rule has or had → the one that it has."""
    names = {old: rule.name for rule in rules for old in rule.was}
    return names | {name: name for name in names.values()}


def settle(
    detections: Sequence[Detection],
    records: Iterable[Record],
    evidence: ScanCoverage,
    *,
    today: str,
    baselined: Collection[str] = (),
    allowed: Mapping[str, str] = MappingProxyType({}),
) -> list[DriftFinding]:
    """How everything stands that was found or is recorded.

    Args:
        detections: what was found.
        records: the recorded findings; those without a fingerprint are left alone.
        evidence: what the scan knows.
        today: the day, as `2026-11-23`; a waiver holds until its last day is over.
        baselined: fingerprints of findings that a baseline lets be.
        allowed: fingerprint → why, of findings that a comment in their file lets be.
    """
    known = {str(record.data["fingerprint"]): record for record in records if record.data.get("fingerprint")}
    pairs = pair_up(detections, known, evidence)
    findings = [_detected(detection, record, today, baselined, allowed) for detection, record in pairs]
    met = {record.id for _, record in pairs if record}
    merged = {item.fingerprint for detection in detections for item in detection.also}
    for key, record in known.items():
        if record.id not in met and record.data.get("status") != RESOLVED:
            findings += _not_found(record, _TOLD if key in merged else evidence.verdict(record), today)
    return sorted(findings, key=lambda finding: finding.order)


def _detected(
    detection: Detection, record: Record | None, today: str, baselined: Collection[str], allowed: Mapping[str, str]
) -> DriftFinding:
    if record is not None and is_waived(record, today):
        return DriftFinding("waived", detection, record)
    if all(item.fingerprint in allowed for item in detection.all):
        return DriftFinding("allowed", detection, record, allowed[detection.fingerprint])
    if any(item.fingerprint in baselined for item in detection.all):
        return DriftFinding("baselined", detection, record)
    if record is None:
        return DriftFinding("new", detection)
    returned = record.data.get("status") == RESOLVED
    expired = f"its waiver expired on {record.data['waiver'].get('expires')}" if is_under_waiver(record) else ""
    return DriftFinding("new" if returned else "open", detection, record, expired, returned=returned)


def is_under_waiver(record: Record) -> bool:
    """Whether a finding that is not resolved has a waiver, expired or not."""
    return isinstance(record.data.get("waiver"), Mapping) and record.data.get("status") != RESOLVED


def is_waived(record: Record, today: str) -> bool:
    """Whether a recorded finding is suppressed today: its waiver has not expired, or a person ignores it for good."""
    if record.data.get("status") == RESOLVED:
        return False
    if is_under_waiver(record):
        return str(record.data["waiver"].get("expires", "")) >= today
    return record.data.get("status") == IGNORED


def _not_found(record: Record, verdict: Verdict, today: str) -> list[DriftFinding]:
    if verdict == "not asked":
        return []
    if verdict == "stands":
        return [DriftFinding("waived" if is_waived(record, today) else "open", record=record)]
    if verdict in _UNSURE:
        return [DriftFinding("unknown", record=record, reason=_UNSURE[verdict])]
    return [DriftFinding("resolved", record=record, reason=verdict)]


def pair_up(
    detections: Sequence[Detection], known: Mapping[str, Record], evidence: ScanCoverage
) -> list[tuple[Detection, Record | None]]:
    """Each detection with its record: by its fingerprint, else by one that it had before."""
    taken = {detection.fingerprint for detection in detections}
    lost = {key: record for key, record in known.items() if key not in taken}
    pairs: list[tuple[Detection, Record | None]] = []
    renames = _Renames(evidence, lost.values())
    for detection in detections:
        record = known.get(detection.fingerprint)
        if record is None and lost:
            earlier = next((key for key in renames.earlier(detection) if key in lost), "")
            record = lost.pop(earlier, None)
        pairs.append((detection, record))
    return pairs


class _Renames:
    """The fingerprints that a detection had before its rule or its file was renamed."""

    def __init__(self, evidence: ScanCoverage, lost: Iterable[Record]) -> None:
        self._evidence = evidence
        self._commits: dict[tuple[str, str], set[str]] = {}
        for data in (record.data for record in lost if record.data.get("status") != RESOLVED):
            place = (str(data.get("detected_rule")), str(data.get("repo")))
            self._commits.setdefault(place, set()).add(str(data.get("commit") or ""))
        self._known: dict[tuple[str, str], Mapping[str, str]] = {}

    def earlier(self, detection: Detection) -> Iterator[str]:
        yield from (item.fingerprint for item in detection.also)
        rule, result = detection.rule, detection.violation
        names = (rule.name, *rule.was)
        commits = {commit for name in names for commit in self._commits.get((name, result.repo), ())}
        if not commits:
            return
        parts = [(result.subject, result.discriminator), *self._parts(detection, commits)]
        for name in names:
            for subject, discriminator in parts:
                yield fingerprint(name, result.repo, subject, discriminator, detection.occurrence)

    def _parts(self, detection: Detection, commits: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Subject and discriminator under each path that the file had at one of these commits."""
        result = detection.violation
        sight = self._evidence.judged[detection.rule.name].sights[result.repo]
        for commit in sorted(commits):
            key = (result.repo, commit)
            if key not in self._known:
                self._known[key] = sight.view.renames(commit) if commit else {}
            old = self._known[key].get(result.path)
            if old:
                kind = rule_kind(detection.rule.kind)
                yield kind.subject_at(detection.rule, result, old, sight), kind.discriminator_at(result, old)


def counts(findings: Iterable[DriftFinding], unknowns: Collection[Any]) -> dict[str, int]:
    """State → how many; of unknown ones, how many things could not be evaluated. `allowed` stands there if any is."""
    return {**dict.fromkeys(STATES, 0), **Counter(item.state for item in findings), "unknown": len(unknowns)}
