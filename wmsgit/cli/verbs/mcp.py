"""`mcp`: serves an assistant with the model context protocol, on standard input and output."""

from typing import Annotated, Literal

import typer

from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit mcp", "wmsgit mcp --tools all", "wmsgit -C ../plane mcp --assistant claude")
DETAILS = (
    "An assistant's program starts it, and talks to it on standard input and output; docs/assistants.md has the lines"
    " for such programs. It needs `wmsgit[mcp]`. What it writes are commits under the assistant's session;"
    " 'git config wmsgit.mcp.verbs' and 'wmsgit.mcp.kinds' limit what it may write."
)


def run(
    run: Run,
    *,
    tools: Annotated[
        Literal["core", "all"], typer.Option("--tools", help="Those of everyday, or all.", case_sensitive=False)
    ] = "core",
    assistant: Annotated[
        str, typer.Option("--assistant", metavar="NAME", help="Its name; what its program says when not given.")
    ] = "",
) -> int:
    """Serve until the assistant's program goes away."""
    from wmsgit.cli.extras import surface
    from wmsgit.cli.values import require_text

    module = surface("wmsgit.mcp.start", "mcp")
    name = require_text(assistant)
    return int(module.serve(run.workspace.root, run.start, run.environ, has_all_tools=tools == "all", name=name))
