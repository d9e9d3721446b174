"""`import sqlite`: takes in the older system's database, in one commit, and reports what is untidy."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.input.options import DryRun, Message, NoCommit, Verbose, how
from wmsgit.cli.output.importing import (
    THREE_WAY,
    Adopt,
    CreateRepos,
    MapPath,
    MapRepo,
    Merge,
    Theirs,
    Zone,
    import_terms,
    report_import,
)

if TYPE_CHECKING:
    from wmsgit.cli.run import Run

EXAMPLES = (
    "wmsgit import sqlite ../workspace.db",
    "wmsgit import sqlite ../workspace.db --create-repos --dry-run",
)
DETAILS = (
    "The database is copied to a private folder, and read there. Columns are the fields of their names. Ids are kept."
    f" {THREE_WAY} What has no field of its own goes under metadata, histories without a record of their own to"
    " records/archive/. The report names what went to metadata, what was refused and what refers "
    "to nothing. The exit code is 7 when a row or a whole table was refused; the others are taken all the same."
)


def run(
    ctx: typer.Context,
    *,
    database: Annotated[str, typer.Argument(metavar="FILE")],
    timezone: Zone = "UTC",
    map_repo: MapRepo = None,
    map_path: MapPath = None,
    create_repos: CreateRepos = False,
    theirs: Theirs = False,
    adopt: Adopt = False,
    merge: Merge = False,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
    verbose: Verbose = False,
) -> None:
    """Take in the database."""
    from wmsgit.cli.run import run_of
    from wmsgit.features.exchange.actions.sqlite_import import import_sqlite

    run = run_of(ctx)
    terms = import_terms(
        timezone, map_repo, map_path, create_repos=create_repos, merge=merge, theirs=theirs, adopt=adopt
    )
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    outcome, reported = import_sqlite(run.workspace, Path(database), terms=terms, how=landing)
    if reported.active_context and not dry_run:
        _take_up(run, reported.active_context)
    report_import(outcome, reported, dry_run=dry_run, is_verbose=verbose)


def _take_up(run: "Run", repo: str) -> None:
    """Go on in the context in which the older system was working, unless there is one here."""
    from wmsgit.cli.messages import say
    from wmsgit.errors import WmsgitError
    from wmsgit.features.sessions.actions.context import set_context
    from wmsgit.features.sessions.actions.switches import current_context

    terminal = run.environ.get("WMSGIT_CONTEXT", "")
    if current_context(run.workspace, terminal):
        return
    try:
        set_context(run.workspace, repo, terminal=terminal)
        say(f"context: {repo}, which was active in the older system")
    except WmsgitError as error:
        say(f"the older system's context {repo} is not taken up: {error.message}")
