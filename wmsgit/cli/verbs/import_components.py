"""`import components`: takes in older component maps and import rules as placements, in one commit."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.options import DryRun, Message, NoCommit, how
from wmsgit.errors import IncompleteError

EXAMPLES = (
    "wmsgit import components ../legacy/COMPONENTS.json",
    "wmsgit import components rules.json --create-repos --map-repo trading=meridian-trading",
)
DETAILS = (
    "The file has an object, a list of objects, or a mapping from repositories to objects. An object has repo and"
    " components (name, location, type, allowed_imports, forbidden_imports), or the last two by themselves, as lists"
    " or by group, which then hold for the whole repository. Each component becomes a placement, whose rules 'drift"
    " scan' checks; a second run changes nothing. What has no field of its own goes under metadata. The exit code"
    " is 7 when something was refused; the rest is taken all the same."
)


def run(
    ctx: typer.Context,
    *,
    file: Annotated[str, typer.Argument(metavar="FILE")],
    map_repo: Annotated[
        list[str] | None,
        typer.Option("--map-repo", metavar="OLD=NEW", help="Rename a repository; repeatable."),
    ] = None,
    create_repos: Annotated[
        bool, typer.Option("--create-repos", help="Add the repositories that are named and have no record.")
    ] = False,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
) -> None:
    """Take in the file."""
    from wmsgit.cli.outcome import report_many
    from wmsgit.cli.run import run_of
    from wmsgit.cli.verbs.import_json import renamed
    from wmsgit.render.text import clean
    from wmsgit.workspace.components import import_components

    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    outcome, told = import_components(
        run_of(ctx).workspace, Path(file), map_repos=renamed(map_repo or ()), create_repos=create_repos, how=landing
    )
    sys.stdout.write("".join(f"{clean(line)}\n" for line in told.lines()))
    report_many(outcome, told.counts, dry_run=dry_run)
    if told.refused:
        raise IncompleteError(
            f"not everything could be taken: {len(told.refused):,} refused",
            hint="the lines that begin with 'refused' say which, and why; the rest was taken",
        )
