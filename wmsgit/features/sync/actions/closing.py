"""Syncing with a look at what is merged: it is closed where the user's configuration says so, else only counted."""

from collections.abc import Callable

from wmsgit.errors import WmsgitError
from wmsgit.features.closing.actions.autoclose import autoclose
from wmsgit.features.closing.actions.find import find_closable
from wmsgit.features.sync.actions.sync import Synced, SyncOptions, sync
from wmsgit.workspace.workspace import Workspace

SETTING = "wmsgit.autoclose"


def sync_with_closing(ws: Workspace, terms: SyncOptions, tell: Callable[[str], None]) -> tuple[list[Synced], list[str]]:
    """Sync, and say how many records could be closed, or close and send them with `git config wmsgit.autoclose sync`.

    Raises:
        GitError, ConflictError: as `sync` does.
    """
    done = [sync(ws, terms, tell=tell)]
    ws.forget_index()
    try:
        if ws.config.get(SETTING) != "sync":
            count = len(find_closable(ws).closings)
            words = "1 record could be closed" if count == 1 else f"{count} records could be closed"
            return done, [f"{words}: wmsgit autoclose"] if count else []
        closed = autoclose(ws)
    except WmsgitError as error:
        return done, [f"what is merged is unknown: {error.message}"]
    lines = [str(change) for change in closed.result.changes]
    if closed.result.commit:
        done.append(sync(ws, terms, tell=tell))
    return done, lines
