"""The tools of a session: where we are, and beginning, writing down and ending the work."""

from typing import Any

from wmsgit.errors import ConflictError
from wmsgit.features.records.actions.write import set_fields
from wmsgit.features.records.assignments import Assignment
from wmsgit.features.sessions.actions.brief import BriefRequest, read_brief
from wmsgit.features.sessions.actions.current import current_session
from wmsgit.features.sessions.actions.handoff import read_handoff
from wmsgit.features.sessions.actions.sessions import Opening, end_session, log_activity, require_open_session
from wmsgit.features.sessions.actions.start import begin
from wmsgit.features.sessions.handoff_page import handoff_page
from wmsgit.mcp.answer import Answer, Item
from wmsgit.mcp.desk import Desk
from wmsgit.mcp.record_tools import how
from wmsgit.mcp.shown import written
from wmsgit.mcp.tool import TEXT, TEXTS, Arguments, Tool
from wmsgit.model.text import clean


def brief_items(desk: Desk, given: Arguments) -> Answer:
    """The brief: one item an entry, in order of use."""
    request = BriefRequest(given.get("repo", ""), given.get("task", ""), desk.session, desk.terminal)
    brief = read_brief(desk.open(), request)
    items = [
        Item(clean(entry.text), {"part": part.title, "binds": part.binds}, entry.name, is_marked=True)
        for part in brief.parts
        for entry in part.entries
    ]
    return Answer(items, brief.notices)


def _start(desk: Desk, given: Arguments) -> Answer:
    ws = desk.open()
    if desk.is_unasked and current_session(ws, desk.session):
        return _told_more(desk, given)
    if desk.session and current_session(ws, desk.session):
        raise ConflictError("your session is open", where=desk.session, hint="session_end ends it")
    session_id, desk.session = desk.session, ""
    ws = desk.writing()
    opening = Opening(
        goal=given.get("goal", ""),
        ai_assistant=desk.name,
        task=given.get("task", ""),
        repo=given.get("repo", ""),
        session_id=session_id if session_id and not _is_taken(desk, session_id) else None,
        is_apart=True,
    )
    outcome = begin(ws, opening, desk.start, desk.terminal, how=how(given))
    desk.session = outcome.changes[0].id
    return written(outcome, [f"your session is {desk.session}: what you write from now on carries it"])


def _told_more(desk: Desk, given: Arguments) -> Answer:
    """A session that was opened unasked gets what it is opened with now."""
    desk.is_unasked = False
    ws = desk.writing()
    place = ws.locate(desk.session, ws.kind("session"), exact=True)
    task = given.get("task", "")
    values = {
        "goal": given.get("goal", ""),
        "task": task and ws.locate(ws.numbered(ws.kind("task"), task), ws.kind("task"), exact=True).id,
    }
    assignments = [Assignment((name,), "=", value) for name, value in values.items() if value]
    notices = [f"your session is {desk.session}, which your first write has opened"]
    if not assignments:
        return Answer([Item("", {"id": desk.session, "kind": "session"}, desk.session)], notices)
    return written(set_fields(ws, [place], assignments, how=how(given)), notices)


def _log(desk: Desk, given: Arguments) -> Answer:
    outcome = log_activity(
        desk.writing(),
        given.get("type", "code"),
        given["text"],
        files_modified=given.get("files", ()),
        session=desk.session,
    )
    return written(outcome)


def _end(desk: Desk, given: Arguments) -> Answer:
    ws = desk.writing()
    ended = require_open_session(ws, desk.session).id
    outcome = end_session(
        ws, session=desk.session, open_questions=given.get("questions", ()), terminal=desk.terminal, how=how(given)
    )
    desk.session, desk.ended = "", ended
    return written(outcome)


def _handoff(desk: Desk, given: Arguments) -> Answer:
    handoff: dict[str, Any] = read_handoff(desk.open(), given.get("id", "") or desk.session or desk.ended)
    return Answer([Item(clean(handoff_page(handoff)), {}, "handoff", is_marked=True)])


def _is_taken(desk: Desk, session_id: str) -> bool:
    ws = desk.open()
    kind = ws.kind("session")
    return session_id in ws.index([kind.name]).ids(kind)


SESSION_TOOLS = (
    Tool(
        "brief", "Where we are: rules, decisions, tasks, the last handoff.", brief_items, {"repo": TEXT, "task": TEXT}
    ),
    Tool(
        "session_start",
        "Open your session; your writes carry it.",
        _start,
        {"goal": TEXT, "task": TEXT, "repo": TEXT},
        writes=True,
    ),
    Tool(
        "session_log",
        "Write down what you did. type: code, review, decision.",
        _log,
        {"text": TEXT, "type": TEXT, "files": TEXTS},
        ("text",),
        writes=True,
    ),
    Tool(
        "session_end",
        "End your session; message: notes of the handoff.",
        _end,
        {"message": TEXT, "questions": TEXTS},
        writes=True,
    ),
    Tool("session_handoff", "The page for who comes next.", _handoff, {"id": TEXT}),
)
"""In the order in which they are listed."""
