"""`task tick`: marks items of a task's checklist as done."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import DryRun, Message, NoCommit, ResultFormat, how

EXAMPLES = ("wmsgit task tick WS-TASK-001 2",)
DETAILS = "Items are counted from 1, as 'task show' has them; --undo marks them as still to be done."
COMPLETERS = {"record": complete_ids("task")}


def run(
    ctx: typer.Context,
    *,
    record: Annotated[str, typer.Argument(metavar="ID")],
    numbers: Annotated[list[int], typer.Argument(metavar="N...")],
    undo: Annotated[bool, typer.Option("--undo", help="Mark them as still to be done.")] = False,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
    format: ResultFormat = None,  # noqa: A002
) -> None:
    """Mark the items."""
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.features.records.actions.tick import tick

    run = run_of(ctx)
    [place] = run.workspace.places([record], run.workspace.kind("task"))
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    outcome = tick(run.workspace, place, numbers, done=not undo, how=landing)
    report(run, outcome, format=format, dry_run=dry_run)
