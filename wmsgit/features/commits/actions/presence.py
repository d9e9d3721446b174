"""Presence: whether any member is there whose commits could belong to records. Each `show` asks, so it loads little."""

from wmsgit.store.names import record_names
from wmsgit.workspace.workspace import Workspace

_MEMBERS = "repo"


def has_members(ws: Workspace) -> bool:
    """Whether the workspace has a record of a member."""
    if _MEMBERS not in ws.registry.names:
        return False
    return any(names for _, names in record_names(ws.root, ws.kind(_MEMBERS).folder))
