"""Importing: the options that imports have in common, and how what came of one is told."""

import sys
from collections.abc import Iterable
from datetime import tzinfo
from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.errors import IncompleteError, UsageError

if TYPE_CHECKING:
    from wmsgit.features.exchange.actions.legacy import ImportTerms
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

MapPath = Annotated[
    list[str] | None,
    typer.Option("--map-path", metavar="OLD=NEW", help="Replace the beginning of absolute paths; repeatable."),
]
Theirs = Annotated[bool, typer.Option("--theirs", help="Where both sides differ, take the source's value.")]
Adopt = Annotated[bool, typer.Option("--adopt", help="Keep ours for good: the source's values become the base.")]
THREE_WAY = (
    "An import is three-way: what the source changed since it was imported last comes in, what was changed here stays,"
    " and an unchanged source changes nothing. Where both changed a value, where a file older than the last import"
    " would roll one back, and in a record that this source has not been imported into before, ours is kept and the"
    " difference listed: --theirs takes the source's value, --adopt settles on ours."
)


def require_one_preference(*, theirs: bool, adopt: bool, merge: bool = False) -> None:
    """Refuse options that contradict each other.

    Raises:
        UsageError: when more than one is given.
    """
    if theirs + adopt + merge > 1:
        raise UsageError("--theirs, --adopt and --merge exclude each other")


def import_terms(
    timezone: str,
    map_repo: Iterable[str] | None,
    map_path: Iterable[str] | None,
    *,
    create_repos: bool,
    merge: bool,
    theirs: bool,
    adopt: bool,
) -> "ImportTerms":
    """On what terms rows of the older system are taken, as the options say it.

    Raises:
        UsageError: when options contradict each other, or one is not of its form.
    """
    from wmsgit.features.exchange.actions.legacy import ImportTerms

    require_one_preference(theirs=theirs, adopt=adopt, merge=merge)
    return ImportTerms(
        zone=zone_of(timezone),
        map_repos=renamed(map_repo or ()),
        map_paths=renamed(map_path or ()),
        create_repos=create_repos,
        merge=merge,
        theirs=theirs,
        adopt=adopt,
    )


def report_import(outcome: "WriteResult", reported: "ImportReport", *, dry_run: bool, is_verbose: bool = False) -> None:
    """Say what was taken in and what was not.

    Raises:
        IncompleteError: when something was refused; the rest has landed.
    """
    from wmsgit.cli.messages import say
    from wmsgit.cli.output.outcome import report_many
    from wmsgit.model.text import clean

    sys.stdout.write("".join(f"{clean(line)}\n" for line in reported.lines(is_verbose=is_verbose)))
    report_many(outcome, reported.counts, dry_run=dry_run)
    if reported.differences:
        say(f"{len(reported.differences):,} kept as here: --theirs takes the source's values, --adopt settles on ours")
    if reported.refused:
        raise IncompleteError(
            f"not everything could be taken: {len(reported.refused):,} refused",
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
    result: dict[str, str] = {}
    for pair in pairs:
        old, separator, new = pair.partition("=")
        if not (old and separator and new):
            raise UsageError(f"{pair!r} is not OLD=NEW")
        result[old] = new
    return result
