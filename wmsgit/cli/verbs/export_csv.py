"""`export csv`: writes every kind's records as a table."""

import sys
from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = ("wmsgit export csv ../tables", "wmsgit export csv ../tables --exact")
DETAILS = (
    "A file for each kind that has records. A text that a spreadsheet would take for a formula gets a ' before it,"
    " unless --exact is given. The paths are printed."
)


def run(
    ctx: typer.Context,
    *,
    directory: Annotated[str, typer.Argument(metavar="DIR")],
    exact: Annotated[bool, typer.Option("--exact", help="Write every text as it is, formulas among them.")] = False,
) -> None:
    """Write the files."""
    from wmsgit.cli.run import run_of
    from wmsgit.features.exchange.actions.tables import export_csv

    for path in export_csv(run_of(ctx).workspace, Path(directory), is_exact=exact):
        sys.stdout.write(f"{path}\n")
