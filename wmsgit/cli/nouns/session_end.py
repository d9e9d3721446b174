"""`session end`: ends the open session."""

import typer

from wmsgit.cli.options import Message, NoCommit, how

EXAMPLES = ('wmsgit session end -m "Staging is done; production waits for the key server."',)
DETAILS = "What -m says becomes the session's handoff notes."


def run(ctx: typer.Context, message: Message = "", no_commit: NoCommit = False) -> None:
    """End the session."""
    from wmsgit.cli.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.workspace.sessions import end_session

    run = run_of(ctx)
    session = run.environ.get("WMSGIT_SESSION", "")
    report(run, end_session(run.workspace, session=session, how=how(message, no_commit=no_commit)))
