"""`hooks status`: says whether the pre-commit hook is there."""

import sys

import typer

EXAMPLES = ("wmsgit hooks status",)
DETAILS = "Prints 'installed' or 'not installed'."


def run(ctx: typer.Context) -> None:
    """Print the state."""
    from wmsgit.cli.run import run_of
    from wmsgit.vcs.hooks import CHECK_COMMAND, pre_commit_path, runs_before_commit

    dirs = run_of(ctx).workspace.require_dirs()
    state = "installed" if runs_before_commit(dirs, CHECK_COMMAND) else "not installed"
    sys.stdout.write(f"{state}: {pre_commit_path(dirs)}\n")
