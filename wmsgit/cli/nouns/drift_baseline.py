"""`drift baseline`: lets today's findings be, so that only new ones fail."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes

EXAMPLES = ("wmsgit drift baseline", "wmsgit drift baseline api --grow -m 'the rule is new there'")
DETAILS = (
    "Writes the new and open findings of the repositories into records/baselines/REPO.yaml, in one commit. A"
    " baseline that exists only loses what is gone; with --grow it gains what is new, too. Exit code 1 when findings"
    " are left that are in no baseline, 7 when something could not be evaluated."
)
COMPLETERS = {"names": complete_ids("repo")}


@writes()
def run(
    write: Write,
    *,
    names: Annotated[list[str] | None, typer.Argument(metavar="[REPO]...")] = None,
    ref: Annotated[
        str, typer.Option("--ref", metavar="REF", help="HEAD, staged, worktree, or a revision of each repository.")
    ] = "HEAD",
    grow: Annotated[bool, typer.Option("--grow", help="Add new findings to baselines that exist.")] = False,
) -> int:
    """Draw the baselines; 1 when findings are left, 7 when not everything could be evaluated."""
    from wmsgit.cli.messages import say, warn
    from wmsgit.cli.values import require_text
    from wmsgit.features.drift.actions.baseline import draw
    from wmsgit.features.drift.actions.scan import Request, scan
    from wmsgit.features.drift.report import unknown_row
    from wmsgit.render.drift_rows import place_of

    report = scan(write.workspace, Request([require_text(name) for name in names or ()], require_text(ref)))
    drawn = draw(write.workspace, report, grow=grow, how=write.how)
    write.report(drawn.outcome)
    for row in map(unknown_row, report.unknowns):
        warn([f"unknown: {place_of(row)}: {row['reason']}"])
    for item in drawn.refused:
        result = item.violation
        warn([f"not in the baseline: {result.repo}/{result.path}:{result.line}: {result.message}"])
    if drawn.refused:
        say(f"{len(drawn.refused)} left out: --grow adds them")
    say(f"{drawn.added} added, {drawn.dropped} gone, {drawn.total} baselined")
    return 7 if report.unknowns else 1 if drawn.refused else 0
