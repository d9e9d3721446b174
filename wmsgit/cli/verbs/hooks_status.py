"""`hooks status`: says whether the pre-commit hook is there."""

import sys

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import HookOf
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit hooks status",)
COMPLETERS = {"repo": complete_ids("repo")}
DETAILS = "Prints 'installed' or 'not installed'."


def run(run: Run, *, repo: HookOf = "") -> None:
    """Print the state."""
    from wmsgit.cli.messages import one_line
    from wmsgit.features.setup.actions.hooks import hooked

    target = hooked(run.workspace, repo)
    sys.stdout.write(one_line(f"{'installed' if target.is_installed else 'not installed'}: {target.path}") + "\n")
