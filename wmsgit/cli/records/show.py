"""`show`: records by id, read from their files."""

from collections.abc import Callable
from typing import Annotated

import typer

from wmsgit.cli.command import Built, with_run
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Format
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError
from wmsgit.schema.kind import Kind

DETAILS = (
    "An id may be spelled as task-2, or be the beginning of one that only one record has. Of several, those that exist"
    " are shown, and the others named. '-' reads ids from standard input. The table of a single record ends with its"
    " commits: those of all members that name it, or stand on its branch."
)


Default = Callable[[Run], str]
"""Gives the id that holds where none is given."""


def build(kind: Kind | None, default: Default | None = None) -> Built:
    """The function for a kind; a noun's own verb may know what is shown where no id is given."""

    def run(
        run: Run,
        *,
        ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]..." if default else "ID...")] = None,
        format: Format = "table",  # noqa: A002
    ) -> None:
        from wmsgit.cli.output.showing import show_records
        from wmsgit.cli.values import words_of

        _ = run.workspace
        if not ids and default is None:
            raise UsageError("no record is named", hint=f"such as: {example}")
        names = words_of(ids, run.stdin) if ids else [default(run) if default else ""]
        show_records(run, kind, names, format)

    example = f"wmsgit {examples.noun(kind)}show {examples.example_id(kind)} --format json"
    return Built(with_run(run), (example,), {"ids": complete_ids(kind)})
