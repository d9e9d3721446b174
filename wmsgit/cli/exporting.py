"""Exporting: the one tail of the verbs that write a format's files, and how what came of it is reported."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.command import Built, with_run
from wmsgit.cli.output.kept import Check
from wmsgit.cli.run import Run

if TYPE_CHECKING:
    from wmsgit.features.exchange.actions.foreign_export import ForeignExport

ONLY_WHAT_DIFFERS = (
    "Of what is there only what differs changes. Standard error names what the format cannot hold."
    " --check is for CI: it writes nothing."
)


def export_verb(name: str, argument: str, examples: Iterable[str]) -> Callable[[Any], Built]:
    """What builds the export verb of a format of the table."""

    def run(run: Run, *, target: Annotated[str, typer.Argument(metavar=argument)], check: Check = False) -> int:
        from wmsgit.cli.output.data import warn_unreadable
        from wmsgit.features.exchange.actions.foreign_export import export_foreign

        result = export_foreign(run.workspace, name, Path(target), is_check=check)
        warn_unreadable(run, None)
        return report_export(result, is_check=check)

    return lambda _: Built(with_run(run), tuple(examples))


def report_export(result: "ForeignExport", *, is_check: bool) -> int:
    """Print the paths that were written, or with `is_check` those that differ, and say what is lost.

    Returns:
        The exit code: 1 when a check finds that something differs.
    """
    from wmsgit.cli.messages import say
    from wmsgit.model.text import clean

    for path in result.changed:
        sys.stdout.write(f"{clean(str(path))}\n")
    for line in result.lines():
        say(clean(line))
    word = "differ" if is_check else "written"
    say(f"{len(result.changed):,} {word}, {result.unchanged:,} unchanged")
    return 1 if is_check and not result.is_equal else 0
