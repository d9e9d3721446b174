"""Sessions that nobody asks for: whose work is written down in one all the same."""

from wmsgit.workspace.settings import governing
from wmsgit.workspace.workspace import Workspace


def opens_unasked(ws: Workspace, *, is_assistant: bool) -> bool:
    """Whether who begins to work here gets a session unasked: `record.sessions` of the settings says whose.

    With `assistants` theirs alone, with `all` everybody's. Where nothing is said nobody's, as in older workspaces.
    """
    whose = governing(ws, "record").get("record", {}).get("sessions")
    return whose == "all" or (whose == "assistants" and is_assistant)
