"""Which branches `clean` takes: those of some records, or of all whose work is merged."""

from collections.abc import Sequence

from wmsgit.errors import ConflictError, NotFoundError
from wmsgit.features.branches.actions.clean import Removal, expire, removals
from wmsgit.features.commits.actions.read import member_histories
from wmsgit.schema.kind import Kind
from wmsgit.vcs.locate import repository_at
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace


def chosen_removals(ws: Workspace, kind: Kind, ids: Sequence[str], *, merged: bool) -> list[Removal]:
    """The branches that are meant.

    Args:
        ws: the workspace.
        kind: the kind of the records that are named.
        ids: the records whose branches are meant, whatever state they are in.
        merged: those of all records that can be removed without losing anything, and have been worked on.

    Raises:
        NotFoundError: when a record does not exist.
        ConflictError: when one names no repository.
    """
    if not merged:
        chosen = [item for place in ws.places(ids, kind) for item in removals(ws, place)]
    else:
        chosen = [item for place in _with_branches(ws) for item in _safe(ws, place)]
    expire(
        ws, [history.path for history in member_histories(ws) if not history.problem and repository_at(history.path)]
    )
    return chosen


def _with_branches(ws: Workspace) -> list[Place]:
    """The records of which a member has a branch."""
    entries = {entry.id.lower(): entry for entry in ws.index().entries()}
    histories = member_histories(ws, ids=[entry.id for entry in entries.values()])
    names = dict.fromkeys(name for history in histories for name in history.branches)
    return [Place(entries[name].kind, entries[name].id, entries[name].path) for name in names]


def _safe(ws: Workspace, place: Place) -> list[Removal]:
    try:
        items = removals(ws, place)
    except (ConflictError, NotFoundError):
        return []
    return [item for item in items if not item.why_not and item.is_merged]
