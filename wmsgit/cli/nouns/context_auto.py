"""`context auto`: works in the repository that the current directory belongs to."""

from typing import Annotated

import typer

from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit context auto", "cd ../api/src && wmsgit context auto")
DETAILS = (
    "A member's subdirectories count, and its linked worktrees. From inside a member the workspace is found by "
    "'git config wmsgit.workspace', which 'repo add' and 'setup' write."
)


def run(
    run: Run,
    *,
    note: Annotated[str, typer.Option("-m", "--message", metavar="TEXT", help="What the switch is for.")] = "",
) -> None:
    """Set the context from the current directory."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.values import require_text
    from wmsgit.features.sessions.actions.context import member_at, set_context
    from wmsgit.features.sessions.actions.switches import current_context

    terminal = run.environ.get("WMSGIT_CONTEXT", "")
    repo, path = member_at(run.workspace, run.start)
    before = current_context(run.workspace, terminal)
    if before and before.repo == repo and before.path == str(path) and not note:
        say(f"context: {repo} (as before)")
        return
    switch = set_context(run.workspace, repo, require_text(note), terminal, path=path)
    say(f"context: {switch.repo}" + (f" (before: {switch.previous})" if switch.previous else ""))
