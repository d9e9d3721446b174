"""`context set`: chooses the repository that you work in."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.run import Run

EXAMPLES = ('wmsgit context set api -m "Key rotation"',)
DETAILS = (
    "The context belongs to this worktree and is no record. A table on a terminal then shows the records "
    "of this repository; --all lifts that. With WMSGIT_CONTEXT set, each terminal has its own."
)
COMPLETERS = {"repo": complete_ids("repo")}


def run(
    run: Run,
    *,
    repo: Annotated[str, typer.Argument(metavar="REPO")],
    note: Annotated[str, typer.Option("-m", "--message", metavar="TEXT", help="What the switch is for.")] = "",
) -> None:
    """Set the context."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.values import require_text
    from wmsgit.features.sessions.actions.context import set_context

    terminal = run.environ.get("WMSGIT_CONTEXT", "")
    switch = set_context(run.workspace, require_text(repo), require_text(note), terminal)
    say(f"context: {switch.repo}" + (f" (before: {switch.previous})" if switch.previous else ""))
