"""What is private to one worktree: small JSON files in the Git directory, never tracked."""

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmsgit.disk.folder import read_plain
from wmsgit.errors import NotFoundError, WmsgitError
from wmsgit.model.identity import is_safe_id
from wmsgit.vcs.locate import PRIVATE
from wmsgit.workspace.extensions import SESSION

if TYPE_CHECKING:
    from wmsgit.model.change import RecordChange
    from wmsgit.workspace.workspace import Workspace


def read_private(workspace: "Workspace", name: str) -> Any:
    """The content of a private file; None when there is none or it is damaged."""
    if workspace.dirs is None:
        return None
    return read_json(workspace.dirs.git_dir, f"{PRIVATE}/{name}")


def write_private(workspace: "Workspace", name: str, value: Any) -> None:
    """Replace a private file; None removes it. One that was damaged is kept beside it.

    Raises:
        GitError: when there is no Git directory to keep it in.
        UsageError: when the workspace is one at a revision.
    """
    workspace.require_writable()
    write_json(workspace.require_dirs().git_dir, f"{PRIVATE}/{name}", value)


def read_json(git_dir: Path, path: str) -> Any:
    """The value that a file below a Git directory holds; None when there is none, or it is damaged or a link."""
    try:
        return json.loads(read_plain(git_dir, path) or b"")
    except (WmsgitError, ValueError, RecursionError):
        return None


def write_json(git_dir: Path, path: str, value: Any) -> None:
    """Replace a file below a Git directory by a value; None removes it. One that was damaged is kept beside it.

    Raises:
        InvalidError: when a symbolic link stands on the way.
        GitError: when the file system refuses.
    """
    from wmsgit.disk.writer import move_file, remove_file, write_file

    if value is None:
        with suppress(NotFoundError):
            remove_file(git_dir, path)
        return
    if read_plain(git_dir, path) is not None and read_json(git_dir, path) is None:
        move_file(git_dir, path, f"{path.rpartition('/')[2]}.damaged")
    write_file(git_dir, path, json.dumps(value, indent=1).encode())


def remember_session(workspace: "Workspace", session_id: str | None) -> None:
    """Make a session this worktree's current one; None for none."""
    if workspace.dirs is not None:
        write_private(workspace, SESSION, session_id and {"session": session_id})


def remembered_session(workspace: "Workspace") -> str | None:
    """The id of this worktree's current session, open or not; None for none."""
    private = read_private(workspace, SESSION)
    session_id = private.get("session") if isinstance(private, dict) else None
    return session_id if isinstance(session_id, str) and is_safe_id(session_id) else None


def follow_session(workspace: "Workspace", changes: "Iterable[RecordChange]") -> None:
    """Let this worktree's current session be known by its new id."""
    session = remembered_session(workspace)
    for change in changes:
        if change.old_id and change.old_id == session:
            remember_session(workspace, change.id)
