"""Issues that findings were promoted to: the end of the findings is the end of the issue, and never the other way."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from wmsgit.errors import NotFoundError
from wmsgit.features.drift.findings import RESOLVED, DriftFinding
from wmsgit.features.drift.report import Notice
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.workspace.writing.transaction import Transaction

ISSUE, FINDING = "issue", "drift"
"""The kinds."""

LINK, FINDINGS = "related_issue_id", "drift"
"""The finding's field that names its issue, and the issue's that names its findings."""


def settle_issues(ws: Workspace, transaction: "Transaction", ended: Iterable[str], returned: Iterable[str]) -> None:
    """Resolve the issues whose findings are all resolved now, and reopen those of which a finding is back.

    Args:
        ws: the workspace.
        transaction: where the findings' records have been put already.
        ended: ids of the findings' records that were resolved.
        returned: ids of those that were reopened.
    """
    touched, back = {*ended, *returned}, set(returned)
    if not touched or not ws.registry.has(ISSUE):
        return
    kind = ws.kind(ISSUE)
    for issue in ws.index([ISSUE, FINDING]).documents(kind):
        names = [str(name) for name in issue.data.get(FINDINGS) or ()]
        if touched.isdisjoint(names):
            continue
        place = Place(ISSUE, issue.id, issue.path)
        if back.intersection(names) and issue.data.get(kind.status) == RESOLVED:
            _take(ws, transaction, place, "reopen", "")
        elif not kind.is_closed(issue.data) and all(_is_resolved(ws, transaction, name) for name in names):
            _take(ws, transaction, place, "resolve", "the scan finds none of its findings any more")


def _take(ws: Workspace, transaction: "Transaction", place: Place, name: str, message: str) -> None:
    from wmsgit.features.records.actions.transition import stepped  # a scan that writes nothing does without

    kind = ws.kind(place.kind)
    step = kind.transitions.get(name)
    data = transaction.data(place)
    if step and step.leads_from(data.get(kind.status)):
        transaction.put(place, stepped(ws, kind, step, place.id, data, message))


def _is_resolved(ws: Workspace, transaction: "Transaction", record_id: str) -> bool:
    try:
        place = ws.locate(record_id, ws.kind(FINDING), exact=True)
    except NotFoundError:
        return True
    return transaction.data(place).get("status") == RESOLVED


def closed_too_early(ws: Workspace, findings: Sequence[DriftFinding]) -> list[Notice]:
    """A notice for each issue that is closed although a finding of it is still there."""
    linked = {
        str(finding.record.data[LINK]): finding.record.id
        for finding in findings
        if finding.record and finding.record.data.get(LINK) and finding.state in {"new", "open"}
    }
    if not linked or not ws.registry.has(ISSUE):
        return []
    kind = ws.kind(ISSUE)
    closed = [record.id for record in ws.index([ISSUE]).documents(kind) if kind.is_closed(record.data)]
    return [
        Notice("closed-issue", name, f"it is closed, but {linked[name]} is still found")
        for name in sorted(linked.keys() & set(closed))
    ]
