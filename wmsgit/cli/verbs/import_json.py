"""`import json`: takes in the older system's four files, in one commit, and reports what is untidy."""

from pathlib import Path
from typing import Annotated

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

EXAMPLES = (
    "wmsgit import json ../legacy",
    "wmsgit import json ../legacy --create-repos --map-repo trading=meridian-trading",
)
DETAILS = (
    f"{THREE_WAY} Ids are kept. What has no field of its own goes under metadata. "
    "The report names what went to metadata, what was refused and what refers "
    "to nothing. The exit code is 7 when a row was refused; the others are taken all the same."
)


def run(
    ctx: typer.Context,
    *,
    directory: Annotated[str, typer.Argument(metavar="DIR")],
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
    """Take in the files."""
    from wmsgit.cli.run import run_of
    from wmsgit.features.exchange.actions.legacy import import_json

    run = run_of(ctx)
    terms = import_terms(
        timezone, map_repo, map_path, create_repos=create_repos, merge=merge, theirs=theirs, adopt=adopt
    )
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    outcome, reported = import_json(run.workspace, Path(directory), terms=terms, how=landing)
    report_import(outcome, reported, dry_run=dry_run, is_verbose=verbose)
