"""`hooks uninstall`: takes the pre-commit hook away again."""

import typer

EXAMPLES = ("wmsgit hooks uninstall",)
DETAILS = "Only what 'hooks install' put there is taken away: a hook of yours is as it was before, byte for byte."


def run(ctx: typer.Context) -> None:
    """Uninstall the hook."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.repository import require_repository
    from wmsgit.cli.run import run_of
    from wmsgit.vcs.hooks import uninstall_pre_commit

    change = uninstall_pre_commit(require_repository(run_of(ctx)))
    say(f"{change.action}: {change.path}")
