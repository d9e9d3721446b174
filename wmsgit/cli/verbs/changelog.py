"""`changelog`: what was finished and settled, in Markdown."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.input.completers import complete_range
from wmsgit.cli.run import Run

if TYPE_CHECKING:
    from wmsgit.features.review.actions.review import Range
    from wmsgit.workspace.workspace import Workspace

EXAMPLES = ("wmsgit changelog v1.0..v1.1", "wmsgit changelog --milestone 2026.2")
DETAILS = (
    "The records that were closed and the decisions that were settled in a range of commits, by milestone and kind;"
    " without a range, since the beginning. --milestone limits it to the records that name this one."
)
COMPLETERS = {"span": complete_range}


def run(
    run: Run,
    *,
    span: Annotated[str, typer.Argument(metavar="[RANGE]", show_default=False)] = "",
    milestone: Annotated[str, typer.Option("--milestone", metavar="M", help="Only what belongs to this one.")] = "",
) -> None:
    """Print the change log."""
    from wmsgit.cli.messages import say, warn
    from wmsgit.features.review.actions.review import review
    from wmsgit.render.review import render_review

    result = review(run.workspace, _range(run.workspace, span))
    if milestone:
        entries = tuple(entry for entry in result.entries if entry.milestone == milestone)
        result = replace(result, entries=entries)
    sys.stdout.writelines(render_review("changelog", result))
    if not result.entries:
        say("nothing was finished or settled")
    warn(str(finding) for finding in result.unreadable)


def _range(ws: "Workspace", text: str) -> "Range":
    from wmsgit.features.review.actions.review import Range, range_of

    return range_of(ws, text) if text else Range(None, None)
