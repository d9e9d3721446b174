"""`undo`: reverts an operation, whole, and lists the recent ones."""

from typing import Annotated, Literal

import typer

from wmsgit.cli.input.options import DryRun, Message, NoCommit, how
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit undo", "wmsgit undo --list", "wmsgit undo 3 --dry-run")
DETAILS = (
    "Each command that wrote is one operation, an import of many records too. WHICH is its number in --list, the "
    "last one being 1, or its commit; without it, your newest one that is neither undone nor itself an undo, so that "
    "a second undo goes one step further back. The revert is a commit, and redo takes it back. Where later changes "
    "stand on the operation they are named, and nothing is done. When the last thing done was 'task clean', its "
    "branches and worktrees come back. All other work is left alone: edits, what is "
    "staged, commits made by hand."
)
_COLUMNS = ("number", "commit", "date", "author", "op", "undone", "subject")
_SHORT = 10


def run(
    ctx: typer.Context,
    *,
    which: Annotated[str, typer.Argument(metavar="[N|COMMIT]", show_default=False)] = "",
    listing: Annotated[bool, typer.Option("--list", help="Show the recent operations instead.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many of them.")] = 20,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
    format: Annotated[  # noqa: A002
        Literal["table", "json", "jsonl", "csv", "yaml"],
        typer.Option("--format", help="How to print the list.", case_sensitive=False),
    ] = "table",
) -> None:
    """Undo one operation, or list the recent ones."""
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.features.records.actions.undo import undo

    run = run_of(ctx)
    if listing:
        _list(run, limit, format)
        return
    from wmsgit.features.branches.actions.clean import restore_last

    restored = restore_last(run.workspace, dry_run=dry_run) if not which and run.workspace.dirs else []
    if restored:
        from wmsgit.cli.messages import one_line, say

        say(*map(one_line, restored))
    else:
        landing = how(message, no_commit=no_commit, dry_run=dry_run)
        report(run, undo(run.workspace, which, how=landing), dry_run=dry_run)


def _list(run: Run, limit: int, format: str) -> None:  # noqa: A002
    from wmsgit.cli.output.data import print_rows
    from wmsgit.features.records.actions.undo import recent_operations, undone_operations

    undone = undone_operations(run.workspace)
    rows = []
    for number, operation in enumerate(recent_operations(run.workspace, limit), start=1):
        who = (operation.author, operation.op)
        is_undone = operation.commit in undone
        values = (number, operation.commit, operation.date, *who, is_undone, operation.subject)
        rows.append(dict(zip(_COLUMNS, values, strict=True)))
    if format == "table":
        rows = [_short(row) for row in rows]
    print_rows(run, _COLUMNS, rows, format)


def _short(row: dict[str, object]) -> dict[str, object]:
    return row | {"commit": str(row["commit"])[:_SHORT], "undone": "undone" if row["undone"] else ""}
