"""`export markdown`: writes a table for a page that people read."""

from typing import Annotated

import typer

from wmsgit.cli.input.options import Where
from wmsgit.cli.output.kept import Check, File, keep_or_print
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

EXAMPLES = (
    "wmsgit export markdown docs/open.md --kind task --where \"status='pending'\"",
    'wmsgit export markdown - --sql "select id, title from records limit 3"',
)
DETAILS = (
    "A kind's own columns, or the rows of a query. What records say is text in the table: no markup, link or mention. "
    "The file is written only where it says something else, so that a build can keep it or, with --check, compare it."
)


def run(
    run: Run,
    *,
    file: File,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="The records of this kind.")] = "",
    where: Where = None,
    sql: Annotated[str, typer.Option("--sql", metavar="QUERY", help="The rows of this query instead.")] = "",
    check: Check = False,
) -> int:
    """Write the table."""
    from wmsgit.features.exchange.actions.queries import rows_of_kind, rows_of_sql
    from wmsgit.render.markdown_table import markdown_table

    if bool(kind) == bool(sql):
        raise UsageError("either --kind or --sql says what the table has", hint=f"such as: {EXAMPLES[0]}")
    columns, rows = rows_of_sql(run.workspace, sql) if sql else rows_of_kind(run.workspace, kind, where or "")
    return keep_or_print(run, file, markdown_table(rows, columns), check=check)
