"""Beginning: from nothing to work in one step: a record is taken, a session opened, worktrees are made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import AmbiguousError, ConflictError, NotFoundError
from wmsgit.features.branches.actions.places import repos_of
from wmsgit.features.branches.actions.planning import plan_branches
from wmsgit.features.branches.actions.start import Making, start
from wmsgit.features.planning.actions.open_records import is_taken_on
from wmsgit.features.sessions.actions.current import current_session, note_place, session_at
from wmsgit.features.sessions.actions.sessions import Opening
from wmsgit.features.sessions.actions.start import begin
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult

_TASK = "task"


@dataclass(frozen=True, slots=True)
class WorkRequest:
    """What is asked for.

    Attributes:
        record_id: the record; empty for the one that the open session is about, else what is ready first.
        has_worktrees: whether worktrees are made.
        has_session: whether a session is opened where none is open.
        assistant: the assistant's name; empty for a person.
        session_id: the id that a new session is to have, as `WMSGIT_SESSION` says; empty for one that is made.
        folder: where the caller is.
        terminal: whose context is set.
    """

    record_id: str = ""
    has_worktrees: bool = False
    has_session: bool = False
    assistant: str = ""
    session_id: str = ""
    folder: Path = Path()
    terminal: str = ""


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """A worktree of the work: the member, the folder, the branch."""

    repo: str
    path: str
    branch: str


@dataclass(frozen=True, slots=True)
class Work:
    """Work that has begun: the record, the open session (empty for none), and the worktrees."""

    place: Place
    session: str
    worktrees: tuple[WorkPlace, ...]


def begin_work(
    ws: Workspace,
    request: WorkRequest,
    claim: Callable[[Place | None], WriteResult],
    tell: Callable[[str], None],
    *,
    how: WriteOptions = AS_USUAL,
) -> Work:
    """Take a record, open the session and make the worktrees; what is there already stays, and what is missing comes.

    Args:
        ws: the workspace.
        request: what is asked for.
        claim: takes a record, or what is ready first for None; it tells its own changes.
        tell: told each thing.
        how: how the session's commit lands.

    Raises:
        NotFoundError: when nothing is ready, or there is no such record.
        ConflictError: when another has the record, or something is in the way of a worktree. What was done before
            stays: the same command goes on from there.
    """
    place = _held(ws, request)
    if place is None:
        wanted = _named(ws, request.record_id) if request.record_id else None
        result = claim(wanted)
        place = wanted or ws.locate(result.changes[0].id, ws.kind(result.changes[0].kind), exact=True)
    session = _session(ws, request, place, tell, how) if request.has_session else session_at(ws, request.folder)
    worktrees = _worktrees(ws, place, tell) if request.has_worktrees else ()
    for item in worktrees if session else ():
        note_place(ws, session, Path(item.path))
    return Work(place, session, worktrees)


def _held(ws: Workspace, request: WorkRequest) -> Place | None:
    """The record that the caller has already: the one named, else that of the session that is open here."""
    name = request.record_id
    if not name:
        session = session_at(ws, request.folder)
        record = current_session(ws, session) if session else None
        name = str((record.data.get(_TASK) if record else "") or "")
    if not name:
        return None
    place = _named(ws, name)
    kind, data = ws.kind(place.kind), ws.record(place).data
    steps = [step for step in kind.transitions.values() if step.claims and data.get(kind.status) == step.target]
    is_mine = any(ws.people.is_same(str(data.get(step.claims) or ""), ws.actor()) for step in steps)
    return place if is_mine else None


def _named(ws: Workspace, text: str) -> Place:
    """The record that a text means: a number will do where one kind alone of those that are taken on has it.

    Raises:
        NotFoundError, AmbiguousError: when it is unknown which.
    """
    if not text.isdigit():
        return ws.locate(text)
    places, missing = list[Place](), list[NotFoundError]()
    for kind in is_taken_on(ws):
        try:
            places.append(ws.locate(ws.numbered(kind, text), kind))
        except NotFoundError as error:
            missing.append(error)
    if len(places) > 1:
        raise AmbiguousError(f"{text} is the number of several records", details=[place.id for place in places])
    if not places:
        raise missing[0] if missing else NotFoundError(f"there is no record {text}")
    return places[0]


def _session(ws: Workspace, request: WorkRequest, place: Place, tell: Callable[[str], None], how: WriteOptions) -> str:
    """The session that is open here, else a new one about the record."""
    session = session_at(ws, request.folder)
    if session:
        record = current_session(ws, session)
        about = str((record.data.get(_TASK) if record else "") or "")
        if about and about != place.id:
            tell(f"the session {session} is open here, which is about {about}")
        return session
    kind, data = ws.kind(place.kind), ws.record(place).data
    opening = Opening(
        goal=kind.title_of(data),
        ai_assistant=request.assistant,
        task=place.id if place.kind == _TASK else "",
        session_id=request.session_id or None,
        is_apart=bool(request.session_id),
    )
    outcome = begin(ws, opening, request.folder, request.terminal, how=how)
    for warning in outcome.warnings:
        tell(warning)
    tell(f"session: {outcome.changes[0].id}")
    return outcome.changes[0].id


def _worktrees(ws: Workspace, place: Place, tell: Callable[[str], None]) -> tuple[WorkPlace, ...]:
    try:
        repos_of(ws, place)
    except ConflictError as error:
        tell(f"no worktree is made: {error.message}")
        return ()
    nothing = WriteResult((), "")
    start(ws, [place], Making("worktree"), lambda _: nothing, tell)
    plans = plan_branches(ws, place, "worktree")
    return tuple(WorkPlace(plan.repo, plan.folder, plan.branch) for plan in plans)
