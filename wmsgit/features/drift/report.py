"""Rows: how a scan's findings are told to programs and to whoever prints them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wmsgit.features.drift.findings import OLDER, DriftFinding, is_under_waiver
from wmsgit.features.drift.kind import Unknown
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.records import message_of
from wmsgit.features.drift.rule import Rule
from wmsgit.model.record import Record

COLUMNS = ("fingerprint", "rule", "repo", "file_path", "line", "severity", "state", "message", "fix", "record")
"""The keys of a finding in JSON."""
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """What is worth knowing of a scan and fails nothing.

    Attributes:
        code: `vacuous`, a rule that can find nothing; `idle-waiver`, a waiver that lets nothing be;
            `stale-baseline`, a baseline with findings that are gone; `closed-issue`, an issue that is closed
            although a finding of it is still there; `default-branch`, what was looked at and how old it is;
            `older-commit`, a repository of which nothing is recorded; `not-read`, what a rule cannot read;
            `not-followed`, what defines aliases of imports in a program.
        about: the rule's full name, the record's id or the repository.
        message: one sentence without a final full stop.
    """

    code: Literal[
        "vacuous",
        "idle-waiver",
        "stale-baseline",
        "closed-issue",
        "default-branch",
        "older-commit",
        "not-read",
        "not-followed",
    ]
    about: str
    message: str


def row(finding: DriftFinding) -> dict[str, Any]:
    """A finding under `COLUMNS`, and the decision's `title` and `rationale`, the `reason` of its state, `gates`.

    `told_until` is there for what fails nothing: the day from which on it does, empty for never.
    """
    result, data = finding.detection, finding.record.data if finding.record else {}
    rule = result.rule if result else None
    return {
        "fingerprint": result.fingerprint if result else data.get("fingerprint"),
        "rule": rule.name if rule else data.get("detected_rule"),
        "repo": result.violation.repo if result else data.get("repo"),
        "file_path": result.violation.path if result else data.get("file_path"),
        "line": (result.violation.line or None) if result else data.get("line"),
        "severity": finding.severity,
        "state": finding.state,
        "message": message_of(result) if result else data.get("violation_details"),
        "fix": (rule.fix or None) if rule else None,
        "record": finding.record.id if finding.record else None,
        "title": rule.origin.title if rule else "",
        "rationale": rule.origin.rationale if rule else "",
        "reason": "returned" if finding.returned else finding.reason,
        "gates": finding.gates,
        "told_until": rule.fail_from if rule and finding.state in {"new", "open"} and not finding.gates else None,
    }


def rule_row(rule: Rule) -> dict[str, Any]:
    """A rule as formats name it."""
    return {
        "rule": rule.name,
        "kind": rule.kind,
        "severity": rule.severity,
        "title": rule.origin.title,
        "rationale": rule.origin.rationale,
        "message": rule.message,
        "fix": rule.fix,
    }


def unknown_row(unknown: Unknown) -> dict[str, Any]:
    """What could not be evaluated; None stands for every rule, every repository or the whole of one."""
    return {
        "rule": unknown.rule or None,
        "repo": unknown.repo or None,
        "file_path": unknown.path or None,
        "reason": unknown.reason,
    }


def notice_row(notice: Notice) -> dict[str, Any]:
    """A notice as formats tell it."""
    return {"code": notice.code, "about": notice.about, "message": notice.message}


def vacuous(rules: Iterable[str]) -> list[Notice]:
    """A notice for each of these full names of rules."""
    return [Notice("vacuous", name, "it has nothing in its scope, and so can find nothing") for name in rules]


def not_imported(rules: Iterable[Rule], records: Iterable[Record]) -> list[Notice]:
    """A notice for each rule about another tool's results of which none has ever been recorded."""
    names = {str(record.data.get("detected_rule")) for record in records}
    message = "nothing was ever taken in for it: 'wmsgit drift import' takes a tool's results"
    waiting = [rule for rule in rules if rule_kind(rule.kind).is_imported and not {rule.name, *rule.was} & names]
    return [Notice("vacuous", rule.name, message) for rule in waiting]


def idle_waivers(records: Iterable[Record], findings: Iterable[DriftFinding], known: Collection[str]) -> list[Notice]:
    """A notice for each waiver that lets nothing be: what it was for is not found any more, or never was.

    Args:
        records: the recorded findings.
        findings: how everything stands.
        known: the names of the repositories that were looked at.
    """
    met: Mapping[str, DriftFinding] = {finding.record.id: finding for finding in findings if finding.record}
    result = []
    for record in records:
        if is_under_waiver(record) and record.data.get("repo") in known:
            finding = met.get(record.id)
            if not record.data.get("fingerprint"):
                result.append(Notice("idle-waiver", record.id, "its waiver has no fingerprint to match"))
            elif finding and finding.state == "resolved":
                result.append(Notice("idle-waiver", record.id, "its waiver matches nothing any more"))
    return result


def stale_baselines(gone: Iterable[Record]) -> list[Notice]:
    """A notice for each baseline of which items are gone."""
    counts: dict[str, int] = {}
    for item in gone:
        counts[str(item.data["repo"])] = counts.get(str(item.data["repo"]), 0) + 1
    return [
        Notice("stale-baseline", repo, f"{count} in its baseline are gone; 'wmsgit drift baseline' takes them out")
        for repo, count in sorted(counts.items())
    ]


def origins(members: Iterable[tuple[str, str]]) -> list[Notice]:
    """A notice for each of these repositories of which it is said where its files come from."""
    return [Notice("default-branch", repo, words) for repo, words in members if words]


def older_commits(repos: Iterable[str]) -> list[Notice]:
    """A notice for each of these repositories, which are at a commit before one at which was recorded."""
    words = f"{OLDER}, so that nothing is recorded of it; 'git fetch' there may bring the later one"
    return [Notice("older-commit", repo, words) for repo in repos]


def not_read(rule: str, repo: str, paths: Collection[str]) -> Notice:
    """A notice of what a rule cannot read in a repository: the first files, and how many more."""
    return Notice("not-read", rule, f"{repo} has {_listed(paths)}, not read by this rule")


def not_followed(files: Collection[str]) -> list[Notice]:
    """One notice of the files, as `repository/path`, whose aliases of imports are not followed; none for no files."""
    if not files:
        return []
    words = f"aliases of imports that bundlers define are not followed: {_listed(files)}"
    return [Notice("not-followed", "javascript", words)]


def _listed(paths: Collection[str]) -> str:
    more = f" and {len(paths) - _SHOWN:,} more" if len(paths) > _SHOWN else ""
    return ", ".join(sorted(paths)[:_SHOWN]) + more
