"""`setup`: what a clone of the workspace does not bring with it."""

from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.messages import one_line, say, warn
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmsgit.workspace.workspace import Workspace

EXAMPLES = (
    "wmsgit setup --clone",
    "wmsgit setup --clone --tag backend",
    "wmsgit setup --assistant claude",
    "wmsgit setup --ci && wmsgit drift scan --format github",
)
DETAILS = (
    "Adds the pre-commit hook, tells Git to merge records field by field, and lets commands inside the members "
    "find this workspace. With --clone, "
    "members that are not on this machine are cloned from the first of their URLs that serves; those that would come "
    "to lie outside of the workspace are listed first, and asked for on a terminal; elsewhere --yes clones them. "
    "What is done already stays as "
    "it is. Names and tags choose members, and are remembered: the others are a count from then on, until --clone is "
    "given without. With --ci, nothing is done but cloning what a runner lacks, the last commit alone. "
    "With --assistant, nothing is done but writing the skill, the plug-in file and the entry of the server that "
    "claude, codex, copilot, cursor, gemini or opencode reads; the commit is yours."
)


def run(
    run: Run,
    *,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="With --clone: these members.")] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", metavar="TAG", help="With --clone: members with this tag; repeatable.")
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="With --clone: bring the contents of files when they are needed.")
    ] = False,
    clone: Annotated[bool, typer.Option("--clone", help="Clone the members that are not there.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --clone: also outside of the workspace, unasked.")] = False,
    assistant: Annotated[
        list[str] | None,
        typer.Option("--assistant", metavar="NAME", help="Only write the files that this assistant reads; repeatable."),
    ] = None,
    ci: Annotated[bool, typer.Option("--ci", help="Only clone the members that are not there, shallowly.")] = False,
) -> int:
    """Do it, and say what could not be done; 1 when something is left."""
    from wmsgit.features.repos.actions.clone import set_up_runner
    from wmsgit.features.setup.actions.doctor import set_up

    run.workspace.require_dirs()
    if assistant:
        from wmsgit.features.footprint.actions.assistants import set_up_assistants

        say(*(f"{state}: {path}" for path, state in set_up_assistants(run.workspace, assistant)))
        return 0
    done: list[str] = []

    def tell(line: str) -> None:
        done.append(line)
        say(line)

    if ci:
        left = set_up_runner(run.workspace, say=tell)
    else:
        if (names or tag) and not clone:
            raise UsageError("names and tags go with --clone")
        chosen = _chosen(run.workspace, names or (), tag or (), yes=yes) if clone else ()
        left = set_up(run.workspace, clone=chosen, say=tell, is_partial=partial)
        _say_absent(run.workspace)
    warn(f"{symptom.place}: {symptom.message}" + (f" ({symptom.hint})" if symptom.hint else "") for symptom in left)
    if not done and not left:
        say("nothing to do: everything is set up")
    return 1 if left and (clone or ci) else 0


def _say_absent(workspace: "Workspace") -> None:
    """Say how many members were not chosen to be here, and are not."""
    from wmsgit.workspace.chosen_members import is_wanted
    from wmsgit.workspace.member_places import member_places
    from wmsgit.workspace.members import is_archived, members

    records = members(workspace)
    places = member_places(workspace, records)
    pairs = zip(records, places, strict=True)
    absent = [record for record, place in pairs if place.is_vacant and not is_wanted(workspace, record)]
    archived = sum(map(is_archived, absent))
    if absent:
        say(f"{len(absent)} not on this machine" + (f", {archived} of them archived" if archived else ""))


def _chosen(workspace: "Workspace", names: "Sequence[str]", tags: "Sequence[str]", *, yes: bool) -> list[str]:
    """The names of the members to clone: those outside of the workspace are listed, and only cloned when agreed to."""
    from wmsgit.cli.asking import agreed
    from wmsgit.features.repos.actions.clone import lacking
    from wmsgit.workspace.chosen_members import choose_members

    result = list(lacking(workspace, names, tags))
    choose_members(workspace, names, tags)
    outside = [item for item in result if item.place.is_outside]
    if not outside:
        return [item.record.id for item in result]
    say("to be cloned outside of the workspace:")
    say(*(one_line(f"  {item.record.id}: {item.record.data['urls'][0]} to {item.place.path}") for item in outside))
    if agreed("clone them there", yes=yes):
        return [item.record.id for item in result]
    say("not cloned: 'wmsgit setup --clone --yes' clones them, unasked")
    return [item.record.id for item in result if not item.place.is_outside]
