"""`renumber`: gives a record another id, with every reference to it, in one commit."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes
from wmsgit.errors import UsageError

EXAMPLES = ("wmsgit renumber --base origin/main", "wmsgit renumber WS-TASK-014 WS-TASK-020")
DETAILS = (
    "The references in all records follow, and texts where the id stands alone. Without NEW it gets the next free "
    "number. With --base, the records that REF does not have and whose ids it has given to others move, with the "
    "references that our side introduced. What a remote-tracking branch has is published, and keeps its id."
)
COMPLETERS = {"old": complete_ids(None)}


@writes()
def run(
    write: Write,
    *,
    old: Annotated[str | None, typer.Argument(metavar="[OLD]")] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NEW]")] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="REF", help="Move what collides with the ids of this branch.")
    ] = None,
) -> None:
    """Renumber the record, or those that collide."""
    from wmsgit.features.renumber.actions.renumber import renumber, renumber_collisions

    if (old is None) == (base is None):
        raise UsageError("renumber takes an id, or --base", hint="such as: wmsgit renumber --base origin/main")
    if base is not None:
        outcome = renumber_collisions(write.workspace, base, how=write.how)
    else:
        outcome = renumber(write.workspace, old or "", new, how=write.how)
    write.report(outcome)
