"""`session handoff`: what the next reader needs, on one page."""

import sys
from typing import Annotated, Literal

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import format_option
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit session handoff", "wmsgit session handoff 2026-11-23-session-claude-001 --format json")
DETAILS = (
    "The goal, what was done, decided and found, what is unfinished with its next step, how each repository was left, "
    "open questions, and how to resume. Without ID it is the open session here, else the one that ended last."
)
COMPLETERS = {"session": complete_ids("session")}


def run(
    run: Run,
    *,
    session: Annotated[str, typer.Argument(metavar="[ID]")] = "",
    format: Annotated[Literal["markdown", "json"], format_option("How to print.")] = "markdown",  # noqa: A002
) -> None:
    """Print the handoff."""
    from wmsgit.features.sessions.actions.handoff import read_handoff
    from wmsgit.features.sessions.handoff_page import handoff_page
    from wmsgit.model.text import clean
    from wmsgit.render.json_text import json_text

    handoff = read_handoff(run.workspace, session)
    sys.stdout.write(json_text(handoff) if format == "json" else clean(handoff_page(handoff)))
