"""Sessions that nobody asks for: whose work is written down in one all the same."""

from wmsgit.errors import NotFoundError
from wmsgit.workspace.settings import read_settings
from wmsgit.workspace.workspace import Workspace


def opens_unasked(ws: Workspace, *, is_assistant: bool) -> bool:
    """Whether who begins to work here gets a session unasked: `record.sessions` of the settings says whose.

    With `assistants` theirs alone, with `all` everybody's. Where nothing is said nobody's, as in older workspaces.
    """
    try:
        choice = read_settings(ws).get("record")
    except NotFoundError:
        return False
    whose = choice.get("sessions") if isinstance(choice, dict) else None
    return whose == "all" or (whose == "assistants" and is_assistant)
