"""The options that the commands `ci HOST` have in common."""

from typing import Annotated

import typer

Stdout = Annotated[bool, typer.Option("--stdout", help="Print the job instead.")]
Install = Annotated[
    str | None,
    typer.Option(
        metavar="SPEC",
        help="The wmsgit that is installed: 'wmsgit==RELEASE --hash=sha256:...', a wheel's https URL with"
        " '#sha256=...', or 'git+https://...@COMMIT'.",
    ),
]
MemberJob = Annotated[str, typer.Option("--member", metavar="REPO", help="Print the job of a member.")]
SiteJob = Annotated[
    bool,
    typer.Option("--site", help="Write the job that builds the pages, and a preview of each change, as artefacts."),
]
PagesJob = Annotated[
    bool, typer.Option("--pages", help="As --site, and publish the pages at the host: it says who can read them.")
]
Plane = Annotated[str, typer.Option("--plane", metavar="OWNER/NAME", help="Where a member finds the plane.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that says something else.")]
