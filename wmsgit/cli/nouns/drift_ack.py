"""`drift ack`: notes that somebody knows of findings, new ones among them."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.fields import split_assignments
from wmsgit.cli.input.options import DryRun, Message, NoCommit, ResultFormat, Where, how

EXAMPLES = ("wmsgit drift ack DRIFT-3f9a1c2b assigned_to=@me", "wmsgit drift ack --where \"repo = 'api'\" -m 'on it'")
DETAILS = (
    "A finding is named by its record's id, or by a fingerprint of 'drift scan' or the beginning of one; a new one"
    " is recorded with it. '-' reads from standard input. All changes are one commit."
)
COMPLETERS = {"findings": complete_ids("drift")}


def run(
    ctx: typer.Context,
    *,
    findings: Annotated[list[str] | None, typer.Argument(metavar="FINDING... [FIELD=VALUE]...")] = None,
    where: Where = None,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
    format: ResultFormat = None,  # noqa: A002
) -> None:
    """Acknowledge the findings."""
    from wmsgit.cli.input.findings import chosen_findings
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.features.drift.actions.handle import acknowledge

    run = run_of(ctx)
    words, assignments = split_assignments(findings or (), run.stdin)
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    chosen = chosen_findings(run, words, where)
    outcome = acknowledge(run.workspace, chosen, assignments=assignments, how=landing)
    report(run, outcome, format=format, dry_run=dry_run)
