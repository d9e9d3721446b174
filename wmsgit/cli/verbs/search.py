"""`search`: records by their words, the best first."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_kinds
from wmsgit.cli.input.options import Format
from wmsgit.cli.run import Run

EXAMPLES = ('wmsgit search "signing key" --kind task',)
DETAILS = (
    "All words must occur, in a title or a text; the last may be the beginning of one, and words in "
    "double quotes are a phrase. Closed records are found, too."
)
COMPLETERS = {"kind": complete_kinds}


def run(
    run: Run,
    *,
    text: Annotated[list[str], typer.Argument(metavar="TEXT...")],
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help="Only records of this kind; repeatable."),
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="At most so many.")] = None,
    format: Format = "table",  # noqa: A002
) -> None:
    """Print what was found."""
    from wmsgit.cli.output.data import print_hits, warn_unreadable
    from wmsgit.cli.values import require_text

    kinds = [run.workspace.kind(name).name for name in kind or ()] or None
    wanted = require_text(" ".join(text))
    hits = run.workspace.index(kinds).search(wanted, kinds, limit=limit)
    print_hits(run, hits, wanted, format)
    warn_unreadable(run, kinds)
