"""Starting: a session with its context, as a person or an assistant begins to work."""

from dataclasses import replace
from pathlib import Path

from wmsgit.errors import NotFoundError
from wmsgit.features.sessions.actions.context import member_at, set_context
from wmsgit.features.sessions.actions.sessions import Opening, resume_session, start_session
from wmsgit.workspace.member_places import member_place
from wmsgit.workspace.members import members, require_member
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult


def begin(
    ws: Workspace, opening: Opening, folder: Path, terminal: str = "", *, how: WriteOptions = AS_USUAL
) -> WriteResult:
    """Open a session and set the context.

    Args:
        ws: the workspace.
        opening: what the session is opened with; without a repository it is the one that `folder` belongs to.
        folder: the current directory; in a linked worktree of the repository, that is where the session works.
        terminal: whose context is set.
        how: how it lands.

    Raises:
        NotFoundError: when there is no such repository or task.
        ConflictError: when a session is open here already, or the id is taken.
    """
    repo, path = _where(ws, opening.repo, folder)
    task = opening.task and ws.locate(ws.numbered(ws.kind("task"), opening.task), ws.kind("task"), exact=True).id
    opening = replace(opening, repo=repo, task=task, places=(path,) if path else ())
    outcome = start_session(ws, opening, how=how)
    if repo and not how.dry_run:
        set_context(ws, repo, opening.goal.partition("\n")[0], terminal, path=path)
    return outcome


def resume_in(ws: Workspace, session_id: str) -> str:
    """Make a session that was left open this worktree's current one, and give its id."""
    return resume_session(ws, session_id).id


def _where(ws: Workspace, repo: str, folder: Path) -> tuple[str, Path | None]:
    """The repository, and the worktree of it that the folder lies in, else its usual place."""
    name = require_member(ws, repo) if repo else ""
    try:
        at, path = member_at(ws, folder) if ws.registry.has("repo") else ("", folder)
    except NotFoundError:
        at, path = "", folder
    if at and name in {"", at}:
        return at, path
    return (name, member_place(ws, members(ws, [name])[0]).require()) if name else ("", None)
