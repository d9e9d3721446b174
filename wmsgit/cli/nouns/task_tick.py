"""`task tick`: marks items of a task's checklist as done."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes

EXAMPLES = ("wmsgit task tick WS-TASK-001 2",)
DETAILS = "Items are counted from 1, as 'task show' has them; --undo marks them as still to be done."
COMPLETERS = {"record": complete_ids("task")}


@writes("format")
def run(
    write: Write,
    *,
    record: Annotated[str, typer.Argument(metavar="ID")],
    numbers: Annotated[list[int], typer.Argument(metavar="N...")],
    undo: Annotated[bool, typer.Option("--undo", help="Mark them as still to be done.")] = False,
) -> None:
    """Mark the items."""
    from wmsgit.features.records.actions.tick import tick

    [place] = write.workspace.places([record], write.workspace.kind("task"))
    write.report(tick(write.workspace, place, numbers, done=not undo, how=write.how))
