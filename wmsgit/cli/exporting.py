"""Exporting: the one tail of the verbs that write a format's files, and how what came of it is reported."""

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.command import Built

if TYPE_CHECKING:
    from wmsgit.features.exchange.actions.foreign_export import ForeignExport

Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 when something would be written.")]


def export_verb(name: str, argument: str, examples: Iterable[str]) -> Callable[[Any], Built]:
    """What builds the export verb of a format of the table."""

    def run(
        ctx: typer.Context,
        *,
        target: Annotated[str, typer.Argument(metavar=argument)],
        check: Check = False,
    ) -> None:
        from pathlib import Path

        from wmsgit.cli.run import run_of
        from wmsgit.features.exchange.actions.foreign_export import export_foreign

        result = export_foreign(run_of(ctx).workspace, name, Path(target), is_check=check)
        report_export(result, is_check=check)

    return lambda _: Built(run, tuple(examples))


def report_export(result: "ForeignExport", *, is_check: bool) -> None:
    """Print the paths that were written, or with `is_check` those that differ, and say what is lost.

    Raises:
        typer.Exit: with 1, when a check finds that something differs.
    """
    from wmsgit.cli.messages import say
    from wmsgit.model.text import clean

    for path in result.changed:
        sys.stdout.write(f"{clean(str(path))}\n")
    for line in result.lines():
        say(clean(line))
    word = "differ" if is_check else "written"
    say(f"{len(result.changed):,} {word}, {result.unchanged:,} unchanged")
    if is_check and result.changed:
        raise typer.Exit(1)
