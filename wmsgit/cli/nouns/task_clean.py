"""`task clean`: removes the branches and worktrees of tasks whose work is merged."""

from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import DryRun
from wmsgit.cli.messages import one_line, say, warn
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

if TYPE_CHECKING:
    from wmsgit.features.branches.actions.removals import Removal

EXAMPLES = ("wmsgit task clean WS-TASK-001", "wmsgit task clean --merged")
DETAILS = (
    "No status is changed, and no branch of a remote is removed. What is dirty, unpushed or unmerged is refused, with "
    "every reason (5); with --discard it is listed, and removed when you agree. Each tip stays under "
    "refs/wmsgit/kept/ID/BRANCH for 90 days: 'wmsgit undo' brings back what was removed last."
)
COMPLETERS = {"ids": complete_ids("task")}


def run(
    run: Run,
    *,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...")] = None,
    merged: Annotated[bool, typer.Option("--merged", help="Of every task, those that are merged.")] = False,
    discard: Annotated[
        bool, typer.Option("--discard", help="Also what is not merged, or in no commit; it is kept for 90 days.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --discard: unasked.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Remove them."""
    from wmsgit.features.branches.actions.clean import clean
    from wmsgit.features.branches.actions.cleaning import chosen_removals, merged_removals
    from wmsgit.features.branches.actions.start import settle_interrupted

    if bool(ids) == merged or (merged and discard):
        raise UsageError("name tasks, or say --merged", hint="--discard goes with names")
    say(*settle_interrupted(run.workspace))
    if merged:
        chosen, left = merged_removals(run.workspace)
        warn(left)
    else:
        chosen = chosen_removals(run.workspace, run.workspace.kind("task"), ids or ())
    if not chosen:
        say("there is nothing to remove")
        return
    if dry_run or (discard and not _agreed(chosen, yes=yes)):
        say(*(one_line(f"would remove {item}") for item in chosen if dry_run))
        return
    say(*map(one_line, clean(run.workspace, chosen, discards=discard)))


def _agreed(chosen: "list[Removal]", *, yes: bool) -> bool:
    """Whether the user agrees to what is listed."""
    from wmsgit.cli.asking import agreed

    say("to be removed:", *(one_line(f"  {item}") for item in chosen))
    say(*(one_line(f"  {line}") for item in chosen for line in item.why_not))
    if agreed("remove them", yes=yes):
        return True
    say("nothing was removed: --yes removes them, unasked")
    return False
