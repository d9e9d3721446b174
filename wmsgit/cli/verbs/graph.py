"""`graph`: what refers to what."""

import sys
from typing import Annotated, Literal

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import format_option
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit graph WS-TASK-004", "wmsgit graph --format mermaid > graph.mmd")
DETAILS = (
    "Dependencies, supersessions and every other reference between records; of one record, all that it reaches and "
    "all that reach it, with their commits in the members. References between closed records are left out unless "
    "--all is given. A cycle is marked."
)
COMPLETERS = {"record": complete_ids(None)}


def run(
    run: Run,
    *,
    record: Annotated[str, typer.Argument(metavar="[ID]")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also what is between closed records.")] = False,
    format: Annotated[Literal["text", "mermaid", "dot", "json"], format_option("How to print.")] = "text",  # noqa: A002
) -> None:
    """Print the graph."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.output.data import warn_unreadable
    from wmsgit.features.planning.actions.graph import graph
    from wmsgit.render.graph import render_graph

    result = graph(run.workspace, record, everything=everything)
    sys.stdout.writelines(render_graph(format, result))
    if not result.nodes and format == "text":
        say("no record refers to another")
    warn_unreadable(run, None)
