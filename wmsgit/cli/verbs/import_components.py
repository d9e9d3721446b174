"""`import components`: takes in older component maps and import rules as placements, in one commit."""

from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.input.options import DryRun, Message, NoCommit, Verbose, how
from wmsgit.cli.output.importing import (
    THREE_WAY,
    Adopt,
    CreateRepos,
    MapRepo,
    Theirs,
    renamed,
    report_import,
    require_one_preference,
)

EXAMPLES = (
    "wmsgit import components ../legacy/COMPONENTS.json",
    "wmsgit import components rules.json --create-repos --map-repo trading=meridian-trading",
)
DETAILS = (
    "The file has an object, a list of objects, or a mapping from repositories to objects. An object has repo and"
    " components (name, location, type, allowed_imports, forbidden_imports), or the last two by themselves, as lists"
    " or by group, which then hold for the whole repository. Each component becomes a placement, whose rules 'drift"
    f" scan' checks. {THREE_WAY} What has no field of its own goes under metadata. The exit code"
    " is 7 when something was refused; the rest is taken all the same."
)


def run(
    ctx: typer.Context,
    *,
    file: Annotated[str, typer.Argument(metavar="FILE")],
    map_repo: MapRepo = None,
    create_repos: CreateRepos = False,
    theirs: Theirs = False,
    adopt: Adopt = False,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
    verbose: Verbose = False,
) -> None:
    """Take in the file."""
    from wmsgit.cli.run import run_of
    from wmsgit.features.exchange.actions.component_map import import_components
    from wmsgit.features.exchange.three_way import Preference

    require_one_preference(theirs=theirs, adopt=adopt)
    outcome, reported = import_components(
        run_of(ctx).workspace,
        Path(file),
        map_repos=renamed(map_repo or ()),
        create_repos=create_repos,
        preference=Preference(theirs=theirs, adopt=adopt),
        how=how(message, no_commit=no_commit, dry_run=dry_run),
    )
    report_import(outcome, reported, dry_run=dry_run, is_verbose=verbose)
