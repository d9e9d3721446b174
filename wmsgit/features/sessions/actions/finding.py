"""Finding the session that a folder's work belongs to, as a hook of a member asks."""

from pathlib import Path

from wmsgit.features.sessions.actions.current import all_noted, remembered_session
from wmsgit.features.sessions.actions.sessions import current_session
from wmsgit.vcs.locate import find_git_dirs
from wmsgit.workspace.workspace import Workspace


def session_at(ws: Workspace, folder: Path) -> str:
    """The id of the session that the caller names, else the only open one that works in the folder's worktree.

    In the workspace itself it is the worktree's own; elsewhere also the only one that is open at all. Empty where
    none is, or it cannot be told.
    """
    if ws.chosen_session:
        found = current_session(ws, ws.chosen_session)
        return found.id if found else ""
    dirs = find_git_dirs(folder)
    if dirs is None or dirs.worktree == ws.root.resolve():
        found = current_session(ws)
        return found.id if found else ""
    open_ones = [one for one in all_noted(ws) if not one.ended]
    here = [one.id for one in open_ones if str(dirs.worktree) in one.places]
    if len(here) == 1:
        return here[0]
    is_only = len(open_ones) == 1 and open_ones[0].id == remembered_session(ws)
    return open_ones[0].id if is_only and not here else ""
