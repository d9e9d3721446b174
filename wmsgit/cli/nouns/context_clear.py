"""`context clear`: no repository in particular from now on."""

import typer

EXAMPLES = ("wmsgit context clear",)


def run(ctx: typer.Context) -> None:
    """Clear the context."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.run import run_of
    from wmsgit.features.sessions.actions.context import clear_context

    run = run_of(ctx)
    before = clear_context(run.workspace, run.environ.get("WMSGIT_CONTEXT", ""))
    say(f"context cleared (before: {before.repo})")
