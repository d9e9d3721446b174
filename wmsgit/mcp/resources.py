"""Resources: what a client may attach without a tool: records, the brief, and what is in force."""

from wmsgit.errors import NotFoundError
from wmsgit.features.sessions.actions.brief import BriefRequest, lasting_parts, read_brief
from wmsgit.features.sessions.brief_page import brief_page
from wmsgit.mcp.desk import Desk
from wmsgit.mcp.shown import record_item
from wmsgit.model.text import clean

BRIEF, DECISIONS, RECORD = "wmsgit://brief", "wmsgit://decisions", "wmsgit://record/"
PAGES = {
    BRIEF: ("brief", "Where we are: rules, decisions, ready tasks, the last handoff."),
    DECISIONS: ("decisions", "Rules and decisions in force, and placements."),
}
"""Address → name and description."""
TEMPLATE = (f"{RECORD}{{id}}", "record", "A record by its id, as data.")


def resource_text(desk: Desk, address: str) -> str:
    """What stands behind an address, its records' words marked as data.

    Raises:
        NotFoundError: when there is nothing.
    """
    ws = desk.open()
    request = BriefRequest(session=desk.session, terminal=desk.terminal)
    if address == BRIEF:
        brief = read_brief(ws, request)
        return clean(brief_page(brief.title, brief.parts))
    if address == DECISIONS:
        brief = lasting_parts(ws, request)
        return clean(brief_page(brief.title, brief.parts))
    if address.startswith(RECORD):
        record = ws.record(ws.locate(address.removeprefix(RECORD), None))
        item = record_item(record, ws.kind(record.kind))
        return str(item.shown(0).get("text", ""))
    raise NotFoundError("there is no such resource", where=address[:200])
