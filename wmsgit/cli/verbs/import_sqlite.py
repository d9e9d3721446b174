"""`import sqlite`: takes in the older system's database, in one commit, and reports what is untidy."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.options import DryRun, Message, NoCommit, how
from wmsgit.cli.verbs.import_json import renamed, zone_of
from wmsgit.errors import IncompleteError

EXAMPLES = (
    "wmsgit import sqlite ../workspace.db",
    "wmsgit import sqlite ../workspace.db --create-repos --dry-run",
)
DETAILS = (
    "The database is opened read-only. Columns are the fields of their names. Ids are kept."
    " What has no field of its own goes under metadata. A row that exists is brought up to "
    "date; nothing is deleted. The report names what went to metadata, what was refused and what refers "
    "to nothing. The exit code is 7 when a row or a whole table was refused; the others are taken all the same."
)


def run(
    ctx: typer.Context,
    *,
    database: Annotated[str, typer.Argument(metavar="FILE")],
    timezone: Annotated[
        str, typer.Option("--timezone", metavar="ZONE", help="The zone of times that do not say theirs.")
    ] = "UTC",
    map_repo: Annotated[
        list[str] | None,
        typer.Option("--map-repo", metavar="OLD=NEW", help="Rename a repository; repeatable."),
    ] = None,
    create_repos: Annotated[
        bool, typer.Option("--create-repos", help="Add the repositories that are named and have no record.")
    ] = False,
    merge: Annotated[bool, typer.Option("--merge", help="Leave records that exist as they are.")] = False,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
) -> None:
    """Take in the database."""
    from wmsgit.cli.outcome import report_many
    from wmsgit.cli.run import run_of
    from wmsgit.render.text import clean
    from wmsgit.workspace.transfer import ImportTerms, import_sqlite

    run = run_of(ctx)
    terms = ImportTerms(
        zone=zone_of(timezone), map_repos=renamed(map_repo or ()), create_repos=create_repos, merge=merge
    )
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    outcome, told = import_sqlite(run.workspace, Path(database), terms=terms, how=landing)
    sys.stdout.write("".join(f"{clean(line)}\n" for line in told.lines()))
    report_many(outcome, told.counts, dry_run=dry_run)
    if told.refused:
        raise IncompleteError(
            f"not everything could be taken: {len(told.refused):,} refused",
            hint="the lines that begin with 'refused' say which, and why; the rest was taken",
        )
