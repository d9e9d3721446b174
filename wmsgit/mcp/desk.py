"""The desk: where one assistant works, under which name and session, and what it may write."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from wmsgit.errors import InvalidError
from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.workspace.workspace import Workspace

_VERBS, _KINDS = "wmsgit.mcp.verbs", "wmsgit.mcp.kinds"


class Desk:
    """One assistant at work.

    Args:
        root: the workspace.
        start: where the server was started.
        environ: the server's environment.
        name: what the assistant is called; empty for what its client calls itself.

    Attributes:
        session: the id of the session that it has open; empty for the worktree's own.
        ended: the id of the session that it ended last.
        is_unasked: whether its session was opened without its asking: what `session_start` says is then added to it.
    """

    def __init__(self, root: Path, start: Path, environ: Mapping[str, str], name: str = "") -> None:
        self.root = root
        self.start = start
        self.name = name
        self.session = environ.get("WMSGIT_SESSION", "")
        self.ended = ""
        self.is_unasked = False
        self.terminal = environ.get("WMSGIT_CONTEXT", "")

    def open(self) -> Workspace:
        """The workspace as it is now: others write in it, too."""
        result = Workspace(self.root, extensions=EXTENSIONS)
        result.chosen_session = self.session
        return result

    def writing(self, verb: str = "", kinds: Iterable[str] = ()) -> Workspace:
        """The workspace, to do what this verb does to records of these kinds, with an interrupted write settled.

        Without a verb it is what always may be done: opening, writing down and ending the assistant's own session.

        Raises:
            InvalidError: when the user's configuration does not let assistants do it.
        """
        from wmsgit.workspace.writing.recovery import settle

        ws = self.open()
        if verb:
            require_allowed(ws, verb, kinds)
        settle(ws)
        ws.recovered.clear()
        return ws

    def opens_unasked(self) -> bool:
        """Whether the next write opens a session: the assistant has none, and the settings give it one."""
        from wmsgit.features.sessions.actions.unasked import opens_unasked

        ws = self.open()
        return not self.session and ws.registry.has("session") and opens_unasked(ws, is_assistant=True)

    def open_unasked(self) -> None:
        """Open the session of an assistant that writes before it has opened one."""
        from wmsgit.features.sessions.actions.sessions import Opening
        from wmsgit.features.sessions.actions.start import begin

        opening = Opening(ai_assistant=self.name or "assistant", is_apart=True)
        self.session = begin(self.writing(), opening, self.start, self.terminal).changes[0].id
        self.is_unasked = True


def require_allowed(ws: Workspace, verb: str, kinds: Iterable[str] = ()) -> None:
    """Refuse what `git config wmsgit.mcp.verbs` or `wmsgit.mcp.kinds` does not name, where it is set.

    Raises:
        InvalidError: naming the setting.
    """
    _require(ws, _VERBS, [verb])
    _require(ws, _KINDS, kinds)


def _require(ws: Workspace, setting: str, names: Iterable[str]) -> None:
    values = ws.config.get_all(setting)
    allowed = " ".join(values).replace(",", " ").split()
    for name in names:
        if values and name not in allowed:
            raise InvalidError(
                f"assistants may not write this: {name} is not in 'git config {setting}'",
                hint=f"it has: {', '.join(allowed) or 'nothing'}; a person can do it, or change it",
            )
