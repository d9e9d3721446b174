"""The context: which repository is being worked in. It belongs to a worktree and lives in its Git directory."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from wmsgit.errors import NotFoundError
from wmsgit.model.times import format_time
from wmsgit.workspace.members import require_member
from wmsgit.workspace.private import read_private, write_private
from wmsgit.workspace.workspace import Workspace

_MAX_HISTORY = 200


@dataclass(frozen=True, slots=True)
class Switch:
    """One stretch in one repository.

    Attributes:
        repo: the repository's name.
        since, until: when it began and ended, RFC 3339 in UTC; `until` is empty while it lasts.
        note: what it is for.
        previous: the repository that was worked in before; empty for none.
    """

    repo: str
    since: str
    until: str = ""
    note: str = ""
    previous: str = ""


def current_context(workspace: Workspace, terminal: str = "") -> Switch | None:
    """Where work is now; None when no context is set.

    Args:
        workspace: in which workspace.
        terminal: the terminal's own name (`WMSGIT_CONTEXT`), where contexts are kept apart by it.
    """
    switches = context_history(workspace, terminal)
    return switches[0] if switches and not switches[0].until else None


def context_history(workspace: Workspace, terminal: str = "") -> list[Switch]:
    """Every switch that is remembered here, newest first."""
    rows = read_private(workspace, _file(terminal))
    return [_switch(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def set_context(workspace: Workspace, repo: str, note: str = "", terminal: str = "") -> Switch:
    """Work in a repository from now on.

    Raises:
        NotFoundError: when the workspace has no such repository.
    """
    name = require_member(workspace, repo)
    now = format_time(workspace.now())
    before = current_context(workspace, terminal)
    history = _ended(context_history(workspace, terminal), now)
    switch = Switch(name, now, note=note, previous=before.repo if before else "")
    _write(workspace, [switch, *history], terminal)
    return switch


def clear_context(workspace: Workspace, terminal: str = "") -> Switch:
    """Work in no particular repository from now on, and say where it was.

    Raises:
        NotFoundError: when no context is set.
    """
    before = current_context(workspace, terminal)
    if before is None:
        raise NotFoundError("no context is set", hint="'wmsgit context set REPO' sets one")
    history = _ended(context_history(workspace, terminal), format_time(workspace.now()))
    _write(workspace, history, terminal)
    return before


def _ended(history: list[Switch], now: str) -> list[Switch]:
    if history and not history[0].until:
        return [replace(history[0], until=now), *history[1:]]
    return history


def _write(workspace: Workspace, history: list[Switch], terminal: str) -> None:
    write_private(workspace, _file(terminal), [asdict(switch) for switch in history[:_MAX_HISTORY]])


def _file(terminal: str) -> str:
    from wmsgit.schema.identifiers import slug

    return f"contexts-{slug(terminal)}.json" if terminal else "contexts.json"


def _switch(row: dict[str, Any]) -> Switch:
    texts = {name: str(row.get(name, "")) for name in ("repo", "since", "until", "note", "previous")}
    return Switch(**texts)
