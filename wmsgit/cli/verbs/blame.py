"""`blame`: which commit last set each field of a record."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.input.completers import complete_ids, complete_record_fields
from wmsgit.cli.input.options import Format
from wmsgit.cli.messages import warn
from wmsgit.cli.output.data import has_colour, print_rows, width_of_output
from wmsgit.cli.run import Run

if TYPE_CHECKING:
    from wmsgit.features.history.blame import Blamed

EXAMPLES = ("wmsgit blame WS-TASK-001 --field status",)
DETAILS = (
    "Each item of a list has a line of its own. What is not committed yet has no commit. A merge has set only what "
    "none of its parents had."
)
COMPLETERS = {"id": complete_ids(None), "field": complete_record_fields}
_SHORT = 10


def run(
    run: Run,
    *,
    id: Annotated[str, typer.Argument(metavar="ID")],  # noqa: A002
    field: Annotated[
        list[str] | None, typer.Option("--field", metavar="FIELD", help="Only this field; repeatable.")
    ] = None,
    format: Format = "table",  # noqa: A002
) -> None:
    """Print who set what."""
    from wmsgit.cli.input.at import commit_asked
    from wmsgit.features.history.actions.records import blame_of

    blame = blame_of(run.present, id, start=commit_asked(run), fields=tuple(field or ()))
    rows = [_row(value, blame.ends) for value in blame.values]
    if format == "table":
        import sys

        from wmsgit.render.blame_text import blame_text

        shown = [_shown(row) for row in rows]
        sys.stdout.writelines(blame_text(shown, width=width_of_output(run), colour=has_colour(run)))
        warn(blame.notes)
        return
    if format == "ids":
        rows = [{"id": commit} for commit in dict.fromkeys(row["commit"] for row in rows if row["commit"])]
    print_rows(run, ["field", "value", "commit", "author", "date"], rows, format)
    warn(blame.notes)


def _row(value: "Blamed", ends: frozenset[str]) -> dict[str, Any]:
    from wmsgit.cli.output.history import commit_row

    row: dict[str, Any] = {"field": value.field, "value": value.value}
    if value.commit is None:
        return row | {"commit": None, "author": None, "date": None}
    if value.commit.id in ends:  # it was there when the shallow clone's history begins; nobody knows since when
        return row | {"commit": f"^{value.commit.id}", "author": None, "date": None}
    known = commit_row(value.commit)
    return row | {name: known[name] for name in ("commit", "author", "date")}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    if row["commit"] is None:
        return row | {"commit": "not committed yet"}
    return row | {"commit": row["commit"][: _SHORT + row["commit"].startswith("^")]}
