"""`fmt`: brings records into canonical form; every comment stays."""

import sys
from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes

EXAMPLES = ("wmsgit fmt --check", "wmsgit fmt WS-TASK-001")
DETAILS = (
    "The records that are named, by id or by path, or all of them. The paths of those that were not in "
    "canonical form are printed. With --check nothing is written, and the exit code is 1 when there are "
    "any."
)
COMPLETERS = {"names": complete_ids(None)}


@writes()
def run(
    write: Write,
    *,
    names: Annotated[list[str] | None, typer.Argument(metavar="[ID|PATH]...")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; say what would change.")] = False,
) -> int:
    """Format the records; 1 when --check finds some that are not in canonical form."""
    from wmsgit.cli.input.targets import places_named
    from wmsgit.cli.messages import one_line
    from wmsgit.features.records.actions.edit import format_records

    changes = not (check or write.dry_run)
    places = places_named(write.run, names or ())
    outcome, stale = format_records(write.workspace, places, write=changes, how=write.how)
    sys.stdout.write("".join(f"{one_line(path)}\n" for path in stale))
    if changes:
        write.report(outcome)
    return 1 if check and stale else 0
