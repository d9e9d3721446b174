"""`ci github`: writes the workflow that reviews pull requests."""

from typing import Annotated, Literal

import typer

from wmsgit.cli.input.job_options import Force, Install, MemberJob, PagesJob, Plane, SiteJob, Stdout
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

EXAMPLES = (
    "wmsgit ci github --install 'git+https://host/wmsgit@0123456789abcdef0123456789abcdef01234567'",
    "wmsgit ci github --stdout | diff .github/workflows/wmsgit.yml -",
)
DETAILS = (
    "Writes .github/workflows/wmsgit.yml and .github/wmsgit-requirements.txt, to be committed by you. Its first job "
    "may only read: it runs 'check --base', 'diff' and 'drift scan --base' on each pull request, of which nothing "
    "is executed. Its second job posts or updates one comment; on a fork the first job's summary has the text. "
    "Actions are pinned by commit. With --autoclose it is .github/workflows/wmsgit-autoclose.yml instead: every 15 "
    "minutes, and when a member asks, one job closes in the plane what is merged everywhere. With --push it checks "
    "what is pushed to the default branch directly. With --site it is .github/workflows/wmsgit-site.yml: a push to the "
    "default branch makes the pages of 'site build' an artefact, and a pull request a preview of what it changes; "
    "with --pages they are published, too, and what is said is who can read them. With --member it is printed, for "
    "the member's own repository: "
    "what its pull requests mean for the plane. wmsgit and what it needs are installed by hash, from the second "
    "file as the base has it."
)


def run(
    run: Run,
    *,
    destination: Annotated[
        Literal["-"] | None, typer.Argument(metavar="[-]", help="'-' prints the workflow instead.")
    ] = None,
    stdout: Stdout = False,
    install: Install = None,
    autoclose: Annotated[
        bool, typer.Option("--autoclose", help="Write the scheduled workflow that closes what is merged.")
    ] = False,
    push: Annotated[bool, typer.Option("--push", help="Write the workflow that checks direct pushes.")] = False,
    site: SiteJob = False,
    pages: PagesJob = False,
    member: MemberJob = "",
    plane: Plane = "",
    force: Force = False,
) -> None:
    """Write or print the workflow."""
    from wmsgit.cli.output.jobs import write_job

    given = {"autoclose": autoclose, "push": push, "site": site and not pages, "pages": pages}
    chosen = [name for name, is_given in given.items() if is_given]
    if len(chosen) + bool(member) > 1:
        raise UsageError("--autoclose, --push, --site and --member are workflows of their own: name one")
    name = " ".join(["github", *chosen])
    prints = stdout or destination is not None
    write_job(run, name, install=install, prints=prints, force=force, member=member, plane=plane)
