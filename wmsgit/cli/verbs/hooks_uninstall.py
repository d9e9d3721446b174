"""`hooks uninstall`: takes the pre-commit hook away again."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit hooks uninstall",)
COMPLETERS = {"repo": complete_ids("repo")}
DETAILS = "Only what 'hooks install' put there is taken away: a hook of yours is as it was before, byte for byte."


def run(
    run: Run,
    *,
    repo: Annotated[str, typer.Option("--repo", metavar="NAME", help="The hook of this member instead.")] = "",
) -> None:
    """Uninstall the hook."""
    from wmsgit.cli.messages import say
    from wmsgit.features.setup.actions.hooks import hooked

    say(*hooked(run.workspace, repo).uninstall())
