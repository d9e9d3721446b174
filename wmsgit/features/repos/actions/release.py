"""Releasing: the members' commits recorded under a milestone's name, and the milestone closed."""

from wmsgit.features.records.actions.transition import transition
from wmsgit.features.repos.actions.freeze import freeze
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult

FIELD = "milestone"
RELEASE = "release"


def open_records(ws: Workspace, name: str) -> list[str]:
    """The ids of the open records that name a milestone."""
    from wmsgit.index.conditions import condition_for

    result: list[str] = []
    for kind in ws.registry.kinds():
        if FIELD in kind.fields and kind.status and kind.closed:
            chosen = [(FIELD, "", [name]), (kind.status, "not", list(kind.closed))]
            conditions = [condition_for(kind, *each, ws.value_context()) for each in chosen]
            result += ws.index([kind.name]).ids(kind, conditions)
    return result


def release(
    ws: Workspace, place: Place, *, allow_dirty: bool = False, how: WriteOptions = AS_USUAL
) -> list[WriteResult]:
    """Record the commit of each member under the milestone's name, then close it; without members it is only closed.

    Raises:
        ConflictError: when a member has changes that are in no commit, or the milestone is closed already.
    """
    step = ws.kind(place.kind).transitions[RELEASE]
    data = ws.record(place).data
    results = []
    if step.leads_from(data.get(ws.kind(place.kind).status)) and ws.index(["repo"]).ids(ws.kind("repo"), limit=1):
        results.append(freeze(ws, place.id, allow_dirty=allow_dirty, how=how))
    return [*results, transition(ws, [place], RELEASE, how=how)]
