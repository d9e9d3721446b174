"""`lsp`: serves an editor with the language server protocol, on standard input and output."""

from pathlib import Path

from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit lsp",)
DETAILS = (
    "An editor starts it, and talks to it on standard input and output; docs/editors.md has the lines for each editor."
    " It needs `wmsgit[editor]`. The workspace is that of the editor's folders, else that of the current directory."
    " It writes nothing: what it proposes, the editor does."
)


def run(run: Run) -> int:
    """Serve until the editor ends it."""
    from wmsgit.cli.extras import surface

    module = surface("wmsgit.lsp.start", "editor")
    chosen = run.directory or run.environ.get("WMSGIT_WORKSPACE", "")
    return int(module.serve(run.start / Path(chosen).expanduser() if chosen else run.start))
