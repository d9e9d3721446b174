"""`task pr`: opens or updates the pull requests of a task."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes
from wmsgit.errors import IncompleteError

EXAMPLES = ("wmsgit task pr WS-TASK-001", "wmsgit task pr WS-TASK-001 --order lib,api,web")
DETAILS = (
    "One in each repository with a pushed branch, with one text: the task's, links to all of them, and Depends-On: "
    "lines in the order of merging, by depends_on of the members and Depends-On: REPO of the commits. A second call "
    "updates them; what people wrote around the block of wmsgit stays. GitHub is asked by gh, GitLab by glab, "
    "Forgejo by tea, as you have set them up; git config wmsgit.forge.HOST says github, gitlab or forgejo for a "
    "host of another name. The links are written into the task."
)
COMPLETERS = {"task": complete_ids("task")}


@writes(tries=False)
def run(
    write: Write,
    *,
    task: Annotated[str, typer.Argument(metavar="ID", show_default=False)],
    order: Annotated[
        str, typer.Option("--order", metavar="REPO,...", help="The order of merging; by what depends on what.")
    ] = "",
) -> None:
    """Open or update them."""
    from wmsgit.cli.messages import one_line, say
    from wmsgit.cli.values import require_text
    from wmsgit.features.branches.actions.pull_requests import open_requests

    ws, kind = write.workspace, write.workspace.kind("task")
    (place,) = ws.places([ws.numbered(kind, require_text(task))], kind)
    names = [name.strip() for name in require_text(order).split(",") if name.strip()]
    opened, result = open_requests(ws, place, names, how=write.how)
    for item in opened:
        say(one_line(f"{item.repo}: {item.problem or f'{item.done} {item.item.url if item.item else str()}'}"))
    write.report(result)
    if any(item.problem for item in opened):
        raise IncompleteError("not every pull request is there", hint="what went wrong stands above; try again")
