"""`session current`: the id of the session that is open here, for hooks and prompts."""

import sys

from wmsgit.cli.run import Run
from wmsgit.errors import WmsgitError

EXAMPLES = ("wmsgit session current",)
DETAILS = (
    "Nothing, without an error, where none is open. In a member it is the session that works in that worktree, or the "
    "only one that is open."
)


def run(run: Run) -> None:
    """Print the id; nothing when there is none."""
    from wmsgit.features.sessions.actions.current import session_at

    try:
        session = session_at(run.workspace, run.start)
    except WmsgitError:
        return
    sys.stdout.write(f"{session}\n" if session else "")
