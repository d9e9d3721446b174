"""What came of members, one line each: those that are not on this machine are a count."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wmsgit.cli.messages import one_line, say, warn

if TYPE_CHECKING:
    from wmsgit.features.repos.actions.fetch import MemberResult


def report_members(results: "Sequence[MemberResult]", *, failed: int) -> int:
    """Say what was done and what was not; 0, or `failed` when something was not."""
    say(*(one_line(f"{item.name}: {item.done}") for item in results if item.done))
    problems = [item for item in results if item.problem and not item.is_absent]
    warn(f"{item.name}: {item.problem}" for item in problems)
    absent = sum(item.is_absent for item in results)
    if absent:
        say(f"{absent} not on this machine")
    if not problems and not any(item.done for item in results):
        say("there was nothing to do")
    return failed if problems else 0
