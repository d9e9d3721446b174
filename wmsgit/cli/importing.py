"""Importing: the one tail of every import verb, its options, and how what came of one is reported."""

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from inspect import Parameter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.command import Built, parameter, with_parameters
from wmsgit.cli.input.options import DryRun, Message, NoCommit, Verbose, how
from wmsgit.errors import IncompleteError, UsageError

if TYPE_CHECKING:
    from wmsgit.cli.run import Run
    from wmsgit.features.exchange.actions.landing import ImportTerms
    from wmsgit.features.exchange.report import ImportReport
    from wmsgit.workspace.writing.operation import WriteOptions, WriteResult

Options = Mapping[str, tuple[Any, Any]]
"""Parameter → its annotation and its default."""
Importer = Callable[["Run", str, "ImportTerms", "WriteOptions", Mapping[str, Any]], "tuple[WriteResult, ImportReport]"]
"""The run, what the user named, the terms, how it lands, and the values of the verb's own options."""

_LANDING: Options = {
    "theirs": (
        Annotated[bool, typer.Option("--theirs", help="Where both sides differ, take the source's value.")], False,
    ),
    "adopt": (
        Annotated[bool, typer.Option("--adopt", help="Keep ours for good: the source's values become the base.")],
        False,
    ),
    "merge": (Annotated[bool, typer.Option("--merge", help="Leave records that exist as they are.")], False),
    "create_repos": (
        Annotated[bool, typer.Option("--create-repos", help="Add the repositories that are named and have no record.")],
        False,
    ),
    "map_repo": (
        Annotated[list[str] | None, typer.Option(
            "--map-repo", metavar="OLD=NEW", help="Rename a repository; repeatable.")],
        None,
    ),
    "message": (Message, ""),
    "dry_run": (DryRun, False),
    "no_commit": (NoCommit, False),
    "verbose": (Verbose, False),
}  # fmt: skip
TIMES: Options = {
    "timezone": (
        Annotated[str, typer.Option("--timezone", metavar="ZONE", help="The zone of times that do not say theirs.")],
        "UTC",
    )
}
PATHS: Options = {
    "map_path": (
        Annotated[list[str] | None, typer.Option(
            "--map-path", metavar="OLD=NEW", help="Replace the beginning of absolute paths; repeatable.")],
        None,
    )
}  # fmt: skip
THREE_WAY = (
    "An import is three-way: what the source changed since it was imported last comes in, what was changed here stays,"
    " and an unchanged source changes nothing. Where both changed a value, where a file older than the last import"
    " would roll one back, and in a record that this source has not been imported into before, ours is kept and the"
    " difference listed: --theirs takes the source's value, --adopt settles on ours."
)


def import_verb(
    importer: Importer, argument: str, examples: Iterable[str], own: Options | None = None
) -> Callable[[Any], Built]:
    """What builds an import verb: the argument, its own options, then those that all imports have.

    Args:
        importer: does it.
        argument: what the user names: `DIR`, `FILE`.
        examples: whole command lines.
        own: the verb's own options.
    """
    options = {**(own or {}), **_LANDING}

    def run(run: "Run", source: str, **given: Any) -> None:
        from wmsgit.model.memory import reading_much

        landing = how(given["message"], no_commit=given["no_commit"], dry_run=given["dry_run"])
        with reading_much():
            outcome, report = importer(run, source, _terms(given), landing, given)
        report_import(outcome, report, dry_run=given["dry_run"], is_verbose=given["verbose"])

    named = Annotated[str, typer.Argument(metavar=argument)]
    parameters = [parameter(name, annotation, default) for name, (annotation, default) in options.items()]
    function = with_parameters(run, [parameter("source", named, Parameter.empty), *parameters])
    return lambda _: Built(function, tuple(examples))


def _terms(given: Mapping[str, Any]) -> "ImportTerms":
    """On what terms rows are taken, as the options say it.

    Raises:
        UsageError: when options contradict each other, or one is not of its form.
    """
    from wmsgit.features.exchange.actions.landing import ImportTerms

    if given["theirs"] + given["adopt"] + given["merge"] > 1:
        raise UsageError("--theirs, --adopt and --merge exclude each other")
    return ImportTerms(
        zone=zone_of(given.get("timezone", "UTC")),
        map_repos=renamed(given["map_repo"] or ()),
        map_paths=renamed(given.get("map_path") or ()),
        create_repos=given["create_repos"],
        merge=given["merge"],
        theirs=given["theirs"],
        adopt=given["adopt"],
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


SOURCE: Options = {
    "source_name": (
        Annotated[str, typer.Option(
            "--source", metavar="NAME", help="What it is called here, so that two sources of a format stay apart.")],
        "",
    )
}  # fmt: skip
KINDS: Options = {
    "kind": (
        Annotated[list[str] | None, typer.Option(
            "--kind", metavar="KIND", help="What they become: task, label:bug=issue; repeatable.")],
        None,
    )
}  # fmt: skip
COLUMNS: Options = {
    "map": (
        Annotated[list[str] | None, typer.Option(
            "--map", metavar="COLUMN=FIELD", help="Which field a column fills: 'Status=status:{Done=completed}'.")],
        None,
    ),
    **KINDS,
}  # fmt: skip


HOST: Options = {
    **KINDS,
    "repo": (
        Annotated[str, typer.Option("--repo", metavar="OWNER/NAME", help="For issues that do not say theirs.")], "",
    ),
}  # fmt: skip


def host_request(_run: "Run", given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the options of hosts say, as arguments of `ForeignRequest`."""
    return {"kinds": tuple(given["kind"] or ()), "repository": given["repo"]}


def kind_request(_run: "Run", given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What `--kind` says, as arguments of `ForeignRequest`."""
    return {"kinds": tuple(given["kind"] or ())}


def column_request(_run: "Run", given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the options of tables say, as arguments of `ForeignRequest`.

    Raises:
        UsageError: when a mapping is not of its form.
    """
    from wmsgit.features.exchange.columns import parse_columns

    return {"kinds": tuple(given["kind"] or ()), "columns": parse_columns(given["map"] or ())}


def format_verb(
    name: str,
    argument: str,
    examples: Iterable[str],
    own: Options | None = None,
    request: Callable[["Run", Mapping[str, Any]], Mapping[str, Any]] = lambda _run, _given: {},
) -> Callable[[Any], Built]:
    """What builds the import verb of a format of the table.

    Args:
        name: the format's.
        argument: what the user names.
        examples: whole command lines.
        own: the verb's own options, beside `--timezone` and `--source`.
        request: what the options say, as arguments of `ForeignRequest`.
    """

    def importer(
        run: "Run", source: str, terms: "ImportTerms", landing: "WriteOptions", given: Mapping[str, Any]
    ) -> "tuple[WriteResult, ImportReport]":
        from wmsgit.features.exchange.actions.foreign_import import ForeignRequest, format_named, import_foreign
        from wmsgit.features.exchange.actions.live import live_issues
        from wmsgit.features.exchange.source_files import MAX_FILE_BYTES, STANDARD_INPUT, bounded, read_source

        asks = ForeignRequest(source=given["source_name"], **request(run, given))
        place = None if source == STANDARD_INPUT or given.get("live") else Path(source)
        if given.get("live"):
            files = live_issues(run.workspace, source)
        elif place is None:
            files = bounded(run.stdin.read(MAX_FILE_BYTES), "standard input")
        else:
            files = read_source(place, format_named(name))
        return import_foreign(run.workspace, name, files, place=place, request=asks, terms=terms, how=landing)

    return import_verb(importer, argument, examples, {**(own or {}), **SOURCE, **TIMES})
