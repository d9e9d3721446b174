"""`repo freeze`: records the commit of every member."""

from typing import Annotated

import typer

from wmsgit.cli.input.options import DryRun, Message, NoCommit, ResultFormat, how

EXAMPLES = ('wmsgit repo freeze "release 1.2"',)
DETAILS = (
    "The commits become a record of an architecture state, under state_data.commits. A member that is not on this"
    " machine is recorded as missing. The exit code is 5 when a member has changes that are in no commit."
)


def run(
    ctx: typer.Context,
    *,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    dirty: Annotated[bool, typer.Option("--dirty", help="Also when members have uncommitted changes.")] = False,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
    format: ResultFormat = None,  # noqa: A002
) -> None:
    """Record the commits."""
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.cli.values import require_text
    from wmsgit.features.repos.actions.freeze import freeze

    run = run_of(ctx)
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    outcome = freeze(run.workspace, require_text(name), allow_dirty=dirty, how=landing)
    report(run, outcome, format=format, dry_run=dry_run)
