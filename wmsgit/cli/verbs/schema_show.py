"""`schema show`: prints a kind's schema."""

import sys
from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_kinds
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit schema show task",)
DETAILS = "Prints the JSON Schema as it stands, with what x-wmsgit adds."
COMPLETERS = {"kind": complete_kinds}


def run(run: Run, kind: Annotated[str, typer.Argument(metavar="KIND")]) -> None:
    """Print the schema."""
    from wmsgit.render.json_text import json_text

    result = run.workspace.kind(kind)
    sys.stdout.write(json_text(result.schema))
