"""`export csv`: writes every kind's records, or the rows of a query, as tables."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.output.kept import Check, keep_or_print
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

EXAMPLES = (
    "wmsgit export csv ../tables",
    "wmsgit export csv ../tables --exact",
    "wmsgit export csv overdue.csv --sql \"select id, due from workspace_tasks where due < date('now')\"",
)
DETAILS = (
    "A file for each kind that has records, whose paths are printed; with --sql one file, or - for standard output. A "
    "text that a spreadsheet would take for a formula gets a ' before it, unless --exact is given."
)


def run(
    run: Run,
    *,
    target: Annotated[str, typer.Argument(metavar="DIR|FILE")],
    sql: Annotated[str, typer.Option("--sql", metavar="QUERY", help="The rows of this query, in a file.")] = "",
    exact: Annotated[bool, typer.Option("--exact", help="Write every text as it is, formulas among them.")] = False,
    check: Check = False,
) -> int:
    """Write the files."""
    from wmsgit.cli.output.data import warn_unreadable
    from wmsgit.features.exchange.actions.queries import rows_of_sql
    from wmsgit.features.exchange.actions.tables import export_csv
    from wmsgit.render.csv_text import csv_lines

    if sql:
        columns, rows = rows_of_sql(run.workspace, sql)
        return keep_or_print(run, target, csv_lines(rows, columns, is_safe=not exact), check=check)
    if check:
        raise UsageError("--check goes with --sql and a file")
    for path in export_csv(run.workspace, Path(target), is_exact=exact):
        sys.stdout.write(f"{path}\n")
    warn_unreadable(run, None)
    return 0
