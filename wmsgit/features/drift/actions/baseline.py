"""Baselines as records: one sorted file a repository, which shrinks by itself and grows only when told to."""

from collections.abc import Sequence
from dataclasses import dataclass

from wmsgit.features.drift.actions.policy import baseline_records
from wmsgit.features.drift.actions.scan import ScanReport
from wmsgit.features.drift.baseline_entries import KIND, addable, redrawn
from wmsgit.features.drift.findings import Detection
from wmsgit.features.records.actions.write import arrange
from wmsgit.model.record import Data, Record
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.subjects import baseline_subject
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts


@dataclass(frozen=True, slots=True)
class BaselineUpdate:
    """What drawing the baselines did.

    Attributes:
        outcome: of the write.
        added, dropped: how many items the baselines gained and lost.
        total: how many items the baselines of the repositories that were asked for have.
        refused: findings that are in no baseline, because one that exists grows only when told to.
    """

    outcome: WriteResult
    added: int
    dropped: int
    total: int
    refused: tuple[Detection, ...]


def draw(ws: Workspace, report: ScanReport, *, grow: bool = False, how: WriteOptions = AS_USUAL) -> BaselineUpdate:
    """Write today's findings into the baselines of the repositories that were asked for, in one commit.

    A repository without a baseline gets one. What is gone leaves; what is new enters an existing baseline only
    with `grow`.
    """
    added: list[Detection] = []
    refused: list[Detection] = []
    for name in report.repos:
        fresh = addable(report.findings, name)
        (added if grow or name not in report.baseline.repos else refused).extend(fresh)

    dropped = len(report.baseline.gone)

    def work(transaction: Transaction) -> None:
        write_baselines(ws, transaction, report, added)

    outcome = perform(ws, "drift baseline", how, work, texts=CommitTexts(lambda: baseline_subject(len(added), dropped)))
    kept = [item for item in report.baseline.kept if item.data["repo"] in report.repos]
    return BaselineUpdate(
        outcome, len(added), dropped, len(report.baseline.recorded) + len(kept) + len(added), tuple(refused)
    )


def write_baselines(
    ws: Workspace, transaction: Transaction, report: ScanReport, added: Sequence[Detection] = ()
) -> None:
    """Bring the baselines up to date: what is gone leaves, what was renamed follows, and `added` enters."""
    records = {str(record.data["repo"]): record for record in baseline_records(ws)}
    detections = [item for finding in report.findings if finding.detection for item in finding.detection.all]
    for repo in sorted({*records, *(item.violation.repo for item in added)}):
        fresh = [item for item in added if item.violation.repo == repo]
        items = redrawn(report.baseline, detections, fresh, repo, report.commits.get(repo, ""))
        _write(ws, transaction, records.get(repo), repo, items)


def _write(ws: Workspace, transaction: Transaction, record: Record | None, repo: str, items: list[Data]) -> None:
    kind = ws.kind(KIND)
    if record is None:
        transaction.add(kind, repo, arrange(kind, {"repo": repo, "findings": items}))
        return
    place = Place(KIND, record.id, record.path)
    data = transaction.data(place)
    if items != (data.get("findings") or []):
        new = data | {"findings": items} if items else {key: value for key, value in data.items() if key != "findings"}
        transaction.put(place, new)
