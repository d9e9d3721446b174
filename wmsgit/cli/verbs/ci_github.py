"""`ci github`: writes the workflow that reviews pull requests."""

import sys
from typing import Annotated, Literal

import typer

from wmsgit.cli.run import Run

EXAMPLES = (
    "wmsgit ci github --install 'git+https://host/wmsgit@0123456789abcdef0123456789abcdef01234567'",
    "wmsgit ci github --stdout | diff .github/workflows/wmsgit.yml -",
)
DETAILS = (
    "Writes .github/workflows/wmsgit.yml and .github/wmsgit-requirements.txt, to be committed by you. Its first "
    "job may only read: it runs 'check --base', 'diff' and 'drift scan --base' on each pull request, of which "
    "nothing is executed. Its second job posts or updates one comment; on a fork the first job's summary has the "
    "text. Actions are pinned by commit. With --autoclose it is .github/workflows/wmsgit-autoclose.yml instead: "
    "every 15 minutes, and when a member asks, one job closes in the plane what is merged everywhere. wmsgit and "
    "what it needs are installed by hash, from the second file as the base has it."
)


def run(
    run: Run,
    *,
    destination: Annotated[
        Literal["-"] | None, typer.Argument(metavar="[-]", help="'-' prints the workflow instead.")
    ] = None,
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the workflow instead.")] = False,
    install: Annotated[
        str | None,
        typer.Option(
            metavar="SPEC",
            help="The wmsgit that is installed: 'wmsgit==RELEASE --hash=sha256:...', a wheel's https URL with"
            " '#sha256=...', or 'git+https://...@COMMIT'.",
        ),
    ] = None,
    autoclose: Annotated[
        bool, typer.Option("--autoclose", help="Write the scheduled workflow that closes what is merged.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a workflow that says something else.")] = False,
) -> None:
    """Write or print the workflow."""
    from wmsgit.cli.messages import say, warn
    from wmsgit.features.setup.actions.workflow import (
        LOCK_PATH,
        WORKFLOW_PATH,
        autoclose_text,
        workflow_text,
        write_workflow,
    )
    from wmsgit.features.setup.autoclose_workflow import AUTOCLOSE_PATH
    from wmsgit.features.setup.release_lock import pinned_release

    release = pinned_release(install)
    if stdout or destination:
        sys.stdout.write(autoclose_text(release) if autoclose else workflow_text(release))
        return
    written = write_workflow(run.workspace, release, force=force, autoclose=autoclose)
    for path in (AUTOCLOSE_PATH if autoclose else WORKFLOW_PATH, LOCK_PATH):
        say(f"{'written' if path in written else 'unchanged'}: {path}")
    if not release.has_hash:
        unpinned = f"{LOCK_PATH} has no hash of {release.line}, and the workflow will refuse to install it"
        warn([f"{unpinned}: name one with '--install SPEC' and '--force'"])
