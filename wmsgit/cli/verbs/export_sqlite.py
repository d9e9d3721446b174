"""`export sqlite`: writes the tables of `wmsgit sql`, or the older system's database."""

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = ("wmsgit export sqlite ../plane.db", "wmsgit export sqlite --older ../workspace.db")
DETAILS = (
    "The tables that 'wmsgit sql' shows, with foreign keys and views, in a file for other programs; only what has "
    "changed since is written. With --older the tables and columns are those of the older system, with what an import "
    "kept back in its place, so that scripts that read that database go on working; fields that it has no column for "
    "are left out, and the file is replaced."
)


def run(
    ctx: typer.Context,
    *,
    file: Annotated[str, typer.Argument(metavar="FILE", show_default=False)] = "",
    older: Annotated[str, typer.Option("--older", metavar="FILE", help="The file of the older database.")] = "",
) -> None:
    """Write the database."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.output.data import warn_unreadable
    from wmsgit.cli.output.published import say_published
    from wmsgit.cli.run import run_of
    from wmsgit.errors import UsageError
    from wmsgit.features.exchange.actions.database_file import export_sqlite
    from wmsgit.features.exchange.actions.older_export import export_older

    run = run_of(ctx)
    if bool(file) == bool(older):
        raise UsageError("a file is needed, or --older with one", hint=f"such as: {EXAMPLES[0]}")
    if file:
        say_published(run, file, export_sqlite(run.workspace, Path(file)))
        return
    counts = export_older(run.workspace, Path(older))
    warn_unreadable(run, None)
    say(f"{older}: " + (", ".join(f"{count:,} {table}" for table, count in counts.items()) or "no rows"))
