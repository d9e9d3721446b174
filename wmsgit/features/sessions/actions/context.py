"""The context: which repository is being worked in. It belongs to a worktree or a terminal, in the Git directory."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from wmsgit.errors import NotFoundError
from wmsgit.features.sessions.actions.current import note_place, noted_of
from wmsgit.features.sessions.actions.switches import Switch, context_history, current_context, file_of
from wmsgit.model.member_path import recorded_path
from wmsgit.model.times import format_time
from wmsgit.vcs.locate import find_git_dirs
from wmsgit.workspace.member_places import member_place, member_places
from wmsgit.workspace.members import members, require_member
from wmsgit.workspace.private import remembered_session, write_private
from wmsgit.workspace.workspace import Workspace

KIND = "context"
_MAX_HISTORY = 200


def set_context(
    workspace: Workspace, repo: str, note: str = "", terminal: str = "", *, path: Path | None = None
) -> Switch:
    """Work in a repository from now on.

    Args:
        workspace: in which workspace.
        repo: the repository's name.
        note: what for.
        terminal: the terminal's own name.
        path: where its files are, such as a linked worktree; None for the member's usual place.

    Raises:
        NotFoundError: when the workspace has no such repository.
        GitError: when no command goes where its record says.
    """
    name = require_member(workspace, repo)
    now = format_time(workspace.now())
    before = current_context(workspace, terminal)
    history = _ended(context_history(workspace, terminal), now)
    place = path or member_place(workspace, members(workspace, [name])[0]).require()
    switch = Switch(name, now, note=note, previous=before.repo if before else "", path=str(place), by=workspace.actor())
    _write(workspace, [switch, *history], terminal)
    _note_place(workspace, place)
    return switch


def places_of_work(workspace: Workspace) -> list[str]:
    """The folders of members that the open session works in, the last first, and that of the context."""
    session = workspace.chosen_session or remembered_session(workspace)
    noted = noted_of(workspace, session) if session else None
    switch = current_context(workspace)
    return [*([switch.path] if switch and switch.path else []), *reversed(noted.places if noted else ())]


def _note_place(workspace: Workspace, place: Path) -> None:
    """Let the open session be known to work there: commits of two sessions are told apart by it."""
    session = workspace.chosen_session or remembered_session(workspace)
    if session:
        note_place(workspace, session, place)


def clear_context(workspace: Workspace, terminal: str = "") -> Switch:
    """Work in no particular repository from now on, and say where it was.

    Raises:
        NotFoundError: when no context is set.
    """
    before = require_context(workspace, terminal)
    history = _ended(context_history(workspace, terminal), format_time(workspace.now()))
    _write(workspace, history, terminal)
    return before


def require_context(workspace: Workspace, terminal: str = "") -> Switch:
    """Where work is now.

    Raises:
        NotFoundError: when no context is set.
    """
    context = current_context(workspace, terminal)
    if context is None:
        raise NotFoundError("no context is set", hint="'wmsgit context set REPO' sets one")
    return context


def member_at(workspace: Workspace, folder: Path) -> tuple[str, Path]:
    """The member that a folder belongs to, and the top of its files there: a linked worktree counts too.

    Raises:
        NotFoundError: when it belongs to none.
        GitError: when a record names the folder, but no command goes there.
    """
    here, dirs = folder.resolve(), find_git_dirs(folder)
    result = member_places(workspace, members(workspace))
    places = [(place.name, place.path.resolve()) for place in result if not place.refusal]
    around = [(name, path) for name, path in places if here.is_relative_to(path)]
    nearest = max(around, key=lambda item: len(item[1].parts), default=None)
    if nearest and (dirs is None or not dirs.worktree.is_relative_to(nearest[1]) or dirs.worktree == nearest[1]):
        return nearest
    for name, path in places if dirs else ():
        theirs = find_git_dirs(path) if path.is_dir() else None
        if dirs and theirs and theirs.common_dir == dirs.common_dir:
            return name, dirs.worktree
    if nearest:
        return nearest
    for place in result:
        if place.refusal and not place.is_ill_formed and here.is_relative_to(place.path):
            place.require()
    raise NotFoundError(
        "this folder belongs to no repository of the workspace",
        where=str(folder),
        hint="'wmsgit repo status' lists them; 'wmsgit context set REPO' names one",
    )


def unrecorded(workspace: Workspace, since: str, terminal: str = "") -> list[Switch]:
    """The switches that no record tells yet and that lasted after a moment, oldest first."""
    result = [item for item in context_history(workspace, terminal) if not item.record]
    return [item for item in reversed(result) if not item.until or item.until >= since]


def stretches(switches: Iterable[Switch]) -> list[list[Switch]]:
    """Switches, oldest first, those together that follow one another in one repository: nobody switched there."""
    result: list[list[Switch]] = []
    for switch in switches:
        if result and result[-1][-1].repo == switch.repo and result[-1][-1].until == switch.since:
            result[-1].append(switch)
        else:
            result.append([switch])
    return result


def recorded_place(workspace: Workspace, repo: str) -> str:
    """Where a repository's record says that it is; a machine's own places are no fact of the work."""
    try:
        return recorded_path(members(workspace, [repo])[0].data) or repo
    except NotFoundError:
        return repo


def mark_recorded(workspace: Workspace, records: dict[tuple[str, str], str], now: str, terminal: str = "") -> None:
    """Remember which record tells which switch, by its repository and beginning; what lasts begins anew at `now`."""
    history: list[Switch] = []
    for switch in context_history(workspace, terminal):
        record = records.get((switch.repo, switch.since), "")
        if record and not switch.until:
            history.append(replace(switch, since=max(now, switch.since)))
        until = max(now, switch.since) if record and not switch.until else switch.until
        history.append(replace(switch, until=until, record=record or switch.record))
    _write(workspace, history, terminal)


def _ended(history: list[Switch], now: str) -> list[Switch]:
    """The switches with the last one ended; where the clock has gone back, at its own beginning."""
    if history and not history[0].until:
        return [replace(history[0], until=max(now, history[0].since)), *history[1:]]
    return history


def _write(workspace: Workspace, history: list[Switch], terminal: str) -> None:
    write_private(workspace, file_of(terminal), [asdict(switch) for switch in history[:_MAX_HISTORY]])


def outside_hooks(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment for a command in the context's repository: inside a hook, ours names the hook's repository."""
    from wmsgit.vcs.profile import elsewhere

    return elsewhere(environ)
