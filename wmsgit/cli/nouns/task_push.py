"""`task push`: pushes the branches of a task."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit task push WS-TASK-001",)
DETAILS = (
    "Each branch with commits of its own goes to the branch of its name at the member's remote, and follows that from "
    "then on. Nothing is forced: what a remote refuses is named, and the exit code is 5."
)
COMPLETERS = {"ids": complete_ids("task")}
_REFUSED = 5


def run(run: Run, *, ids: Annotated[list[str], typer.Argument(metavar="ID...")]) -> int:
    """Push them."""
    from wmsgit.cli.messages import one_line, say, warn
    from wmsgit.features.branches.actions.state import push_task

    workspace = run.workspace
    places = workspace.places(ids, workspace.kind("task"))
    results = [row for place in places for row in push_task(workspace, place)]
    say(*(one_line(f"{repo}: pushed {branch}") for repo, branch, problem in results if not problem))
    refused = [f"{repo}: {branch} was not pushed: {problem}" for repo, branch, problem in results if problem]
    warn(refused)
    return _REFUSED if refused else 0
