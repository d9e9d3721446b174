"""`session show`: sessions by id, and without one the last that began."""

from wmsgit.cli.command import Built
from wmsgit.cli.records import show
from wmsgit.cli.run import Run
from wmsgit.errors import NotFoundError
from wmsgit.schema.kind import Kind

DETAILS = f"Without an id it is the session that began last. {show.DETAILS}"


def build(kind: Kind | None) -> Built:
    """The function for sessions."""
    return show.build(kind, _last)


def _last(run: Run) -> str:
    """The id of the newest session.

    Raises:
        NotFoundError: when there is none.
    """
    kind = run.workspace.kind("session")
    ids = run.workspace.index([kind.name]).ids(kind, limit=1)
    if not ids:
        raise NotFoundError("there is no session yet", hint="wmsgit session start begins one")
    return ids[0]
