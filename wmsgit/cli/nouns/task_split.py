"""`task split`: one part of a task for each of its repositories."""

from typing import Annotated, Literal

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes

EXAMPLES = ("wmsgit task split WS-TASK-001",)
DETAILS = (
    "One person, one task; where several people share the work, each repository gets a part: a task whose parent is "
    "this one, that is done in this repository, and that waits for the parts of the repositories that its own depends "
    "on (depends_on of the members). A second call adds what is missing."
)
COMPLETERS = {"record": complete_ids("task")}


@writes("format")
def run(
    write: Write,
    *,
    record: Annotated[str, typer.Argument(metavar="ID")],
    by: Annotated[Literal["repo"], typer.Option("--by", help="One part for each repository.")] = "repo",  # noqa: ARG001
) -> None:
    """Add the parts."""
    from wmsgit.features.branches.actions.split import split

    [place] = write.workspace.places([record], write.workspace.kind("task"))
    write.report(split(write.workspace, place, how=write.how))
