"""`hooks uninstall`: takes the pre-commit hook away again."""

import typer

EXAMPLES = ("wmsgit hooks uninstall",)
DETAILS = "Only what 'hooks install' put there is taken away: a hook of yours is as it was before, byte for byte."


def run(ctx: typer.Context) -> None:
    """Uninstall the hook."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.run import run_of
    from wmsgit.vcs.hooks import uninstall_pre_commit

    change = uninstall_pre_commit(run_of(ctx).workspace.require_dirs())
    say(f"{change.action}: {change.path}")
