"""`context clear`: no repository in particular from now on."""

from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit context clear",)


def run(run: Run) -> None:
    """Clear the context."""
    from wmsgit.cli.messages import say
    from wmsgit.features.sessions.actions.context import clear_context

    before = clear_context(run.workspace, run.environ.get("WMSGIT_CONTEXT", ""))
    say(f"context cleared (before: {before.repo})")
