"""`session start`: opens a session in this worktree, and prints the brief."""

import sys
from typing import Annotated, Literal

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, format_option, writes
from wmsgit.cli.run import Run

EXAMPLES = (
    'wmsgit session start api --task WS-TASK-001 --goal "Rotate the signing keys"',
    'wmsgit session start api --goal "Rotate the signing keys" --ai-assistant claude',
)
DETAILS = (
    "The session belongs to this worktree: 'session log' and 'session end' mean it. With WMSGIT_SESSION set to an id "
    "that is not taken, the session has that id and belongs to whoever sets the variable; --apart makes the id. The "
    "brief is printed; with --format ids the session's id alone."
)
COMPLETERS = {"repo": complete_ids("repo"), "task": complete_ids("task"), "resume": complete_ids("session")}


@writes(tries=False)
def run(
    write: Write,
    *,
    repo: Annotated[str, typer.Argument(metavar="[REPO]")] = "",
    task: Annotated[str, typer.Option("--task", metavar="ID", help="The task that it is about.")] = "",
    goal: Annotated[str, typer.Option("--goal", metavar="TEXT", help="What the session is for.")] = "",
    user: Annotated[str, typer.Option("--user", metavar="NAME", help="The person; you when not given.")] = "",
    assistant: Annotated[
        str,
        typer.Option("--assistant", "--ai-assistant", metavar="NAME", help="The assistant, where one takes part."),
    ] = "",
    session_id: Annotated[str | None, typer.Option("--id", metavar="ID", help="The new session's id.")] = None,
    resume: Annotated[str, typer.Option("--resume", metavar="ID", help="Take up a session that was left open.")] = "",
    apart: Annotated[bool, typer.Option("--apart", help="Open it beside the worktree's own session.")] = False,
    format: Annotated[  # noqa: A002
        Literal["markdown", "json", "ids"], format_option("How to print the brief, or the id alone.")
    ] = "markdown",
) -> None:
    """Open the session."""
    from wmsgit.cli.values import require_text, value_of
    from wmsgit.features.sessions.actions.sessions import Opening
    from wmsgit.features.sessions.actions.start import begin, resume_in

    chosen = write.run.environ.get("WMSGIT_SESSION", "")
    if resume:
        session = resume_in(write.workspace, resume)
    else:
        opening = Opening(
            goal=value_of(goal, write.run.stdin),
            user=value_of(user, write.run.stdin),
            ai_assistant=value_of(assistant, write.run.stdin),
            task=require_text(task),
            repo=require_text(repo),
            session_id=session_id or chosen or None,
            is_apart=apart or bool(chosen),
        )
        where = (write.run.start, write.run.environ.get("WMSGIT_CONTEXT", ""))
        outcome = begin(write.workspace, opening, *where, how=write.how)
        write.report(outcome)
        session = outcome.changes[0].id
    _offer(write.run, session)
    _show(write.run, session, format)


def _offer(run: Run, session: str) -> None:
    """Say which sessions were left open."""
    from wmsgit.cli.messages import say
    from wmsgit.features.sessions.actions.sessions import open_elsewhere

    for record in open_elsewhere(run.workspace, session):
        since = record.data.get("start_time", "")
        say(
            f"the session {record.id} is open since {since}:",
            f"  'WMSGIT_SESSION={record.id} wmsgit session end' ends it; 'wmsgit session start --resume {record.id}' "
            "takes it up",
        )


def _show(run: Run, session: str, format: str) -> None:  # noqa: A002
    if format == "ids":
        sys.stdout.write(f"{session}\n")
        return
    from wmsgit.cli.output.briefing import print_brief

    print_brief(run, format, session=session)
