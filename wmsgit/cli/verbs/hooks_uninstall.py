"""`hooks uninstall`: takes the pre-commit hook away again."""

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import HookOf
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit hooks uninstall",)
COMPLETERS = {"repo": complete_ids("repo")}
DETAILS = "Only what 'hooks install' put there is taken away: a hook of yours is as it was before, byte for byte."


def run(run: Run, *, repo: HookOf = "") -> None:
    """Uninstall the hook."""
    from wmsgit.cli.messages import say
    from wmsgit.features.setup.actions.hooks import hooked

    say(*hooked(run.workspace, repo).uninstall())
