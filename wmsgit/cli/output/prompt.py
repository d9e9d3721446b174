"""The prompt: one line about the context for a shell."""

import sys

from wmsgit.cli.run import Run
from wmsgit.errors import WmsgitError


def print_prompt(run: Run) -> None:
    """Print the context as a shell's prompt shows it; nothing where there is none, and no error."""
    from wmsgit.cli.messages import one_line
    from wmsgit.features.sessions.actions.switches import current_context, is_there

    try:
        switch = current_context(run.workspace, run.environ.get("WMSGIT_CONTEXT", ""))
    except WmsgitError:
        return
    if switch is not None:
        sys.stdout.write(f"{one_line(switch.repo)}{'' if is_there(switch) else ' (not there)'}\n")
