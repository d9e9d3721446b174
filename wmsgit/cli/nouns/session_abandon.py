"""`session abandon`: gives sessions up, also those that nobody will end any more."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes
from wmsgit.errors import UsageError

if TYPE_CHECKING:
    from wmsgit.workspace.place import Place
    from wmsgit.workspace.workspace import Workspace

EXAMPLES = ("wmsgit session abandon --stale", "wmsgit session abandon 2026-11-23-session-ann-001")
DETAILS = (
    "--stale gives up every open session, but this worktree's own, in which nothing was begun or logged for a day:"
    " what an assistant leaves open that was killed."
)
COMPLETERS = {"ids": complete_ids("session")}
_DAY_S = 86_400


@writes()
def run(
    write: Write,
    *,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...")] = None,
    stale: Annotated[bool, typer.Option("--stale", help="Those that were left open for a day.")] = False,
) -> None:
    """Give them up."""
    from wmsgit.cli.messages import say
    from wmsgit.features.records.actions.transition import transition

    if bool(ids) == stale:
        raise UsageError("either ids or --stale", hint="such as: wmsgit session abandon --stale")
    kind = write.workspace.kind("session")
    places = _stale(write.workspace) if stale else write.workspace.places(ids or (), kind)
    if not places:
        say("no session was left open")
        return
    write.report(transition(write.workspace, places, "abandon", how=write.how))


def _stale(ws: "Workspace") -> list["Place"]:
    """The open sessions of which nothing was heard for a day."""
    from wmsgit.features.planning.actions.open_records import closed_condition
    from wmsgit.workspace.place import Place
    from wmsgit.workspace.private import remembered_session

    kind = ws.kind("session")
    records = ws.index([kind.name]).documents(kind, closed_condition(ws, kind))
    own = {ws.chosen_session, remembered_session(ws)}
    left = [record for record in records if record.id not in own and _is_old(ws, record.data)]
    return [Place(kind.name, record.id, record.path) for record in left]


def _is_old(ws: "Workspace", data: Mapping[str, Any]) -> bool:
    from wmsgit.model.times import parse_time

    logged = [item.get("time") for item in data.get("activities") or () if isinstance(item, dict)]
    try:
        last = max(parse_time(str(moment)) for moment in [data.get("start_time"), *logged] if moment)
    except ValueError:
        return False
    return (ws.now() - last).total_seconds() > _DAY_S
