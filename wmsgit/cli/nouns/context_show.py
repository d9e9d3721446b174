"""`context show`: shows the repository that you work in."""

import sys

import typer

EXAMPLES = ("wmsgit context show",)


def run(ctx: typer.Context) -> None:
    """Print the repository's name; nothing when there is none."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.run import run_of
    from wmsgit.workspace.contexts import current_context

    run = run_of(ctx)
    switch = current_context(run.workspace, run.environ.get("WMSGIT_CONTEXT", ""))
    if switch is None:
        say("no context is set")
        return
    sys.stdout.write(f"{switch.repo}\n")
    say(f"since {switch.since}" + (f": {switch.note}" if switch.note else ""))
