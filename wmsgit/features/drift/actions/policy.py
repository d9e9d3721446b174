"""The policy of a scan: the rules, baselines, waivers and repositories of the files, or of the base of a change."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from wmsgit.errors import WmsgitError
from wmsgit.features.drift.actions.fact_cache import facts_of
from wmsgit.features.drift.actions.load_rules import RULES, RuleSet, read_rules
from wmsgit.features.drift.baseline_entries import KIND as BASELINE
from wmsgit.features.drift.policy import (
    baseline_changes,
    judged_members,
    known_names,
    member_changes,
    rule_changes,
    waiver_changes,
)
from wmsgit.model.finding import Finding
from wmsgit.model.policy import PolicyChange, policy_findings
from wmsgit.model.ports import Pointer
from wmsgit.model.record import Record
from wmsgit.workspace.members import KIND as MEMBER
from wmsgit.workspace.workspace import Workspace

FINDING = "drift"
"""The kind of recorded findings."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What judges.

    Attributes:
        ws: the workspace that it was read from: the one on disk, or that of a commit.
        rules: its rules.
        baselines: its baselines.
        findings: its recorded findings, some of them waived.
        members: the repositories.
        changes: what the files on disk loosen of it, or add to it.
    """

    ws: Workspace
    rules: RuleSet
    baselines: list[Record]
    findings: list[Record]
    members: list[Record]
    changes: tuple[Finding, ...] = ()


def read_policy(ws: Workspace, base: str = "", *, is_accepted: bool = False) -> Policy:
    """What judges a scan.

    Args:
        ws: the workspace.
        base: the branch or commit whose policy it is; empty for that of the files.
        is_accepted: whether what the files loosen is accepted.

    Raises:
        NotFoundError, IncompleteError: when there is no such commit, or nothing in common with it.
    """
    own = _policy_of(ws)
    if not base:
        return own
    from wmsgit.vcs.history.ranges import require_merge_base
    from wmsgit.workspace.revisions.records import revision_of
    from wmsgit.workspace.revisions.workspace_at import PastWorkspace

    tip, head = revision_of(ws, base), revision_of(ws, "HEAD")
    start = revision_of(ws, require_merge_base(ws.require_dirs().worktree, tip.commit, head.commit))
    judge = _policy_of(PastWorkspace(ws, tip))
    began = judge if start.commit == tip.commit else _policy_of(PastWorkspace(ws, start))
    changes = policy_findings(_changes(began, own), partial(_place, ws), accepted=is_accepted)
    joined = judged_members(judge.members, own.members)
    return Policy(judge.ws, judge.rules, judge.baselines, judge.findings, joined, changes)


def _policy_of(ws: Workspace) -> Policy:
    rules = read_rules(ws, facts_of(ws.cache_dir, RULES))
    return Policy(ws, rules, baseline_records(ws), _records(ws, FINDING), _members(ws))


def _changes(before: Policy, after: Policy) -> Iterator[PolicyChange]:
    old, new = before.rules.rules, after.rules.rules
    names = known_names(old)
    yield from rule_changes(old, new)
    yield from baseline_changes(before.baselines, after.baselines, names)
    yield from waiver_changes(before.findings, after.findings, names)
    yield from member_changes(before.members, after.members, old)


def _members(ws: Workspace) -> list[Record]:
    return sorted(_records(ws, MEMBER), key=lambda record: record.id)


def baseline_records(ws: Workspace) -> list[Record]:
    """The baselines; none where the workspace's schemas do not have that kind yet."""
    return _records(ws, BASELINE)


def _records(ws: Workspace, kind: str) -> list[Record]:
    return list(ws.index([kind]).documents(ws.kind(kind))) if ws.registry.has(kind) else []


def _place(ws: Workspace, path: str, pointer: Pointer, *, key: bool = False) -> tuple[int, int]:
    """Where a value stands in a file on disk."""
    from wmsgit.store.document import read_document

    kind = ws.registry.at(path)
    try:
        return read_document(ws.read(path), kind.shape, path=path).position(pointer, key=key) if kind else (0, 0)
    except WmsgitError:
        return (0, 0)
