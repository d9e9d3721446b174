"""`export json`: writes the older system's four files."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit export json ../legacy-out",)
DETAILS = "What an import put under metadata goes back to its place. The paths are printed."


def run(run: Run, directory: Annotated[str, typer.Argument(metavar="DIR")]) -> None:
    """Write the files."""
    from wmsgit.cli.output.data import warn_unreadable
    from wmsgit.features.exchange.actions.legacy import export_json

    for path in export_json(run.workspace, Path(directory)):
        sys.stdout.write(f"{path}\n")
    warn_unreadable(run, None)
