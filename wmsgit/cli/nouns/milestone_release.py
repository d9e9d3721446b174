"""`milestone release`: records the commit of each member, and closes the milestone."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes

EXAMPLES = ("wmsgit milestone release 2026.2",)
DETAILS = (
    "What 'repo freeze' does under the milestone's name, then the transition. Records that are still open and name the"
    " milestone are told. The exit code is 5 when a member has changes that are in no commit, unless --dirty is given."
)
COMPLETERS = {"record": complete_ids("milestone")}


@writes()
def run(
    write: Write,
    *,
    record: Annotated[str, typer.Argument(metavar="ID")],
    dirty: Annotated[bool, typer.Option("--dirty", help="Also when members have uncommitted changes.")] = False,
) -> None:
    """Freeze, and close."""
    from wmsgit.cli.messages import warn
    from wmsgit.features.repos.actions.release import open_records, release
    from wmsgit.model.text import first_words

    ws = write.workspace
    [place] = ws.places([record], ws.kind("milestone"))
    left = open_records(ws, place.id)
    if left:
        warn([f"still open: {first_words(left, _MOST)}"])
    for outcome in release(ws, place, allow_dirty=dirty, how=write.how):
        write.report(outcome)


_MOST = 5
