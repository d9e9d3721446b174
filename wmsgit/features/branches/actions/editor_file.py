"""The file by which an editor opens all worktrees of a record as one workspace."""

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from wmsgit.disk.named import remove_user_folder
from wmsgit.disk.writer import remove_file, write_file
from wmsgit.errors import NotFoundError
from wmsgit.features.branches.actions.places import worktree_folder
from wmsgit.features.branches.plan import BranchPlan
from wmsgit.workspace.workspace import Workspace


def write_editor_file(ws: Workspace, record_id: str, plans: Sequence[BranchPlan]) -> str:
    """Write it beside the worktrees, and say so."""
    folder = worktree_folder(ws, record_id)
    folders = [{"path": plan.folder or plan.top} for plan in plans]
    write_file(
        folder.parent, f"{record_id}/{_name(record_id)}", f"{json.dumps({'folders': folders}, indent=2)}\n".encode()
    )
    return f"wrote {folder / _name(record_id)}"


def remove_editor_file(folder: Path, record_id: str) -> None:
    """Remove it, and the folder, where nothing else is left in the folder of a record's worktrees."""
    if folder.is_dir() and all(entry.name == _name(record_id) for entry in folder.iterdir()):
        with suppress(NotFoundError):
            remove_file(folder, _name(record_id), sync=False)
        remove_user_folder(folder)


def _name(record_id: str) -> str:
    return f"{record_id}.code-workspace"
