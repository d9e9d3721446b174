"""`repo restore`: takes the members to the commits of a frozen state."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import DryRun
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit repo restore STATE-001",)
DETAILS = (
    "A member goes to the branch that was frozen when that is still at the commit, else to the commit on no branch. "
    "Where one has changes that are in no commit, or lacks its commit, all stay where they are, and the exit code is 5."
)
COMPLETERS = {"state": complete_ids("state")}


def run(run: Run, *, state: Annotated[str, typer.Argument(metavar="STATE")], dry_run: DryRun = False) -> None:
    """Go there."""
    from wmsgit.cli.messages import one_line, say
    from wmsgit.features.repos.actions.restore import restore_state

    lines = restore_state(run.workspace, state, dry_run=dry_run)
    say(*map(one_line, lines or ["every member is there already"]))
