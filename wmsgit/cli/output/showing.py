"""Showing: whole records by their ids, and what of them is not there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wmsgit.cli.output.data import print_full, warn_unreadable
from wmsgit.cli.run import Run
from wmsgit.errors import NotFoundError, missing_together

if TYPE_CHECKING:
    from wmsgit.schema.kind import Kind
    from wmsgit.workspace.place import Place
    from wmsgit.workspace.workspace import Workspace


def show_records(run: Run, kind: "Kind | None", names: Sequence[str], format: str) -> None:  # noqa: A002
    """Print the records of these ids, spellings or prefixes; of a single one in a table, also its commits.

    Raises:
        NotFoundError: when one of them is not there; those that are have been printed.
    """
    workspace = run.workspace
    places, missing = _located(workspace, names, kind)
    records = [workspace.record(place) for place in dict.fromkeys(places)]
    print_full(run, records, format)
    if format == "table" and len(records) == 1 and workspace.history_start is None:
        from wmsgit.cli.output.commits import print_commits

        print_commits(run, records[0].id)
    if missing:
        warn_unreadable(run, [kind.name] if kind else None)
        raise missing_together(missing)


def _located(ws: "Workspace", names: Sequence[str], kind: "Kind | None") -> "tuple[list[Place], list[NotFoundError]]":
    """Where the records are that there are, and an error for each other name."""
    places, missing = [], []
    for name in names:
        try:
            places.append(ws.locate(name, kind))
        except NotFoundError as error:
            missing.append(error)
    return places, missing
