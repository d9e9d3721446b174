"""`undo`: reverts an operation, whole, and lists the recent ones."""

from typing import Annotated, Literal

import typer

from wmsgit.cli.input.options import Write, format_option, writes
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


@writes("verbose")
def run(
    write: Write,
    *,
    which: Annotated[str, typer.Argument(metavar="[N|COMMIT]", show_default=False)] = "",
    listing: Annotated[bool, typer.Option("--list", help="Show the recent operations instead.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many of them.")] = 20,
    format: Annotated[  # noqa: A002
        Literal["table", "json", "jsonl", "csv", "yaml"], format_option("How to print the list.")
    ] = "table",
) -> None:
    """Undo one operation, or list the recent ones."""
    from wmsgit.features.records.actions.undo import undo

    if listing:
        _list(write.run, limit, format)
        return
    from wmsgit.features.branches.actions.clean import restore_last

    restored = restore_last(write.workspace, dry_run=write.dry_run) if not which and write.workspace.dirs else []
    if restored:
        from wmsgit.cli.messages import one_line, say

        say(*map(one_line, restored))
    else:
        write.report(undo(write.workspace, which, how=write.how))


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
