"""`ci forgejo`: writes the workflow that reviews pull requests."""

from typing import Annotated

import typer

from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit ci forgejo --install 'git+https://host/wmsgit@0123456789abcdef0123456789abcdef01234567'",)
DETAILS = (
    "Writes .forgejo/workflows/wmsgit.yml and .forgejo/wmsgit-requirements.txt, to be committed by you. On each "
    "pull request it runs 'check --base', 'diff' and 'drift scan --base', of which nothing of the change is "
    "executed; it uses no actions of others. wmsgit and what it needs are installed by hash, from the second file "
    "as the base has it."
)


def run(
    run: Run,
    *,
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the workflow instead.")] = False,
    install: Annotated[
        str | None,
        typer.Option(metavar="SPEC", help="The wmsgit that is installed, pinned as for ci github."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that says something else.")] = False,
) -> None:
    """Write or print the workflow."""
    from wmsgit.cli.output.jobs import JobOptions, write_job

    write_job(run, "forgejo", JobOptions(install, stdout, force))
