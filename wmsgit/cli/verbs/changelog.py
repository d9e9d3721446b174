"""`changelog`: what was finished and settled, in Markdown."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.input.completers import complete_range
from wmsgit.cli.run import Run

if TYPE_CHECKING:
    from wmsgit.features.repos.actions.between_states import BetweenStates
    from wmsgit.features.review.actions.review import Range
    from wmsgit.workspace.workspace import Workspace

EXAMPLES = ("wmsgit changelog v1.0..v1.1", "wmsgit changelog STATE-1..STATE-2", "wmsgit changelog --milestone 2026.2")
DETAILS = (
    "The records that were closed and the decisions that were settled in a range of commits, by milestone and kind;"
    " without a range, since the beginning. Between two states that 'repo freeze' recorded, with the commits that each"
    " member gained from one to the other. --milestone limits it to the records that name this one."
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
    from wmsgit.render.review_markdown import commits_markdown

    between = _between(run.workspace, span)
    revisions = f"{between.start}..{between.end}" if between else span
    result = review(run.workspace, _range(run.workspace, revisions))
    if milestone:
        entries = tuple(entry for entry in result.entries if entry.milestone == milestone)
        result = replace(result, entries=entries)
    sys.stdout.writelines(render_review("changelog", result))
    if between:
        sys.stdout.writelines(commits_markdown(between.commits))
        warn(f"{member} {why}" for member, why in sorted(between.unknown.items()))
    if not (result.entries or (between and between.commits)):
        say("nothing was finished or settled")
    warn(str(finding) for finding in result.unreadable)


def _between(ws: "Workspace", span: str) -> "BetweenStates | None":
    from wmsgit.features.repos.actions.between_states import between_states, states_of

    states = states_of(ws, span)
    return between_states(ws, *states) if states else None


def _range(ws: "Workspace", text: str) -> "Range":
    from wmsgit.features.review.actions.review import Range, range_of

    return range_of(ws, text) if text else Range(None, None)
