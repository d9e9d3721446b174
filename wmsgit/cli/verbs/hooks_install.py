"""`hooks install`: adds the pre-commit hook beside whatever hook exists."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import HookOf
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit hooks install", "wmsgit hooks install --repo api --sessions")
COMPLETERS = {"repo": complete_ids("repo")}
DETAILS = (
    "The hook runs 'wmsgit check --staged' before each commit. A hook that exists goes on running. Users "
    "of pre-commit name this project in their .pre-commit-config.yaml instead. With --repo the hook is that of a "
    "member, and scans the member's staged files for drift; a second one suggests the trailer 'Refs: ID' on a record's "
    "branch. With --sessions a second hook writes the trailer of the "
    "open session into each commit's message."
)


def run(
    run: Run,
    *,
    repo: HookOf = "",
    sessions: Annotated[bool, typer.Option("--sessions", help="Let commits name the open session, too.")] = False,
) -> None:
    """Install the hook."""
    from wmsgit.cli.messages import say
    from wmsgit.features.setup.actions.hooks import hooked

    say(*hooked(run.workspace, repo).install(sessions=sessions))
