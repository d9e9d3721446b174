"""`hooks status`: says whether the pre-commit hook is there."""

import sys

import typer

from wmsgit.cli.verbs.hooks_install import COMMAND

EXAMPLES = ("wmsgit hooks status",)
DETAILS = "Prints 'installed' or 'not installed'."


def run(ctx: typer.Context) -> None:
    """Print the state."""
    from wmsgit.cli.repository import require_repository
    from wmsgit.cli.run import run_of
    from wmsgit.vcs.config import GitConfig
    from wmsgit.vcs.hooks import hooks_dir

    dirs = require_repository(run_of(ctx))
    path = hooks_dir(dirs, GitConfig(dirs.worktree)) / "pre-commit"
    state = "installed" if path.is_file() and COMMAND.encode() in path.read_bytes() else "not installed"
    sys.stdout.write(f"{state}: {path}\n")
