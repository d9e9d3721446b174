"""The trailer by which a commit names the session that it was made in."""

from collections.abc import Sequence

from wmsgit.errors import WmsgitError
from wmsgit.vcs.history.journal import SESSION_TRAILER
from wmsgit.workspace.workspace import Workspace


def session_trailer(workspace: Workspace) -> dict[str, str | Sequence[str]]:
    """The trailer of the session that is open here; empty when none is, or it cannot be read."""
    from wmsgit.features.sessions.actions.sessions import KIND, current_session

    try:
        found = current_session(workspace, workspace.chosen_session) if workspace.registry.has(KIND) else None
    except WmsgitError:
        return {}
    return {SESSION_TRAILER: found.id} if found else {}
