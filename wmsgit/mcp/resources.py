"""Resources: what a client may attach without a tool: records, the brief, and what is in force."""

from wmsgit.errors import NotFoundError, UsageError
from wmsgit.features.sessions.actions.brief import Brief, BriefRequest, lasting_parts, read_brief
from wmsgit.features.sessions.brief_page import brief_page
from wmsgit.mcp.answer import DEFAULT_BUDGET, Item, cut
from wmsgit.mcp.desk import Desk
from wmsgit.mcp.shown import record_item
from wmsgit.model.text import clean

BRIEF, DECISIONS, RECORD = "wmsgit://brief", "wmsgit://decisions", "wmsgit://record/"
PAGES = {
    BRIEF: ("brief", "Where we are: rules, decisions, ready tasks, the last handoff."),
    DECISIONS: ("decisions", "Rules and decisions in force, and placements."),
}
"""Address → name and description."""
_MORE_BRIEF = "\n(cut: the tool `brief` has all of it)\n"
_MORE_RECORD = "\n(cut: the tool `show` has all of it)\n"
TEMPLATE = (f"{RECORD}{{id}}", "record", "A record by its id, as data.")


def resource_text(desk: Desk, address: str) -> str:
    """What stands behind an address, its records' words marked as data.

    Raises:
        NotFoundError: when there is nothing.
    """
    ws = desk.open()
    request = BriefRequest(session=desk.session, terminal=desk.terminal)
    if address == BRIEF:
        return _page(read_brief(ws, request))
    if address == DECISIONS:
        return _page(lasting_parts(ws, request))
    if address.startswith(RECORD):
        record = ws.record(ws.locate(address.removeprefix(RECORD), None))
        return _record(record_item(record, ws.kind(record.kind)))
    raise NotFoundError("there is no such resource", where=address[:200])


def _page(brief: Brief) -> str:
    """A brief within the budget of an answer, as the command cuts it; where not even the names fit, their beginning."""
    try:
        return clean(brief_page(brief.title, brief.parts, DEFAULT_BUDGET))
    except UsageError:
        return cut(clean(brief_page(brief.title, brief.parts)), DEFAULT_BUDGET - len(_MORE_BRIEF)) + _MORE_BRIEF


def _record(item: Item) -> str:
    """A record within the budget: the part that fits, marked by itself, and where the rest is."""
    whole = str(item.shown(0).get("text", ""))
    if len(whole) <= DEFAULT_BUDGET:
        return whole
    room = DEFAULT_BUDGET - len(_MORE_RECORD)
    end = room - (len(whole) - len(item.text))
    while end > 0 and len(str(item.shown(0, end).get("text", ""))) > room:
        end -= 200
    return str(item.shown(0, max(end, 0)).get("text", "")) + _MORE_RECORD
