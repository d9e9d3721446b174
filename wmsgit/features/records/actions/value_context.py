"""What the words of an assignment stand for in a workspace, here and now."""

from wmsgit.features.records.assignments import ValueContext
from wmsgit.workspace.workspace import Workspace


def value_context(ws: Workspace) -> ValueContext:
    """What `tomorrow`, `@me` and a bare number stand for here and now."""
    return ValueContext(ws.now(), ws.actor, lambda kind, text: ws.numbered(ws.kind(kind), text))
