"""`drift report`: what a lead reads of the recorded findings."""

import sys
from typing import Annotated, Literal

import typer

from wmsgit.cli.input.options import format_option
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit drift report", "wmsgit drift report --since -30d --format json", "wmsgit drift report --format svg")
DETAILS = (
    "By repository, decision and owner: what stands, is acknowledged, waived or baselined, and what came and went since"
    " a day; which waivers end and which rules begin to fail within 30 days; the trend by week. It reads records alone:"
    " 'drift scan --record' brings them up to date. An owner is the waiver's, else whose the finding is, else the"
    " repository's first."
)


def run(
    run: Run,
    *,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Tell what came and went since.")] = "-7d",
    format: Annotated[  # noqa: A002
        Literal["markdown", "json", "svg"], format_option("For people, for programs, or the trend alone.")
    ] = "markdown",
) -> None:
    """Print the report."""
    from wmsgit.cli.values import require_text
    from wmsgit.features.drift.actions.summarize import drift_summary, first_day
    from wmsgit.render.drift_report import report_markdown, trend_svg
    from wmsgit.render.json_text import json_text

    ws = run.workspace
    reported = drift_summary(ws, first_day(ws, require_text(since))).as_json()
    if format == "json":
        sys.stdout.write(json_text(reported))
    else:
        sys.stdout.writelines(trend_svg(reported) if format == "svg" else report_markdown(reported))
