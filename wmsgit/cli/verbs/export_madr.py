"""`export madr`: writes decisions as Markdown files beside the records."""

from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.exporting import report_export
from wmsgit.cli.output.kept import Check
from wmsgit.cli.run import Run

EXAMPLES = (
    "wmsgit export madr docs/adr",
    "wmsgit export madr docs/adr --check",
    "wmsgit export madr ../api/doc/adr --source api-adr",
)
DETAILS = (
    "A file that wmsgit wrote, or that was imported, keeps its name; of one by another tool only the lines change that"
    " say something else. Standard error names what Markdown cannot hold, and files whose record is gone. --source"
    " writes what came from that source, and what has a file there already. --check is for CI: it writes nothing."
)


def run(
    run: Run,
    *,
    target: Annotated[str, typer.Argument(metavar="DIR")],
    source: Annotated[str, typer.Option("--source", metavar="NAME", help="Only what came from this source.")] = "",
    check: Check = False,
) -> int:
    """Write the files, and say what became of each."""
    from wmsgit.cli.output.data import warn_unreadable
    from wmsgit.features.exchange.actions.foreign_export import export_foreign

    result = export_foreign(run.workspace, "madr", Path(target), source=source, is_check=check)
    warn_unreadable(run, None)
    return report_export(result, is_check=check)
