"""What is private to one worktree: small JSON files in the Git directory, never tracked."""

import json
from typing import Any

from wmsgit.vcs.locate import private_dir
from wmsgit.workspace.workspace import Workspace


def read_private(workspace: Workspace, name: str) -> Any:
    """The content of a private file; None when there is none or it is damaged."""
    if workspace.dirs is None:
        return None
    try:
        return json.loads((private_dir(workspace.dirs) / name).read_bytes())
    except (OSError, ValueError):
        return None


def write_private(workspace: Workspace, name: str, value: Any) -> None:
    """Replace a private file; None removes it.

    Raises:
        GitError: when there is no Git directory to keep it in.
        UsageError: when the workspace is one at a revision.
    """
    workspace.require_writable()
    path = private_dir(workspace.require_dirs()) / name
    if value is None:
        path.unlink(missing_ok=True)
        return
    from wmsgit.store.files import write_atomically

    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(value, ensure_ascii=False, indent=1).encode())
