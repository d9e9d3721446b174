"""What a pull request of a member should say of the plane: its task, its siblings, what binds it, what it breaks."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from wmsgit.features.commits.actions.rows import known_records
from wmsgit.features.commits.naming import records_of_branch
from wmsgit.features.drift.actions.scan import Request, ScanReport, scan
from wmsgit.features.drift.collect import placements_of, rule_fields
from wmsgit.features.drift.findings import DriftFinding
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.new_allowances import newly_allowed
from wmsgit.features.drift.rule import Scope
from wmsgit.features.drift.scanner import paths_of
from wmsgit.features.drift.scope import paths_in, selects
from wmsgit.features.forge.actions.ask import known_states
from wmsgit.features.forge.known_hosts import repository_at
from wmsgit.features.records.actions.parts import whole_of
from wmsgit.model.record import Record
from wmsgit.render.member_comment import MemberComment
from wmsgit.vcs.history.ranges import paths_changed, require_merge_base
from wmsgit.vcs.objects.blobs import read_blob
from wmsgit.workspace.member_places import member_place
from wmsgit.workspace.members import members
from wmsgit.workspace.workspace import Workspace

_URL = re.compile(r"https?://[^\s<>\"']+\Z")


@dataclass(frozen=True, slots=True)
class MemberReview:
    """The comment, and whether the change adds a finding that fails a scan."""

    comment: MemberComment
    fails: bool


def review_member(ws: Workspace, name: str, base: str, branch: str = "") -> MemberReview:
    """What there is to say of the change of a member from a base to HEAD.

    Args:
        ws: the workspace.
        name: the member.
        base: the commit or branch of the member that the change goes to.
        branch: the change's branch, by which its task is known; empty for none.

    Raises:
        NotFoundError, GitError: when there is no such member here, or no such commit.
    """
    (record,) = members(ws, [name])
    place = member_place(ws, record)
    place.require()
    changed = paths_changed(place.path, base, "HEAD")
    report = scan(ws, Request((name,), "HEAD", is_partial=True, base=base))
    new = [item for item in report.findings if item.state == "new" and item.detection]
    tasks = [ws.record(ws.locate(task, exact=True)) for task in _tasks(ws, branch)]
    comment = MemberComment(
        tasks=[(task.id, ws.kind(task.kind).title_of(task.data), str(task.data.get("status") or "")) for task in tasks],
        checklist=[item for task in tasks for item in _checklist(task.data)],
        siblings=list(_siblings(ws, tasks, record)),
        bindings=list(_bindings(ws, report, record, changed)),
        findings=[_finding(item.detection) for item in new],
        allowances=[_finding(item.detection, item.reason) for item in _allowed(place.path, base, report, changed)],
    )
    return MemberReview(comment, any(item.gates for item in new))


def _tasks(ws: Workspace, branch: str) -> list[str]:
    ids = {key: item.id for key, item in known_records(ws).items()}
    return list(records_of_branch(branch, ids)) if branch else []


def _checklist(data: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    for item in data.get("checklist") or ():
        if isinstance(item, Mapping):
            yield str(item.get("text") or ""), item.get("done") is True


def _siblings(ws: Workspace, tasks: Sequence[Record], member: Record) -> Iterator[tuple[str, str]]:
    """The URLs of the tasks' other pull requests as they are linked, in their order, with the state as last seen."""
    states = known_states(ws)
    own = tuple(
        f"https://{repository_at(str(url))}/" for url in member.data.get("urls") or () if repository_at(str(url))
    )
    wholes = [ws.record(whole_of(ws, ws.locate(task.id, exact=True))) for task in tasks]
    urls = [str(url) for task in (*wholes, *tasks) for url in task.data.get("pull_requests") or ()]
    yield from (
        (url, states.get(url, "")) for url in dict.fromkeys(urls) if _URL.match(url) and not url.startswith(own)
    )


def _bindings(
    ws: Workspace, report: ScanReport, member: Record, changed: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    """The records of the rules that look at changed files, and the placements whose paths these are."""
    result: dict[str, str] = {}
    for rule in report.rules:
        paths = paths_of(rule, rule_kind(rule.kind), changed)
        if paths and selects(rule.scope.repos, member.id, list(map(str, member.data.get("tags") or ()))):
            result.setdefault(rule.name.partition("/")[0], paths[0])
    for kind in (kind for kind in ws.registry.kinds() if rule_fields(kind)):
        for record in ws.index([kind.name]).documents(kind):
            for placement in placements_of(kind, [record]):
                path = _placed(placement.paths, changed) if placement.repo == member.id else ""
                if path:
                    result.setdefault(record.id, path)
    for record_id, path in sorted(result.items()):
        place = ws.locate(record_id, exact=True)
        yield record_id, ws.kind(place.kind).title_of(ws.record(place).data), path


def _placed(patterns: Sequence[str], changed: Sequence[str]) -> str:
    return next(iter(paths_in(Scope(paths=tuple(patterns)), changed)), "") if patterns else ""


def _allowed(top: Path, base: str, report: ScanReport, changed: Collection[str]) -> Iterator[DriftFinding]:
    """What the comments suppress that the change brings into its files."""
    own = [item for item in report.findings if item.detection and item.detection.violation.path in changed]
    before = require_merge_base(top, base, "HEAD")
    return newly_allowed(own, partial(read_blob, top, before), partial(read_blob, top, "HEAD"))


def _finding(detection: Any, words: str = "") -> tuple[str, str, str]:
    violation = detection.violation
    place = f"{violation.path}:{violation.line}" if violation.line else violation.path
    return place, detection.rule.name, words or detection.rule.message or violation.message
