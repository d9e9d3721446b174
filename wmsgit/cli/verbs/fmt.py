"""`fmt`: brings records into canonical form; every comment stays."""

import sys
from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import DryRun, Message, NoCommit, how

EXAMPLES = ("wmsgit fmt --check", "wmsgit fmt WS-TASK-001")
DETAILS = (
    "The records that are named, by id or by path, or all of them. The paths of those that were not in "
    "canonical form are printed. With --check nothing is written, and the exit code is 1 when there are "
    "any."
)
COMPLETERS = {"names": complete_ids(None)}


def run(
    ctx: typer.Context,
    *,
    names: Annotated[list[str] | None, typer.Argument(metavar="[ID|PATH]...")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; say what would change.")] = False,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
) -> int:
    """Format the records; 1 when --check finds some that are not in canonical form."""
    from wmsgit.cli.input.targets import places_named
    from wmsgit.cli.messages import one_line
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.features.records.actions.edit import format_records

    run = run_of(ctx)
    write = not (check or dry_run)
    outcome, stale = format_records(
        run.workspace, places_named(run, names or ()), write=write, how=how(message, no_commit=no_commit)
    )
    sys.stdout.write("".join(f"{one_line(path)}\n" for path in stale))
    if write:
        report(run, outcome)
    return 1 if check and stale else 0
