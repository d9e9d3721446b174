"""Work sessions: open, log, end. Which session is open here is private to the worktree."""

from collections.abc import Sequence
from typing import Any

from wmsgit.errors import ConflictError, NotFoundError
from wmsgit.model.record import Data, Record
from wmsgit.model.times import format_time
from wmsgit.workspace.place import Place
from wmsgit.workspace.private import read_private, write_private
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.lifecycle import transition
from wmsgit.workspace.writing.perform import AS_USUAL, How, Outcome, perform
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.verbs import arrange, defaults

KIND = "session"
_FILE = "session.json"


def remember_session(workspace: Workspace, session_id: str | None) -> None:
    """Make a session this worktree's current one; None for none."""
    if workspace.dirs is not None:
        write_private(workspace, _FILE, session_id and {"session": session_id})


def remembered_session(workspace: Workspace) -> str | None:
    """The id of this worktree's current session, open or not; None for none."""
    found = read_private(workspace, _FILE)
    session_id = found.get("session") if isinstance(found, dict) else None
    return session_id if isinstance(session_id, str) else None


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


def start_session(
    workspace: Workspace,
    *,
    goal: str = "",
    user: str = "",
    ai_assistant: str = "",
    session_id: str | None = None,
    how: How = AS_USUAL,
) -> Outcome:
    """Open a session and make it this worktree's current one.

    Raises:
        ConflictError: when one is open here already.
    """
    before = current_session(workspace)
    if before is not None:
        raise ConflictError("a session is open here already", where=before.id, hint="'wmsgit session end' ends it")
    kind = workspace.kind(KIND)
    given: Data = {"goal": goal, "user": user, "ai_assistant": ai_assistant}
    given = {name: value for name, value in given.items() if value}
    chosen: list[str] = []

    def work(transaction: Transaction) -> None:
        data = arrange(kind, given | defaults(workspace, kind, given))
        chosen.append(session_id or _new_id(workspace, transaction, ai_assistant, data))
        transaction.add(kind, chosen[0], data)

    outcome = perform(workspace, "session start", how, work)
    if not how.dry_run:
        remember_session(workspace, chosen[0])
    return outcome


def log_activity(
    workspace: Workspace,
    activity_type: str,
    text: str,
    *,
    files_created: Sequence[str] = (),
    files_modified: Sequence[str] = (),
    outcome: str = "",
    session: str = "",
    how: How = AS_USUAL,
) -> Outcome:
    """Append an activity to the open session.

    Raises:
        NotFoundError: when none is open.
    """
    record = _require_open(workspace, session)
    activity: dict[str, Any] = {
        "time": format_time(workspace.now()),
        "activity_type": activity_type,
        "description": text,
        "files_created": list(files_created),
        "files_modified": list(files_modified),
        "outcome": outcome,
    }
    kept = {name: value for name, value in activity.items() if value}
    place = Place(record.kind, record.id, record.path)

    def work(transaction: Transaction) -> None:
        data = transaction.data(place)
        transaction.put(place, {**data, "activities": [*data.get("activities", []), kept]})

    return perform(workspace, "session log", how, work)


def end_session(workspace: Workspace, *, session: str = "", how: How = AS_USUAL) -> Outcome:
    """Complete the open session; the message becomes its handoff notes.

    Raises:
        NotFoundError: when none is open.
    """
    record = _require_open(workspace, session)
    place = Place(record.kind, record.id, record.path)
    outcome = transition(workspace, [place], "complete", how=how)
    if not how.dry_run and remembered_session(workspace) == record.id:
        remember_session(workspace, None)
    return outcome


def _require_open(workspace: Workspace, session: str) -> Record:
    record = current_session(workspace, session)
    if record is None and session:
        raise NotFoundError("there is no open session of this id", where=session, hint="WMSGIT_SESSION names it")
    if record is None:
        raise NotFoundError("no session is open here", hint="'wmsgit session start' opens one")
    return record


def _new_id(workspace: Workspace, transaction: Transaction, assistant: str, data: Data) -> str:
    """A new id that carries the assistant's name where one takes part, else the actor's."""
    return transaction.new_id(workspace.kind(KIND), data, actor=assistant)
