"""`ui`: the pages of the plane as it is now, in the browser, and moves and edits from there."""

import sys
from typing import Annotated

import typer

from wmsgit.cli.input.options import Exclude
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit ui", "wmsgit ui --no-open --port 8123")
DETAILS = (
    "Cards can be dragged, fields edited, comments added; each write is the commit that the command would make, refused"
    " as the command would refuse it, with a button that undoes it. What changes on disk arrives by itself. The server"
    " listens on this machine alone, for the browser that has the address with its token; ^C ends it. It needs the"
    " extra wmsgit[web]."
)


def run(
    run: Run,
    *,
    no_open: Annotated[bool, typer.Option("--no-open", help="Print the address, and open no browser.")] = False,
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="The port; a free one for 0.")] = 0,
    exclude: Exclude = None,
) -> None:
    """Serve the pages."""
    from wmsgit.cli.extras import surface
    from wmsgit.cli.messages import say
    from wmsgit.features.catalogue import EXTENSIONS
    from wmsgit.workspace.workspace import Workspace

    root, use_cache, session = run.present.root, run.use_cache, run.present.chosen_session
    for module in ("markdown_it", "starlette", "uvicorn"):
        surface(module, "web")
    start = surface("wmsgit.site.start", "web")

    def open_workspace() -> Workspace:
        workspace = Workspace(root, use_cache=use_cache, extensions=EXTENSIONS)
        workspace.chosen_session = session
        return workspace

    def ready(address: str) -> None:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        say("^C ends it")
        if not no_open:
            import webbrowser

            webbrowser.open(address)

    start.serve_site(open_workspace, start.SiteRequest(tuple(exclude or ())), port, ready)
