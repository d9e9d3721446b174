"""`milestone release`: records the commit of each member, and closes the milestone."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import DryRun, Message, NoCommit, how

EXAMPLES = ("wmsgit milestone release 2026.2",)
DETAILS = (
    "What 'repo freeze' does under the milestone's name, then the transition. Records that are still open and name the"
    " milestone are told. The exit code is 5 when a member has changes that are in no commit, unless --dirty is given."
)
COMPLETERS = {"record": complete_ids("milestone")}


def run(
    ctx: typer.Context,
    *,
    record: Annotated[str, typer.Argument(metavar="ID")],
    dirty: Annotated[bool, typer.Option("--dirty", help="Also when members have uncommitted changes.")] = False,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
) -> None:
    """Freeze, and close."""
    from wmsgit.cli.messages import warn
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.features.repos.actions.release import open_records, release

    run = run_of(ctx)
    ws = run.workspace
    [place] = ws.places([record], ws.kind("milestone"))
    left = open_records(ws, place.id)
    if left:
        shown = ", ".join(left[:_MOST]) + (f" and {len(left) - _MOST} more" if len(left) > _MOST else "")
        warn([f"still open: {shown}"])
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    for outcome in release(ws, place, allow_dirty=dirty, how=landing):
        report(run, outcome, dry_run=dry_run)


_MOST = 5
