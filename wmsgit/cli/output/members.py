"""What came of members, one line each: those that are not on this machine are a count."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from wmsgit.cli.messages import one_line, say, warn
from wmsgit.cli.run import Run

if TYPE_CHECKING:
    from wmsgit.features.repos.actions.fetch import MemberResult
    from wmsgit.model.record import Record
    from wmsgit.workspace.workspace import Workspace

Chosen = Sequence[str] | None


def for_members(
    run: Run,
    chosen: tuple[Chosen, Chosen, Chosen],
    act: "Callable[[Workspace, Sequence[Record]], Sequence[MemberResult]]",
    *,
    failed: int,
) -> int:
    """Do something to the members that names, tags and states choose, and say what was done and what was not.

    Returns:
        The exit code: 0, or `failed` when something was not done.
    """
    from wmsgit.features.repos.actions.choose import members_in_use

    records, archived = members_in_use(run.workspace, *(words or () for words in chosen))
    say(*filter(None, [archived]))
    results = act(run.workspace, records)
    say(*(one_line(f"{item.name}: {item.done}") for item in results if item.done))
    problems = [item for item in results if item.problem and not item.is_absent]
    warn(f"{item.name}: {item.problem}" for item in problems)
    absent = sum(item.is_absent for item in results)
    if absent:
        say(f"{absent} not on this machine")
    if not problems and not any(item.done for item in results):
        say("there was nothing to do")
    return failed if problems else 0
