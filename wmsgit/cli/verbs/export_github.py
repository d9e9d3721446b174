"""`export github`: says, or makes, the calls by which GitHub's issues say what the records say."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

EXAMPLES = (
    "wmsgit export github acme/api --plan",
    "wmsgit export github acme/api --apply",
)
DETAILS = (
    "Without --apply the calls are only printed. Issues that records came from are closed, opened, assigned and get the"
    " remarks that were made here; their titles and texts stay as people wrote them. With --new, open records of that"
    " repository which have no issue get one, whose title and text then follow the record. Nothing is removed. --apply"
    " makes the calls through your own gh, one by one; what was made is not made again."
)


def run(
    run: Run,
    *,
    repository: Annotated[str, typer.Argument(metavar="OWNER/NAME")],
    plan: Annotated[bool, typer.Option("--plan", help="Print the calls; what happens without --apply, too.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Make the calls, one by one.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Make issues of open records that have none.")] = False,
    source: Annotated[
        str,
        typer.Option("--from", metavar="FILE", help="What gh has printed, for a plan without asking."),
    ] = "",
) -> None:
    """Say or make the calls."""
    from wmsgit.cli.messages import say
    from wmsgit.features.exchange.actions.host_export import host_calls, make_calls
    from wmsgit.features.exchange.formats.table import FORMATS
    from wmsgit.features.exchange.source_files import MAX_FILE_BYTES, STANDARD_INPUT, bounded, read_source
    from wmsgit.model.text import clean

    if apply and (plan or source):
        raise UsageError("--apply goes with neither --plan nor --from")
    files = None
    if source:
        is_piped = source == STANDARD_INPUT
        files = (
            bounded(run.stdin.read(MAX_FILE_BYTES), source)
            if is_piped
            else read_source(Path(source), FORMATS["github"])
        )
    calls = host_calls(run.workspace, repository, files, makes_new=new)
    if apply:
        make_calls(run.workspace, calls, lambda call: say(clean(str(call))))
    else:
        sys.stdout.write("".join(f"{clean(str(call))}\n" for call in calls))
    say(f"{len(calls):,} calls {'made' if apply else 'to make'}" if calls else "the host says what the records say")
