"""Sessions of the Python API: opened and ended as the commands do it, alone or within a transaction."""

from dataclasses import replace

from wmsgit.api.documents import Documents
from wmsgit.api.objects import RecordObject
from wmsgit.features.sessions.actions.current import KIND, note
from wmsgit.features.sessions.actions.evidence import gather, note_of_beginning
from wmsgit.features.sessions.actions.sessions import end_session, ended_data
from wmsgit.model.record import Data, Record
from wmsgit.workspace.private import remember_session
from wmsgit.workspace.workspace import Workspace


def open_session(workspace: Workspace, documents: Documents, session_id: str, given: Data) -> RecordObject:
    """Add a session that becomes this worktree's current one, with the heads of the members noted for its end.

    Raises:
        ConflictError: when the id exists.
    """
    noted = note_of_beginning(workspace, session_id, repo="", places=(), is_apart=False)
    added = documents.add(KIND, session_id, given)
    note(workspace, replace(noted, id=session_id))
    remember_session(workspace, session_id)
    return added


def close_session(workspace: Workspace, documents: Documents, session_id: str) -> bool:
    """Complete a session with what Git says of it; False when there is no such session. One that is over stays so.

    Within a transaction the switches of context are left for another session's end: whether it lands is not known yet.
    """
    place = documents.place(KIND, session_id)
    if place is None:
        return False
    kind = workspace.kind(KIND)
    data = documents.open.data(place) if documents.open else workspace.record(place).data
    if kind.is_closed(data):
        return True
    if documents.open is None:
        documents.require_free()
        end_session(workspace, session=session_id)
        return True
    record = Record(KIND, session_id, data, place.path)
    documents.open.put(place, ended_data(workspace, record, gather(workspace, record)))
    return True
