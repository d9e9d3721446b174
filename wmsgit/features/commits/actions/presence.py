"""Presence: whether any member is there whose commits could belong to records. Each `show` asks, so it loads little."""

from wmsgit.store.names import record_names
from wmsgit.workspace.workspace import Workspace

_MEMBERS = "repo"


def has_members(ws: Workspace) -> bool:
    """Whether the workspace has a record of a member."""
    if _MEMBERS not in ws.registry.names:
        return False
    return any(names for _, names in record_names(ws.root, ws.kind(_MEMBERS).folder))


def has_members_here(ws: Workspace) -> bool:
    """Whether a member is on this machine and used, so that its commits can be read.

    Raises:
        InvalidError: when the record of a member cannot be read.
    """
    if ws.dirs is None or not has_members(ws):
        return False
    from wmsgit.workspace.member_places import member_places
    from wmsgit.workspace.members import members

    return not all(place.refusal or place.is_vacant for place in member_places(ws, members(ws)))
