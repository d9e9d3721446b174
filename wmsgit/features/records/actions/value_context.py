"""What the words of an assignment stand for in a workspace, here and now."""

from wmsgit.features.records.assignments import Meaning
from wmsgit.workspace.workspace import Workspace


def meaning(ws: Workspace) -> Meaning:
    """What `tomorrow`, `@me` and a bare number stand for here and now."""
    return Meaning(ws.now(), ws.actor, lambda kind, text: ws.numbered(ws.kind(kind), text))
