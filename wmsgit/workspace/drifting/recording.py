"""Recording: what changed in the life of findings, written to the `drift` records in one commit."""

from wmsgit.drift.findings import Finding
from wmsgit.drift.fingerprint import ID_DIGITS
from wmsgit.drift.records import LifeChange, life_change, record_id
from wmsgit.model.times import format_time
from wmsgit.workspace.drifting.scanning import KIND, Report
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.perform import AS_USUAL, How, Outcome, perform
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.verbs import arrange

_STEP = 4


def record(ws: Workspace, report: Report, *, how: How = AS_USUAL) -> Outcome:
    """Write what a scan changed: findings opened, reopened, resolved, moved. No commit when nothing did."""
    now = format_time(ws.now())
    changes = [
        change
        for finding in report.findings
        if (change := life_change(finding, now=now, commit=report.commits.get(_repo(finding), "")))
    ]
    if not changes:
        return Outcome((), "")

    def work(transaction: Transaction) -> None:
        transaction.subject = _subject(changes)
        for change in changes:
            _write(ws, transaction, change)

    return perform(ws, "drift scan", how, work)


def _repo(finding: Finding) -> str:
    if finding.detection:
        return finding.detection.violation.repo
    return str(finding.record.data.get("repo", "")) if finding.record else ""


def _write(ws: Workspace, transaction: Transaction, change: LifeChange) -> None:
    kind = ws.kind(KIND)
    if change.what == "opened":
        transaction.add(kind, _free_id(transaction, change), arrange(kind, change.data))
        return
    place: Place = ws.locate(change.id, kind, exact=True)
    transaction.put(place, change.data)


def _free_id(transaction: Transaction, change: LifeChange) -> str:
    """The record's id: of a finding whose short id is another's already, with more digits."""
    fingerprint, digits = str(change.data["fingerprint"]), ID_DIGITS
    while transaction.known(record_id(fingerprint, digits)) and digits < len(fingerprint):
        digits += _STEP
    return record_id(fingerprint, digits)


def _subject(changes: list[LifeChange]) -> str:
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.what] = counts.get(change.what, 0) + 1
    if len(changes) == 1:
        return ""
    return "drift: " + ", ".join(f"{count} {what}" for what, count in counts.items())
