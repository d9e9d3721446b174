"""`redo`: takes back the last undo."""

import typer

from wmsgit.cli.input.options import DryRun, Message, NoCommit, how
from wmsgit.cli.run import run_of

EXAMPLES = ("wmsgit redo", "wmsgit redo --dry-run")
DETAILS = (
    "It takes your newest undo, as long as no other operation of yours came after it in this worktree. After several "
    "undos, each redo goes one step forward."
)


def run(
    ctx: typer.Context,
    *,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
) -> None:
    """Take back the last undo."""
    from wmsgit.cli.output.outcome import report
    from wmsgit.features.records.actions.undo import redo

    run = run_of(ctx)
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    report(run, redo(run.workspace, how=landing), dry_run=dry_run)
