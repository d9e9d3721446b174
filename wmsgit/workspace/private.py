"""What is private to one worktree: small JSON files in the Git directory, never tracked."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wmsgit.model.change import RecordChange
from wmsgit.model.identity import is_safe_id
from wmsgit.vcs.locate import private_dir
from wmsgit.workspace.workspace import Workspace

_CURRENT = "session.json"


def read_private(workspace: Workspace, name: str) -> Any:
    """The content of a private file; None when there is none or it is damaged."""
    if workspace.dirs is None:
        return None
    return read_json(private_dir(workspace.dirs) / name)


def write_private(workspace: Workspace, name: str, value: Any) -> None:
    """Replace a private file; None removes it. One that was damaged is kept beside it.

    Raises:
        GitError: when there is no Git directory to keep it in.
        UsageError: when the workspace is one at a revision.
    """
    workspace.require_writable()
    write_json(private_dir(workspace.require_dirs()) / name, value)


def read_json(path: Path) -> Any:
    """The value that a file holds; None when there is none or it is damaged."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def write_json(path: Path, value: Any) -> None:
    """Replace a file by a value; None removes it. One that was damaged is kept beside it."""
    if value is None:
        path.unlink(missing_ok=True)
        return
    from wmsgit.store.files import write_atomically

    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and read_json(path) is None:
        path.replace(path.with_name(f"{path.name}.damaged"))
    write_atomically(path, json.dumps(value, indent=1).encode())


def remember_session(workspace: Workspace, session_id: str | None) -> None:
    """Make a session this worktree's current one; None for none."""
    if workspace.dirs is not None:
        write_private(workspace, _CURRENT, session_id and {"session": session_id})


def remembered_session(workspace: Workspace) -> str | None:
    """The id of this worktree's current session, open or not; None for none."""
    found = read_private(workspace, _CURRENT)
    session_id = found.get("session") if isinstance(found, dict) else None
    return session_id if isinstance(session_id, str) and is_safe_id(session_id) else None


def follow_session(workspace: Workspace, changes: Iterable[RecordChange]) -> None:
    """Let this worktree's current session be known by its new id."""
    session = remembered_session(workspace)
    for change in changes:
        if change.old_id and change.old_id == session:
            remember_session(workspace, change.id)
