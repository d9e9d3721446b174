"""`export mermaid`: writes what refers to what as a diagram."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.output.kept import Check, File, keep_or_print
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit export mermaid docs/graph.mmd", "wmsgit export mermaid - WS-TASK-004")
DETAILS = "What 'wmsgit graph' shows, in a file that is written only where it says something else."
COMPLETERS = {"record": complete_ids(None)}


def run(
    run: Run,
    *,
    file: File,
    record: Annotated[str, typer.Argument(metavar="[ID]", show_default=False)] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also what is between closed records.")] = False,
    check: Check = False,
) -> int:
    """Write the diagram."""
    from wmsgit.features.planning.actions.graph import graph
    from wmsgit.render.graph import render_graph

    result = graph(run.workspace, record, everything=everything)
    return keep_or_print(run, file, render_graph("mermaid", result), check=check)
