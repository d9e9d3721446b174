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
Plane = Annotated[str, typer.Option("--plane", metavar="OWNER/NAME", help="Where a member finds the plane.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that says something else.")]
