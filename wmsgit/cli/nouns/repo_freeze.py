"""`repo freeze`: records the commit of every member."""

from typing import Annotated

import typer

from wmsgit.cli.input.options import Write, writes

EXAMPLES = ('wmsgit repo freeze "release 1.2"',)
DETAILS = (
    "The commits become a record of an architecture state, under state_data.commits. A member that is not on this"
    " machine is recorded as missing. The exit code is 5 when a member has changes that are in no commit."
)


@writes("format")
def run(
    write: Write,
    *,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    dirty: Annotated[bool, typer.Option("--dirty", help="Also when members have uncommitted changes.")] = False,
) -> None:
    """Record the commits."""
    from wmsgit.cli.values import require_text
    from wmsgit.features.repos.actions.freeze import freeze

    write.report(freeze(write.workspace, require_text(name), allow_dirty=dirty, how=write.how))
