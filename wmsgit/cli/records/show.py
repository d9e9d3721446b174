"""`show`: records by id, read from their files."""

from typing import Annotated

import typer

from wmsgit.cli.command import Built
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Format
from wmsgit.cli.run import run_of
from wmsgit.schema.kind import Kind

DETAILS = (
    "An id may be the beginning of one that only one record has. '-' reads ids from standard input. The table of a "
    "single record ends with its commits: those of all members that name it, or stand on its branch."
)


def build(kind: Kind | None) -> Built:
    """The function for a kind."""

    def run(
        ctx: typer.Context,
        *,
        ids: Annotated[list[str], typer.Argument(metavar="ID...")],
        format: Format = "table",  # noqa: A002
    ) -> None:
        from wmsgit.cli.output.data import print_full
        from wmsgit.cli.values import words_of

        run = run_of(ctx)
        workspace = run.workspace
        names = words_of(ids, run.stdin)
        places = [workspace.locate(workspace.numbered(kind, name) if kind else name, kind) for name in names]
        records = [workspace.record(place) for place in dict.fromkeys(places)]
        print_full(run, records, format)
        if format == "table" and len(records) == 1 and workspace.history_start is None:
            from wmsgit.cli.output.commits import print_commits

            print_commits(run, records[0].id)

    example = f"wmsgit {examples.noun(kind)}show {examples.example_id(kind)} --format json"
    return Built(run, (example,), {"ids": complete_ids(kind)})
