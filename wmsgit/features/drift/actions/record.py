"""Recording: what changed in the life of findings, written to the `drift` records in one commit."""

from wmsgit.features.drift.actions.baseline import write_baselines
from wmsgit.features.drift.actions.issues import settle_issues
from wmsgit.features.drift.actions.policy import FINDING as KIND
from wmsgit.features.drift.actions.scan import ScanReport, repo_of
from wmsgit.features.drift.findings import DriftFinding
from wmsgit.features.drift.fingerprint import ID_DIGITS
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.records import DETECTED_BY, LifeChange, life_change, record_id
from wmsgit.features.records.actions.write import arrange
from wmsgit.model.record import Data
from wmsgit.model.times import format_time
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.subjects import scan_subject
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts

_STEP = 4


def record(ws: Workspace, report: ScanReport, *, how: WriteOptions = AS_USUAL, actor: str = DETECTED_BY) -> WriteResult:
    """Write what a scan changed: findings opened, reopened, resolved, moved; and what left the baselines.

    Of a repository that is at an older commit than was recorded before, nothing is. No commit when nothing changed.
    """
    now = format_time(ws.now())
    changes = [
        change
        for finding in report.findings
        if not _stays_here(finding)
        and repo_of(finding) not in report.older
        and (change := life_change(finding, now=now, commit=report.commits.get(repo_of(finding), ""), actor=actor))
    ]
    if not changes and not report.baseline.is_stale:
        return WriteResult((), "")

    def work(transaction: Transaction) -> None:
        for change in changes:
            write_change(ws, transaction, change.id, change.data, is_new=change.what == "opened")
        settle_issues(ws, transaction, _ids(changes, "resolved"), _ids(changes, "reopened"))
        if report.baseline.is_stale:
            write_baselines(ws, transaction, report)

    return perform(ws, actor, how, work, texts=CommitTexts(lambda: scan_subject([change.what for change in changes])))


def _stays_here(finding: DriftFinding) -> bool:
    """Whether a finding is of this machine alone and not to be opened as a record."""
    if finding.detection is None or finding.record is not None:
        return False
    rule = finding.detection.rule
    return rule_kind(rule.kind).is_local and not rule.options.get("record")


def _ids(changes: list[LifeChange], what: str) -> list[str]:
    return [change.id for change in changes if change.what == what]


def write_change(ws: Workspace, transaction: Transaction, record_id: str, data: Data, *, is_new: bool) -> Place:
    """Put a finding's record, and say where it is. A new one whose short id is another's gets more digits."""
    kind = ws.kind(KIND)
    if is_new:
        return transaction.add(kind, _free_id(transaction, str(data["fingerprint"])), arrange(kind, data))
    place = ws.locate(record_id, kind, exact=True)
    transaction.put(place, data)
    return place


def _free_id(transaction: Transaction, fingerprint: str) -> str:
    digits = ID_DIGITS
    while transaction.known(record_id(fingerprint, digits)) and digits < len(fingerprint):
        digits += _STEP
    return record_id(fingerprint, digits)
