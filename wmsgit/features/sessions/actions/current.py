"""Open sessions: which one is this worktree's, and what was noted privately when each began."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from wmsgit.errors import NotFoundError, WmsgitError
from wmsgit.model.identity import is_safe_id
from wmsgit.model.record import Record
from wmsgit.vcs.locate import PRIVATE, find_git_dirs, shared_dir
from wmsgit.vcs.message import SESSION_TRAILER
from wmsgit.workspace.private import read_json, remembered_session, write_json
from wmsgit.workspace.workspace import Workspace

KIND = "session"
_FOLDER = "sessions"
_MAX_KEPT = 300


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted of a session, where all worktrees of the workspace find it.

    Attributes:
        id: the session's.
        started, ended: RFC 3339 in UTC; `ended` is empty while it is open.
        worktree: the top of the workspace's worktree that it was started in.
        is_apart: whether it is nobody's but that of whoever names it (`WMSGIT_SESSION`).
        email: the address of its user's commits.
        repo: the repository that it was started for; empty for none.
        places: the worktrees of members that it worked in.
        tips: repository → the commits that its refs named at the start.
        branches: repository → the branch at the start.
        plane: the commits that the workspace's own refs named at the start.
    """

    id: str
    started: str
    ended: str = ""
    worktree: str = ""
    is_apart: bool = False
    email: str = ""
    repo: str = ""
    places: tuple[str, ...] = ()
    tips: dict[str, tuple[str, ...]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    plane: tuple[str, ...] = ()


def note(workspace: Workspace, noted: Noted) -> None:
    """Write down what is noted of a session; the oldest ended ones are forgotten."""
    if workspace.dirs is None:
        return
    common_dir = workspace.dirs.common_dir
    write_json(common_dir, _path(noted.id), asdict(noted))
    ended = sorted((item for item in all_noted(workspace) if item.ended), key=lambda item: item.ended)
    for item in ended[:-_MAX_KEPT]:
        write_json(common_dir, _path(item.id), None)


def noted_of(workspace: Workspace, session_id: str) -> Noted | None:
    """What is noted of a session; None when nothing is, or it is damaged."""
    dirs = workspace.dirs
    return _noted(read_json(dirs.common_dir, _path(session_id))) if dirs and is_safe_id(session_id) else None


def all_noted(workspace: Workspace) -> list[Noted]:
    """What is noted of every session, by id. What is damaged is left out."""
    dirs = workspace.dirs
    names = sorted(file.stem for file in (shared_dir(dirs) / _FOLDER).glob("*.json")) if dirs else []
    return [noted for name in names if dirs and (noted := _noted(read_json(dirs.common_dir, _path(name))))]


def note_place(workspace: Workspace, session_id: str, place: Path) -> None:
    """Write down that a session works in a worktree of a member."""
    noted = noted_of(workspace, session_id)
    text = str(place.resolve())
    if noted and not noted.ended and text not in noted.places:
        note(workspace, replace(noted, places=(*noted.places, text)))


def _path(session_id: str) -> str:
    """Where a session's note lies, below what all worktrees share."""
    return f"{PRIVATE}/{_FOLDER}/{session_id}.json"


def _noted(value: Any) -> Noted | None:
    if not isinstance(value, dict) or not is_safe_id(_text(value, "id")):
        return None
    tips, branches = value.get("tips"), value.get("branches")
    return Noted(
        **{name: _text(value, name) for name in ("id", "started", "ended", "worktree", "email", "repo")},
        is_apart=value.get("is_apart") is True,
        places=_texts(value.get("places")),
        tips={str(name): _texts(result) for name, result in tips.items()} if isinstance(tips, dict) else {},
        branches={str(name): str(result) for name, result in branches.items()} if isinstance(branches, dict) else {},
        plane=_texts(value.get("plane")),
    )


def _text(value: dict[str, Any], name: str) -> str:
    result = value.get(name)
    return result if isinstance(result, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    result: Iterable[Any] = value if isinstance(value, list | tuple) else ()
    return tuple(item for item in result if isinstance(item, str))


def current_session(workspace: Workspace, chosen: str = "") -> Record | None:
    """The session that is open in this worktree, or the `chosen` one (`WMSGIT_SESSION`); None when none is."""
    session_id = chosen or remembered_session(workspace)
    if not session_id:
        return None
    try:
        record = workspace.record(workspace.locate(session_id, workspace.kind(KIND), exact=True))
    except NotFoundError:
        return None
    kind = workspace.kind(KIND)
    return None if kind.is_closed(record.data) else record


def session_at(ws: Workspace, folder: Path) -> str:
    """The id of the session that the caller names, else the only open one that works in the folder's worktree.

    In the workspace itself it is the worktree's own; elsewhere also the only one that is open at all. Empty where
    none is, or it is unknown.
    """
    if ws.chosen_session:
        session = current_session(ws, ws.chosen_session)
        return session.id if session else ""
    dirs = find_git_dirs(folder)
    if dirs is None or dirs.worktree == ws.root.resolve():
        session = current_session(ws)
        return session.id if session else ""
    open_ones = [item for item in all_noted(ws) if not item.ended]
    here = [item.id for item in open_ones if str(dirs.worktree) in item.places]
    if len(here) == 1:
        return here[0]
    is_only = len(open_ones) == 1 and open_ones[0].id == remembered_session(ws)
    return open_ones[0].id if is_only and not here else ""


def plane_of_session(ws: Workspace, folder: Path) -> tuple[str, Path] | None:
    """The worktree of the workspace in which the session was opened that works in a folder of a member.

    Returns:
        The session and the worktree; None where no session is known to work there, or several are, or it is this one.
    """
    dirs = find_git_dirs(folder)
    if dirs is None:
        return None
    here = [item for item in all_noted(ws) if not item.ended and str(dirs.worktree) in item.places]
    planes = {item.worktree: item.id for item in here if item.worktree}
    if len(planes) != 1:
        return None
    worktree, session = next(iter(planes.items()))
    own = find_git_dirs(Path(worktree)) if Path(worktree).is_dir() else None
    is_other = own and ws.dirs and own.common_dir == ws.dirs.common_dir and own.worktree != ws.root.resolve()
    return (session, Path(worktree)) if is_other else None


def session_trailer(workspace: Workspace) -> dict[str, str | Sequence[str]]:
    """The trailer of the session that is open here; empty when none is, or it cannot be read."""
    try:
        session = current_session(workspace, workspace.chosen_session) if workspace.registry.has(KIND) else None
    except WmsgitError:
        return {}
    return {SESSION_TRAILER: session.id} if session else {}
