"""`import json`: takes in the older system's four files, in one commit, and reports what is untidy."""

import sys
from datetime import tzinfo
from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.options import DryRun, Message, NoCommit, how
from wmsgit.errors import IncompleteError, UsageError

EXAMPLES = (
    "wmsgit import json ../legacy",
    "wmsgit import json ../legacy --create-repos --map-repo trading=meridian-trading",
)
DETAILS = (
    "Ids are kept. What has no field of its own goes under metadata. A row that exists is brought up to "
    "date; nothing is deleted. The report names what went to metadata, what was refused and what refers "
    "to nothing. The exit code is 7 when a row was refused; the others are taken all the same."
)


def run(
    ctx: typer.Context,
    *,
    directory: Annotated[str, typer.Argument(metavar="DIR")],
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
    """Take in the files."""
    from wmsgit.cli.outcome import report_many
    from wmsgit.cli.run import run_of
    from wmsgit.render.text import clean
    from wmsgit.workspace.transfer import ImportTerms, import_json

    run = run_of(ctx)
    terms = ImportTerms(
        zone=zone_of(timezone), map_repos=renamed(map_repo or ()), create_repos=create_repos, merge=merge
    )
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    outcome, told = import_json(run.workspace, Path(directory), terms=terms, how=landing)
    sys.stdout.write("".join(f"{clean(line)}\n" for line in told.lines()))
    report_many(outcome, told.counts, dry_run=dry_run)
    if told.refused:
        raise IncompleteError(
            f"not everything could be taken: {len(told.refused):,} refused",
            hint="the lines that begin with 'refused' say which, and why; the rest was taken",
        )


def zone_of(name: str) -> tzinfo:
    """The time zone of a name.

    Raises:
        UsageError: when there is none.
    """
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise UsageError(f"there is no time zone {name!r}", hint="such as Europe/Berlin") from error


def renamed(pairs: list[str] | tuple[str, ...]) -> dict[str, str]:
    """Old name → new name, from texts such as `OLD=NEW`.

    Raises:
        UsageError: when one is not of that form.
    """
    """Old name → new name, of `OLD=NEW` as a person types it.

    Raises:
        UsageError: for what is none.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        old, separator, new = pair.partition("=")
        if not (old and separator and new):
            raise UsageError(f"{pair!r} is not OLD=NEW")
        found[old] = new
    return found
