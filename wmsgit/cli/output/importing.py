"""Importing: the options that imports have in common, and how what came of one is told."""

import sys
from collections.abc import Iterable
from datetime import tzinfo
from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.errors import IncompleteError, UsageError

if TYPE_CHECKING:
    from wmsgit.features.exchange.report import ImportReport
    from wmsgit.workspace.writing.operation import WriteResult

Zone = Annotated[str, typer.Option("--timezone", metavar="ZONE", help="The zone of times that do not say theirs.")]
MapRepo = Annotated[
    list[str] | None, typer.Option("--map-repo", metavar="OLD=NEW", help="Rename a repository; repeatable.")
]
CreateRepos = Annotated[
    bool, typer.Option("--create-repos", help="Add the repositories that are named and have no record.")
]
Merge = Annotated[bool, typer.Option("--merge", help="Leave records that exist as they are.")]


def report_import(outcome: "WriteResult", told: "ImportReport", *, dry_run: bool) -> None:
    """Say what was taken in and what was not.

    Raises:
        IncompleteError: when something was refused; the rest has landed.
    """
    from wmsgit.cli.output.outcome import report_many
    from wmsgit.model.text import clean

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


def renamed(pairs: Iterable[str]) -> dict[str, str]:
    """Old name → new name, from texts such as `OLD=NEW`.

    Raises:
        UsageError: when one is not of that form.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        old, separator, new = pair.partition("=")
        if not (old and separator and new):
            raise UsageError(f"{pair!r} is not OLD=NEW")
        found[old] = new
    return found
