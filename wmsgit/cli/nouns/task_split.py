"""`task split`: one part of a task for each of its repositories."""

from typing import Annotated, Literal

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import DryRun, Message, NoCommit, ResultFormat, how

EXAMPLES = ("wmsgit task split WS-TASK-001",)
DETAILS = (
    "One person, one task; where several people share the work, each repository gets a part: a task whose parent is "
    "this one, that is done in this repository, and that waits for the parts of the repositories that its own depends "
    "on (depends_on of the members). A second call adds what is missing."
)
COMPLETERS = {"record": complete_ids("task")}


def run(
    ctx: typer.Context,
    *,
    record: Annotated[str, typer.Argument(metavar="ID")],
    by: Annotated[Literal["repo"], typer.Option("--by", help="One part for each repository.")] = "repo",  # noqa: ARG001
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
    format: ResultFormat = None,  # noqa: A002
) -> None:
    """Add the parts."""
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.features.branches.actions.split import split

    run = run_of(ctx)
    [place] = run.workspace.places([record], run.workspace.kind("task"))
    outcome = split(run.workspace, place, how=how(message, no_commit=no_commit, dry_run=dry_run))
    report(run, outcome, format=format, dry_run=dry_run)
