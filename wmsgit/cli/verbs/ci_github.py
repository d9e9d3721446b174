"""`ci github`: writes the workflow that reviews pull requests."""

import sys
from typing import Annotated, Literal

import typer

EXAMPLES = ("wmsgit ci github", "wmsgit ci github --stdout | diff .github/workflows/wmsgit.yml -")
DETAILS = (
    "Writes .github/workflows/wmsgit.yml, to be committed by you. Its first job may only read: it runs 'check"
    " --base', 'diff' and 'drift scan --base' on each pull request, of which nothing is executed. Its second job posts"
    " or updates one comment; on a fork the first job's summary has the text. Actions are pinned by commit, wmsgit by"
    " its release."
)


def run(
    ctx: typer.Context,
    *,
    destination: Annotated[
        Literal["-"] | None, typer.Argument(metavar="[-]", help="'-' prints the workflow instead.")
    ] = None,
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the workflow instead.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a workflow that says something else.")] = False,
) -> None:
    """Write or print the workflow."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.run import run_of
    from wmsgit.features.setup.actions.workflow import WORKFLOW_PATH, workflow_text, write_workflow

    if stdout or destination:
        sys.stdout.write(workflow_text())
        return
    written = write_workflow(run_of(ctx).workspace, force=force)
    say(f"{'written' if written else 'unchanged'}: {WORKFLOW_PATH}")
