"""`session start`: opens a session in this worktree."""

import sys
from typing import Annotated

import typer

from wmsgit.cli.options import Message, NoCommit, how

EXAMPLES = ('wmsgit session start --goal "Rotate the signing keys" --assistant claude',)
DETAILS = "The session's id is printed. 'session log' and 'session end' mean the session that is open in this worktree."


def run(
    ctx: typer.Context,
    *,
    goal: Annotated[str, typer.Option("--goal", metavar="TEXT", help="What the session is for.")] = "",
    user: Annotated[str, typer.Option("--user", metavar="NAME", help="The person; you when not given.")] = "",
    assistant: Annotated[
        str,
        typer.Option("--assistant", "--ai-assistant", metavar="NAME", help="The assistant, where one takes part."),
    ] = "",
    session_id: Annotated[str | None, typer.Option("--id", metavar="ID", help="The new session's id.")] = None,
    message: Message = "",
    no_commit: NoCommit = False,
) -> None:
    """Open the session."""
    from wmsgit.cli.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.cli.values import value_of
    from wmsgit.workspace.sessions import start_session

    run = run_of(ctx)
    outcome = start_session(
        run.workspace,
        goal=value_of(goal, run.stdin),
        user=value_of(user, run.stdin),
        ai_assistant=value_of(assistant, run.stdin),
        session_id=session_id,
        how=how(message, no_commit=no_commit),
    )
    report(run, outcome)
    sys.stdout.write("".join(f"{change.id}\n" for change in outcome.changes))
