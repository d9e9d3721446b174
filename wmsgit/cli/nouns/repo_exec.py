"""`repo exec`: runs a command in each member."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import States
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

if TYPE_CHECKING:
    from wmsgit.workspace.members import Ran

EXAMPLES = ("wmsgit repo exec --tag backend -- git fetch --prune",)
DETAILS = (
    "With --task, it runs in the worktrees of a task's branches. The members are taken side by side, and their "
    "output follows in their order. The exit code is 0 when every command's was, else 1."
)
COMPLETERS = {"name": complete_ids("repo"), "task": complete_ids("task")}


def run(
    run: Run,
    *,
    command: Annotated[list[str] | None, typer.Argument(metavar="-- COMMAND...")] = None,
    name: Annotated[
        list[str] | None, typer.Option("--repo", metavar="NAME", help="In this member; repeatable.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", metavar="TAG", help="In members with this tag; repeatable.")
    ] = None,
    state: States = None,
    task: Annotated[
        str, typer.Option("--task", metavar="ID", help="In this task's worktrees.", show_default=False)
    ] = "",
) -> int:
    """Run the command; 1 when it failed somewhere."""
    from wmsgit.cli.messages import say
    from wmsgit.features.branches.actions.state import run_for_task
    from wmsgit.features.repos.actions.choose import members_in_use
    from wmsgit.workspace.members import run_in_members

    if not command:
        raise UsageError("there is no command to run", hint=f"such as: {EXAMPLES[0]}")
    workspace = run.workspace
    if task:
        kind = workspace.kind("task")
        (place,) = workspace.places([task], kind)
        results = run_for_task(workspace, place, command)
    else:
        chosen, archived = members_in_use(workspace, name or (), tag or (), state or ())
        say(*filter(None, [archived]))
        if not chosen:
            say("there are no members" if not state else "no member is in that state")
        results = run_in_members(workspace, chosen, command)
    for result in results:
        _show(result)
    return 1 if any(result.code for result in results) else 0


def _show(result: "Ran") -> None:
    """A member's output, each line after the member's name, without what would command a terminal or a CI's runner."""
    from wmsgit.model.text import clean

    for stream, text in ((sys.stdout, result.output), (sys.stderr, result.errors)):
        for line in clean(text.decode(errors="backslashreplace")).splitlines():
            stream.write(f"{result.name}: {line}\n")
    if result.code:
        sys.stderr.write(f"{result.name}: exit code {result.code}\n")
