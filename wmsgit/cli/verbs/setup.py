"""`setup`: what a clone of the workspace does not bring with it."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace

EXAMPLES = ("wmsgit setup --clone", "wmsgit setup --ci && wmsgit drift scan --format github")
DETAILS = (
    "Adds the pre-commit hook, tells Git to merge records field by field, and lets commands inside the members "
    "find this workspace. With --clone, "
    "members that are not on this machine are cloned from the first of their URLs that serves; those that would come "
    "to lie outside of the workspace are listed first, and asked for on a terminal; elsewhere --yes clones them. "
    "What is done already stays as "
    "it is. With --ci, nothing is done but cloning what a runner lacks, the last commit alone."
)


def run(
    ctx: typer.Context,
    *,
    clone: Annotated[bool, typer.Option("--clone", help="Clone the members that are not there.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --clone: also outside of the workspace, unasked.")] = False,
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

    if ci:
        left = set_up_runner(run.workspace, say=tell)
    else:
        chosen = _chosen(run.workspace, yes=yes) if clone else ()
        left = set_up(run.workspace, clone=chosen, say=tell)
    warn(f"{symptom.place}: {symptom.message}" + (f" ({symptom.hint})" if symptom.hint else "") for symptom in left)
    if not done and not left:
        say("nothing to do: everything is set up")
    return 1 if left and (clone or ci) else 0


def _chosen(workspace: "Workspace", *, yes: bool) -> list[str]:
    """The names of the members to clone: those outside of the workspace are listed, and only cloned when agreed to."""
    from wmsgit.cli.asking import agreed
    from wmsgit.cli.messages import one_line, say
    from wmsgit.features.repos.actions.clone import lacking

    result = list(lacking(workspace))
    outside = [item for item in result if item.place.is_outside]
    if not outside:
        return [item.record.id for item in result]
    say("to be cloned outside of the workspace:")
    say(*(one_line(f"  {item.record.id}: {item.record.data['urls'][0]} to {item.place.path}") for item in outside))
    if agreed("clone them there", yes=yes):
        return [item.record.id for item in result]
    say("not cloned: 'wmsgit setup --clone --yes' clones them, unasked")
    return [item.record.id for item in result if not item.place.is_outside]
