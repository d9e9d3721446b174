"""Kept files: what an export made of a file, said in a line; or its text on standard output."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.run import Run

File = Annotated[str, typer.Argument(metavar="FILE", help="The file; - prints.")]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; 1 when the file says something else.")]


def keep_or_print(run: Run, name: str, pieces: Iterable[str], *, check: bool) -> int:
    """Write the pieces of a text into a file, where it says something else, or print them for `-`.

    Returns:
        The exit code: 1 for a file that `check` has found to say something else.
    """
    from wmsgit.cli.output.data import warn_unreadable

    if name == "-":
        sys.stdout.writelines(pieces)
        warn_unreadable(run, None)
        return 0
    from wmsgit.cli.messages import say
    from wmsgit.features.exchange.actions.foreign_export import land_files
    from wmsgit.features.exchange.foreign import Written

    text = "".join(pieces).encode("utf-8", "backslashreplace")
    result = land_files(run.workspace, Path(name), Written({"": text}), is_check=check)
    is_stale = check and bool(result.changed)
    warn_unreadable(run, None)
    say(f"{'stale' if is_stale else 'written' if result.changed else 'unchanged'}: {name}")
    return int(is_stale)
