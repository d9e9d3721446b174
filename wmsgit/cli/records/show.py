"""`show`: records by id, read from their files."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.command import Built, with_run
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Format
from wmsgit.cli.run import Run
from wmsgit.errors import AmbiguousError, NotFoundError, UsageError
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.workspace.place import Place
    from wmsgit.workspace.workspace import Workspace

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
        from wmsgit.cli.output.data import print_full
        from wmsgit.cli.values import words_of

        workspace = run.workspace
        if not ids and default is None:
            raise UsageError("no record is named", hint=f"such as: {example}")
        names = words_of(ids, run.stdin) if ids else [default(run) if default else ""]
        places, missing = _located(workspace, names, kind)
        records = [workspace.record(place) for place in dict.fromkeys(places)]
        print_full(run, records, format)
        if format == "table" and len(records) == 1 and workspace.history_start is None:
            from wmsgit.cli.output.commits import print_commits

            print_commits(run, records[0].id)
        if missing:
            raise _of_all(missing)

    example = f"wmsgit {examples.noun(kind)}show {examples.example_id(kind)} --format json"
    return Built(with_run(run), (example,), {"ids": complete_ids(kind)})


def _located(ws: "Workspace", names: Sequence[str], kind: Kind | None) -> "tuple[list[Place], list[NotFoundError]]":
    """Where the records are that there are, and an error for each other name."""
    places, missing = [], []
    for name in names:
        try:
            places.append(ws.locate(name, kind))
        except NotFoundError as error:
            missing.append(error)
    return places, missing


def _of_all(missing: Sequence[NotFoundError]) -> NotFoundError:
    """One error for all of them."""
    if len(missing) == 1:
        return missing[0]
    cls = AmbiguousError if all(isinstance(error, AmbiguousError) for error in missing) else NotFoundError
    lines = [line for error in missing[1:] for line in str(error).split("\n")]
    return cls(missing[0].message, where=missing[0].where, hint=missing[0].hint, details=[*missing[0].details, *lines])
