"""Paths: file arguments are relative to the current directory, records to the workspace."""

import os
from pathlib import Path

from wmsgit.cli.run import Run
from wmsgit.errors import NotFoundError, UsageError


def inside_workspace(run: Run, text: str) -> str:
    """A path as the user typed it, as one relative to the workspace with `/`.

    Raises:
        UsageError: when it is outside.
        NotFoundError: when nothing is there.
    """
    path = Path(os.path.abspath(run.start / text))  # noqa: PTH100 - a symbolic link is not followed
    root = run.workspace.root
    resolved = path.parent.resolve() / path.name
    if not resolved.is_relative_to(root):
        raise UsageError("this path is outside the workspace", where=text)
    if not os.path.lexists(resolved) and run.workspace.dirs is None:
        raise NotFoundError("there is no such file", where=text)
    return resolved.relative_to(root).as_posix()
