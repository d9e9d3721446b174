"""`watch`: changes of records as they happen, until ^C."""

import subprocess
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.messages import one_line, say, warn
from wmsgit.cli.run import Run

if TYPE_CHECKING:
    from wmsgit.features.review.actions.watching import SeenChange

EXAMPLES = ("wmsgit watch assigned_to=@me", "wmsgit watch status=blocked --exec 'notify-send \"$WMSGIT_ID\"'")
DETAILS = (
    "A line for each record that is added, changed or removed, whoever does it: a command, an editor, a merge. A filter"
    " limits it to the records that fit after the change. --exec runs a command of the shell for each, with WMSGIT_ID,"
    " WMSGIT_KIND, WMSGIT_CHANGE, WMSGIT_PATH and WMSGIT_SUMMARY in its environment; no setting and no record ever"
    " names one."
)


def run(
    run: Run,
    *,
    terms: Annotated[list[str] | None, typer.Argument(metavar="[FILTER]...")] = None,
    command: Annotated[str, typer.Option("--exec", metavar="CMD", help="Run this for each change.")] = "",
    interval: Annotated[float, typer.Option("--interval", metavar="SECONDS", min=0.1, help="How often to look.")] = 1.0,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="End after so many changes.")] = None,
) -> None:
    """Print the changes."""
    from wmsgit.features.review.actions.watching import seen_changes

    changes = seen_changes(run.workspace, terms or (), interval)
    say("watching; ^C ends it")
    for count, change in enumerate(changes, start=1):
        sys.stdout.write(
            one_line(f"{change.change} {change.id}{': ' if change.summary else ''}{change.summary}") + "\n"
        )
        sys.stdout.flush()
        if command:
            _execute(run, command, change)
        if limit is not None and count >= limit:
            return


def _execute(run: Run, command: str, change: "SeenChange") -> None:
    """Run the user's command; that it fails is said, and ends nothing."""
    facts: Mapping[str, str] = {
        "WMSGIT_ID": change.id,
        "WMSGIT_KIND": change.kind,
        "WMSGIT_CHANGE": change.change,
        "WMSGIT_PATH": change.path,
        "WMSGIT_SUMMARY": change.summary,
    }
    done = subprocess.run(["sh", "-c", command], env={**run.environ, **facts}, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        warn([f"the command ended with exit code {done.returncode} for {change.id}"])
