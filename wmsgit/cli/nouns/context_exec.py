"""`context exec`: runs a command in the repository that you work in."""

from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.run import Run
from wmsgit.errors import NotFoundError, UsageError

EXAMPLES = ("wmsgit context exec -- git status --short",)
DETAILS = (
    "The command takes this program's place: what it reads and prints, its exit code and the signals that it gets "
    "are its own. The exit code is 127 when there is no such command, 126 when it cannot be started."
)


def run(
    run: Run,
    *,
    command: Annotated[list[str] | None, typer.Argument(metavar="-- COMMAND...")] = None,
) -> int:
    """Run the command; the exit code is its own."""
    from wmsgit.cli.handover import hand_over
    from wmsgit.features.sessions.actions.context import outside_hooks, require_context
    from wmsgit.features.sessions.actions.switches import is_there
    from wmsgit.workspace.member_places import member_place
    from wmsgit.workspace.members import members, require_safe_place

    if not command:
        raise UsageError("there is no command to run", hint=f"such as: {EXAMPLES[0]}")
    switch = require_context(run.workspace, run.environ.get("WMSGIT_CONTEXT", ""))
    path = Path(switch.path or member_place(run.workspace, members(run.workspace, [switch.repo])[0]).require())
    if not is_there(switch) or not path.is_dir():
        hint = f"'git config wmsgit.repo.{switch.repo}.path PATH' says where it is on this machine"
        raise NotFoundError(f"the repository {switch.repo} is not there", where=str(path), hint=hint)
    require_safe_place(run.workspace, path)
    return hand_over(path, command, {**outside_hooks(run.environ), "PWD": str(path)})
