"""When a record last changed, which no record stores."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wmsgit.vcs.history.commits import last_touched
from wmsgit.vcs.repository import Repository

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace


def updated_at(ws: "Workspace", path: str) -> datetime | None:
    """The time of the last commit that touched a file; the file's own where it has changed since. None for no file.

    Args:
        ws: the workspace, as it is or at a revision.
        path: the file, relative to the workspace.
    """
    start = ws.history_start
    seconds = last_touched(ws.root, [path], start or "HEAD") if ws.dirs else None
    if start is None and (seconds is None or _is_changed(ws, path)):
        try:
            return datetime.fromtimestamp((ws.root / path).stat().st_mtime, UTC)
        except OSError:
            pass
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None


def _is_changed(ws: "Workspace", path: str) -> bool:
    state = Repository(ws.root, ws.config).states([path])[path]
    return state.staged or state.unstaged or not state.in_head
