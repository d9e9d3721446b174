"""`drift waive`: lets findings be until a day, with an owner and a reason."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import DryRun, NoCommit, ResultFormat, Where, how
from wmsgit.errors import UsageError

EXAMPLES = (
    "wmsgit drift waive DRIFT-3f9a1c2b --owner @me --expires +30d -m 'goes with WS-TASK-012'",
    "wmsgit drift waive 3f9a1c2b 77b0 --owner 'Ann Lee' --expires 2027-01-31 -m 'until the port is done'",
)
DETAILS = (
    "A finding is named by its record's id, or by a fingerprint of 'drift scan' or the beginning of one; a new one"
    " is recorded with it. '-' reads from standard input. All changes are one commit. When the day is over, the"
    " finding is open again."
)
COMPLETERS = {"findings": complete_ids("drift")}


def run(
    ctx: typer.Context,
    *,
    findings: Annotated[list[str] | None, typer.Argument(metavar="FINDING...")] = None,
    owner: Annotated[str, typer.Option("--owner", metavar="WHO", help="Who answers for it; @me is you.")] = "",
    expires: Annotated[
        str, typer.Option("--expires", metavar="DATE", help="The last day: 2027-01-31, +30d, tomorrow.")
    ] = "",
    where: Where = None,
    message: Annotated[
        str, typer.Option("-m", "--message", metavar="REASON", help="Why it is suppressed; the commit's body, too.")
    ] = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
    format: ResultFormat = None,  # noqa: A002
) -> None:
    """Waive the findings."""
    from wmsgit.cli.input.findings import chosen_findings
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.cli.values import require_text
    from wmsgit.features.drift.actions.handle import Waiver, waive, waiver_fields

    run = run_of(ctx)
    for name, value in (("--owner", owner), ("--expires", expires), ("-m", message)):
        if not value.strip():
            raise UsageError(f"a waiver needs {name}", hint="--owner WHO --expires DATE -m REASON")
    waiver = Waiver(require_text(owner), require_text(message), require_text(expires))
    waiver_fields(run.workspace, waiver)
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    outcome = waive(run.workspace, chosen_findings(run, findings or (), where), waiver, how=landing)
    report(run, outcome, format=format, dry_run=dry_run)
