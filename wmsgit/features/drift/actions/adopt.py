"""Adopting: a decision comes into force, and what it finds today enters the baselines, in one commit."""

from collections.abc import Sequence

from wmsgit.features.drift.actions.baseline import write_baselines
from wmsgit.features.drift.actions.scan import Request, scan
from wmsgit.features.drift.baseline_entries import addable
from wmsgit.features.records.actions.transition import StepOptions, stepping
from wmsgit.model.text import counted
from wmsgit.schema.transition import Transition
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts


def adopt(
    ws: Workspace, places: Sequence[Place], step: Transition, given: StepOptions, *, how: WriteOptions = AS_USUAL
) -> WriteResult:
    """Take records through a transition, and let be what their rules find now.

    Findings of other rules, recorded ones and those of repositories that cannot be seen stay as they are.

    Args:
        ws: where.
        places: which records, all of one kind.
        step: the transition.
        given: what it is given.
        how: how it lands.

    Raises:
        InvalidError, ConflictError: as for a transition.
    """
    report = scan(ws, Request(adopted=[place.id for place in places]))
    own = {rule.name for rule in report.rules if rule.origin.id in {place.id for place in places}}
    added = [item for repo in report.repos for item in addable(report.findings, repo) if item.rule.name in own]

    def work(transaction: Transaction) -> None:
        stepping(ws, places, step, given)(transaction)
        write_baselines(ws, transaction, report, added)
        missed = [item for item in report.unknowns if not item.rule or item.rule in own]
        for item in missed:
            transaction.warn(f"{item.repo or item.rule}: not in the baseline, for {item.reason}")

    subject = f"{', '.join(place.id for place in places)}: {step.name}, {counted(len(added), 'finding')} baselined"
    return perform(ws, f"{ws.kind(places[0].kind).name} {step.name}", how, work, texts=CommitTexts(lambda: subject))
