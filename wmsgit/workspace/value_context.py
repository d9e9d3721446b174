"""What a person's words stand for in a workspace, here and now."""

from wmsgit.errors import WmsgitError
from wmsgit.model.value_context import ValueContext
from wmsgit.workspace.workspace import Workspace


def value_context(ws: Workspace) -> ValueContext:
    """What `tomorrow`, `@me`, a bare number and an id in another case stand for here and now."""
    return ValueContext(ws.now(), ws.actor, lambda kind, text: _named(ws, kind, text), lambda: ws.people)


def _named(ws: Workspace, kind_name: str, text: str) -> str:
    """The id that a person means: a bare number's, or that of a record in its own case; else the text as it is."""
    try:
        return ws.numbered(ws.kind(kind_name), text)
    except WmsgitError:
        return text
