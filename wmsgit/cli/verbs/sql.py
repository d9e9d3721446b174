"""`sql`: a read-only query over all records."""

from typing import Annotated, Literal

import typer

from wmsgit.cli.input.options import format_option
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

EXAMPLES = (
    'wmsgit sql "select status, count(*) as n from workspace_tasks group by status"',
    'wmsgit sql "select source, target from record_links" --format csv',
)
DETAILS = (
    "Each kind is a table (--tables describes them all); record_links(source, field, target) has the "
    "references, record_search the words, and record_changes(commit_id, author, committed_at, kind, id, field, old, "
    "new) what each commit changed. Lists and objects are JSON. '-' reads the query from "
    "standard input. A query that would write, attach or never end is refused."
)


def run(
    run: Run,
    *,
    query: Annotated[str, typer.Argument(metavar="QUERY", show_default=False)] = "",
    tables: Annotated[bool, typer.Option("--tables", help="Describe the tables that a query may name.")] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="How long the query may take.")
    ] = 10.0,
    format: Annotated[  # noqa: A002
        Literal["table", "json", "jsonl", "csv"], format_option("How to print; json is an array of objects.")
    ] = "table",
) -> None:
    """Print the rows."""
    from wmsgit.cli.output.data import print_query, print_rows, warn_unreadable
    from wmsgit.cli.values import decoded, require_text

    if tables:
        from wmsgit.index.described import described_tables

        rows_of_tables = described_tables(run.workspace.registry.kinds())
        print_rows(run, ["table", "column", "type", "description"], rows_of_tables, format, lead="description")
        return
    if not query:
        raise UsageError("the query is missing", hint='such as: wmsgit sql "select id, title from records"')
    text = decoded(run.stdin.read(), "-") if query == "-" else require_text(query)
    names, rows = run.workspace.index().sql(text, timeout_s=timeout)
    print_query(run, names, rows, format)
    warn_unreadable(run, None)
