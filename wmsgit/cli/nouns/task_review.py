"""`task review`: adds a review."""

from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes
from wmsgit.cli.values import require_text, value_of
from wmsgit.errors import UsageError

if TYPE_CHECKING:
    from wmsgit.model.record import Data

EXAMPLES = (
    "wmsgit task review WS-TASK-001 --type plan --grade B --reviewer ann --fix 'name the next step'",
    "wmsgit task review WS-TASK-001 --type plan",
)
DETAILS = (
    "Without --grade, the program that 'git config wmsgit.reviewer' names gives it: it gets the task as JSON on"
    " standard input and answers with a review as JSON. Without that setting, wmsgit's own reviewer grades the plan"
    " by placements, by the decisions' rules and by the scale in records/workspace.yaml. A review that does not meet a"
    " gate of its type takes the task through what the gate has under 'on_reject', such as block."
)
COMPLETERS = {"record": complete_ids("task")}


@writes("format")
def run(
    write: Write,
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
    category: Annotated[
        list[str] | None,
        typer.Option("--category", metavar="NAME=GRADE", help="The grade of one part, as design=B; repeatable."),
    ] = None,
    report: Annotated[str, typer.Option("--report", metavar="TEXT|@FILE", help="The whole report.")] = "",
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="How long a program may take.")
    ] = 120.0,
) -> None:
    """Add the review."""
    from wmsgit.features.planning.actions.review import Given, add_review

    [place] = write.workspace.places([record], write.workspace.kind("task"))
    given = Given(
        type,
        grade,
        require_text(reviewer),
        [require_text(text) for text in blocker or ()],
        [require_text(text) for text in fix or ()],
        value_of(report, write.run.stdin),
        dict(_category(text) for text in category or ()),
    )
    outcome = add_review(write.workspace, place, given, how=write.how, timeout_s=timeout)
    if not grade and outcome.changes and not write.dry_run:
        _say_verdict(write.workspace.record(place).data["reviews"][-1])
    write.report(outcome)


def _say_verdict(review: "Data") -> None:
    """Say what a reviewer that was asked for a grade has answered."""
    from wmsgit.cli.messages import one_line, say

    lines = [*review.get("blockers", ()), *review.get("fixes", ())]
    say(one_line(f"{review['reviewer']}: {review['grade']}"), *(one_line(f"  {line}") for line in lines))


def _category(text: str) -> tuple[str, str]:
    """Name and grade of `design=B`.

    Raises:
        UsageError: when it is not of that form.
    """
    name, equals, grade = (part.strip() for part in require_text(text).partition("="))
    if not (name and equals and grade):
        raise UsageError(f"{text!r} is not NAME=GRADE", hint="such as --category design=B")
    return name, grade
