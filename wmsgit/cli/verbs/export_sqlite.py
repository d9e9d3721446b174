"""`export sqlite`: writes the older system's database."""

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = ("wmsgit export sqlite --older ../workspace.db",)
DETAILS = (
    "The tables and columns are those of the older system, with what an import kept back in its place, so that scripts"
    " that read the database go on working. Fields that it has no column for are left out. The file is replaced."
    " 'wmsgit sql' asks the workspace itself, without any export."
)


def run(
    ctx: typer.Context,
    *,
    older: Annotated[str, typer.Option("--older", metavar="FILE", help="The file of the older database.")],
) -> None:
    """Write the database."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.run import run_of
    from wmsgit.features.exchange.actions.older_export import export_older

    counts = export_older(run_of(ctx).workspace, Path(older))
    say(f"{older}: " + (", ".join(f"{count:,} {table}" for table, count in counts.items()) or "no rows"))
