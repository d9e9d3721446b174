"""`setup`: what a clone of the workspace does not bring with it."""

from typing import Annotated

import typer

EXAMPLES = ("wmsgit setup --clone", "wmsgit setup --ci && wmsgit drift scan --format github")
DETAILS = (
    "Adds the pre-commit hook, tells Git to merge records field by field, and lets commands inside the members "
    "find this workspace. With --clone, "
    "members that are not on this machine are cloned from their first URL. What is done already stays as "
    "it is. With --ci, nothing is done but cloning what a runner lacks, the last commit alone."
)


def run(
    ctx: typer.Context,
    *,
    clone: Annotated[bool, typer.Option("--clone", help="Clone the members that are not there.")] = False,
    ci: Annotated[bool, typer.Option("--ci", help="Only clone the members that are not there, shallowly.")] = False,
) -> int:
    """Do it, and say what could not be done; 1 when something is left."""
    from wmsgit.cli.messages import say, warn
    from wmsgit.cli.run import run_of
    from wmsgit.features.repos.actions.clone import set_up_runner
    from wmsgit.features.setup.actions.doctor import set_up

    run = run_of(ctx)
    run.workspace.require_dirs()
    done: list[str] = []

    def tell(line: str) -> None:
        done.append(line)
        say(line)

    left = set_up_runner(run.workspace, say=tell) if ci else set_up(run.workspace, clone=clone, say=tell)
    warn(f"{symptom.place}: {symptom.message}" + (f" ({symptom.hint})" if symptom.hint else "") for symptom in left)
    if not done and not left:
        say("nothing to do: everything is set up")
    return 1 if left and (clone or ci) else 0
