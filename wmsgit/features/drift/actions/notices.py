"""Notices: what is worth knowing of a scan, and fails nothing."""

from collections.abc import Iterator, Mapping, Sequence

from wmsgit.features.drift.actions.issues import closed_too_early
from wmsgit.features.drift.actions.policy import Policy
from wmsgit.features.drift.baseline_entries import Baseline
from wmsgit.features.drift.findings import DriftFinding
from wmsgit.features.drift.report import (
    Notice,
    idle_waivers,
    not_followed,
    not_imported,
    not_read,
    older_commits,
    origins,
    stale_baselines,
    vacuous,
)
from wmsgit.features.drift.rule_view import Member
from wmsgit.features.drift.scanner import Judged
from wmsgit.workspace.workspace import Workspace


def of_records(
    ws: Workspace, policy: Policy, findings: Sequence[DriftFinding], baseline: Baseline, request: set[str]
) -> Iterator[Notice]:
    """What the records say and the scan has no use for."""
    yield from not_imported(policy.rules.rules, policy.findings)
    yield from idle_waivers(policy.findings, findings, request)
    yield from stale_baselines(baseline.gone)
    yield from closed_too_early(ws, findings)


def of_members(visited: Mapping[str, Member], request: set[str], older: Sequence[str]) -> Iterator[Notice]:
    """Where the files come from, and which commits are older than what is recorded."""
    yield from origins((name, visited[name].origin) for name in sorted(request))
    yield from older_commits(older)


def of_rules(judged: Sequence[Judged], request: set[str], idle: Sequence[str]) -> Iterator[Notice]:
    """Which rules look at nothing, what they cannot read, and once what imports may mean beyond that."""
    yield from vacuous(idle)
    aliases: set[str] = set()
    for entry in judged:
        for name, paths in entry.unread.items():
            if paths and name in request:
                yield not_read(entry.rule.name, name, paths)
        for name, beyond in entry.unfollowed.items():
            aliases.update(f"{name}/{path}" for path in (beyond if name in request else ()))
    yield from not_followed(aliases)
