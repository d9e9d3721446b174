"""`task review`: adds a review."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import DryRun, Message, NoCommit, ResultFormat, how

EXAMPLES = (
    "wmsgit task review WS-TASK-001 --type plan --grade B --reviewer ann --fix 'name the next step'",
    "wmsgit task review WS-TASK-001 --type plan",
)
DETAILS = (
    "Without --grade, the program that 'git config wmsgit.reviewer' names gives it: it gets the task as JSON on"
    " standard input and answers with a review as JSON. Without that setting, wmsgit's own reviewer grades the plan"
    " by placements, by the decisions' rules and by the scale in records/workspace.yaml."
)
COMPLETERS = {"record": complete_ids("task")}


def run(
    ctx: typer.Context,
    *,
    record: Annotated[str, typer.Argument(metavar="ID")],
    type: Annotated[str, typer.Option("--type", metavar="plan|completion", help="What is reviewed.")] = "plan",  # noqa: A002
    grade: Annotated[str, typer.Option("--grade", metavar="GRADE", help="A, B, C, D, F or OVER_ENGINEERED.")] = "",
    reviewer: Annotated[str, typer.Option("--reviewer", metavar="NAME", help="Who reviewed; by default you.")] = "",
    blocker: Annotated[
        list[str] | None, typer.Option("--blocker", metavar="TEXT", help="What must change; repeatable.")
    ] = None,
    fix: Annotated[
        list[str] | None, typer.Option("--fix", metavar="TEXT", help="What should change; repeatable.")
    ] = None,
    report: Annotated[str, typer.Option("--report", metavar="TEXT|@FILE", help="The whole report.")] = "",
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="How long a program may take.")
    ] = 120.0,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
    format: ResultFormat = None,  # noqa: A002
) -> None:
    """Add the review."""
    from wmsgit.cli.messages import one_line, say
    from wmsgit.cli.output.outcome import report as report_outcome
    from wmsgit.cli.run import run_of
    from wmsgit.cli.values import require_text, value_of
    from wmsgit.features.planning.actions.review import Given, add_review

    run = run_of(ctx)
    [place] = run.workspace.places([record], run.workspace.kind("task"))
    given = Given(
        type,
        grade,
        require_text(reviewer),
        [require_text(text) for text in blocker or ()],
        [require_text(text) for text in fix or ()],
        value_of(report, run.stdin),
    )
    outcome = add_review(
        run.workspace, place, given, how=how(message, no_commit=no_commit, dry_run=dry_run), timeout_s=timeout
    )
    if not grade and outcome.changes and not dry_run:
        last = run.workspace.record(place).data["reviews"][-1]
        lines = [*last.get("blockers", ()), *last.get("fixes", ())]
        say(one_line(f"{last['reviewer']}: {last['grade']}"), *(one_line(f"  {line}") for line in lines))
    report_outcome(run, outcome, format=format, dry_run=dry_run)
