"""`issue promote`: makes the task that deals with an issue, linked both ways."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes
from wmsgit.errors import UsageError

EXAMPLES = ("wmsgit issue promote ISSUE-001", "wmsgit issue promote 1 priority=HIGH assigned_to=@me")
DETAILS = (
    "The task has the issue's title, description, repositories and holder, and its severity as priority; FIELD=VALUE"
    " says otherwise. Completing the task resolves the issue, in the same commit, also when autoclose completes it."
    " The new id is printed on standard output."
)
COMPLETERS = {"arguments": complete_ids("issue")}


@writes("format")
def run(write: Write, *, arguments: Annotated[list[str], typer.Argument(metavar="ID... [FIELD=VALUE]...")]) -> None:
    """Make the tasks."""
    from wmsgit.cli.records.add import report_added
    from wmsgit.cli.values import read_assignment
    from wmsgit.features.planning.actions.promote import promote_issues

    ws, kind = write.workspace, write.workspace.kind("issue")
    ids = [ws.numbered(kind, text) for text in arguments if "=" not in text]
    if not ids:
        raise UsageError("name an issue", hint=EXAMPLES[0])
    assignments = [read_assignment(text, write.run.stdin) for text in arguments if "=" in text]
    report_added(write, promote_issues(ws, ws.places(ids, kind), assignments, how=write.how))
