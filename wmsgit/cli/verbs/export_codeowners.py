"""`export codeowners`: keeps the owners of placements in the files that hosts ask for reviews by."""

import sys
from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit export codeowners", "wmsgit export codeowners api --check", "wmsgit export codeowners api --stdout")
DETAILS = (
    "A line for each of the owned_paths of the placements in force that have owners, and one for the owners of the "
    "repository, between two marks of its CODEOWNERS (.github/CODEOWNERS where there is none); every other line stays. "
    "The last line that fits a file holds, so the narrowest pattern stands last. The commit is yours."
)
COMPLETERS = {"names": complete_ids("repo")}


def run(
    run: Run,
    *,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="These members.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; 1 when a file says something else.")] = False,
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the lines, and write nothing.")] = False,
) -> int:
    """Write the files, and say what became of each."""
    from wmsgit.cli.messages import say, warn
    from wmsgit.features.exchange.actions.codeowners import export_codeowners

    files = list(export_codeowners(run.workspace, names or (), is_check=check or stdout))
    for file in files:
        if stdout:
            sys.stdout.writelines(f"{line}\n" for line in file.lines)
        else:
            say(f"{file.repo}: {file.state or 'not on this machine'}: {file.path}")
    warn(f"{file.repo}: {problem}" for file in files for problem in file.problems)
    return int(check and any(file.state == "stale" for file in files))
