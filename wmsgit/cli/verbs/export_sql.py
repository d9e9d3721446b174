"""`export sql`: writes the plane's tables into a database of many planes."""

from typing import Annotated

import typer

EXAMPLES = (
    "wmsgit export sql postgresql://ci@db.example.org/planes",
    "wmsgit export sql duckdb:////srv/planes.duckdb --plane payments",
)
DETAILS = (
    "The tables of 'wmsgit sql' with the plane's name as their first column, in PostgreSQL or DuckDB, so that one "
    "database serves many planes. Only what has changed since the last time is written, in one transaction. Many "
    "builds may run at once; one of an older commit changes nothing. Without URL it is WMSGIT_DATABASE_URL, which "
    "keeps a password out of the list of processes; @FILE reads it from a file."
)
_VARIABLE = "WMSGIT_DATABASE_URL"


def run(
    ctx: typer.Context,
    *,
    url: Annotated[str, typer.Argument(metavar="[URL]", show_default=False)] = "",
    plane: Annotated[
        str, typer.Option("--plane", metavar="NAME", help="The plane's name there; that of its settings otherwise.")
    ] = "",
) -> None:
    """Write the tables."""
    from wmsgit.cli.extras import needing, surface
    from wmsgit.cli.output.published import say_published
    from wmsgit.cli.run import run_of
    from wmsgit.cli.values import value_of
    from wmsgit.errors import UsageError

    run = run_of(ctx)
    address = value_of(url, run.stdin).strip() if url else run.environ.get(_VARIABLE, "")
    if not address:
        raise UsageError("the database's address is missing", hint=f"such as: {EXAMPLES[0]}")
    workspace = run.workspace
    exporting = surface("wmsgit.features.exchange.actions.database_server", "database")
    with needing("database"):  # the driver is loaded by the address
        result = exporting.export_sql(workspace, address, plane)
    say_published(run, "database", result)
