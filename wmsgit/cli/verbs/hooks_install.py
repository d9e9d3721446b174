"""`hooks install`: adds the pre-commit hook beside whatever hook exists."""

import typer

EXAMPLES = ("wmsgit hooks install",)
DETAILS = (
    "The hook runs 'wmsgit check --staged' before each commit. A hook that exists goes on running. Users "
    "of pre-commit name this project in their .pre-commit-config.yaml instead."
)


def run(ctx: typer.Context) -> None:
    """Install the hook."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.run import run_of
    from wmsgit.vcs.hooks import CHECK_COMMAND, install_pre_commit

    change = install_pre_commit(run_of(ctx).workspace.require_dirs(), CHECK_COMMAND)
    say(f"{change.action}: {change.path}")
