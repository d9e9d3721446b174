"""Plans: which branches and worktrees are to be made for a record, as values that a journal can keep."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Mode = Literal["none", "branch", "worktree"]
MODES: tuple[Mode, ...] = ("none", "branch", "worktree")


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """A branch of a record in one member.

    Attributes:
        record: the record's id.
        repo: the member's name.
        top: where the member's clone has its top.
        branch: the branch's name.
        start: the commit at which it is made.
        upstream: the branch of a remote that it follows from the beginning, such as `origin/NAME`; empty for none.
        folder: where its worktree is to be; empty for none.
        has_branch, has_worktree: it is there already, from an earlier start.
        switches: whether the clone itself is to be switched to it.
        before: the branch that the clone is on, or the commit where it is on none.
    """

    record: str
    repo: str
    top: str
    branch: str
    start: str
    upstream: str = ""
    folder: str = ""
    has_branch: bool = False
    has_worktree: bool = False
    switches: bool = False
    before: str = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to make."""
        return self.has_branch and (self.has_worktree or not self.folder) and not self.switches

    def __str__(self) -> str:
        """What is made, in a line."""
        at = f" in {self.folder}" if self.folder else ""
        if self.is_done:
            return f"{self.repo}: {self.branch} is there already{at}"
        made = "switched to" if self.switches and self.has_branch else "branch"
        return f"{self.repo}: {made} {self.branch} at {self.upstream or self.start[:10]}{at}"


def as_rows(plans: "Sequence[BranchPlan]") -> list[dict[str, Any]]:
    """Plans as JSON has them."""
    return [asdict(plan) for plan in plans]


def plans_of(rows: Any) -> list[BranchPlan]:
    """The plans that `as_rows` wrote.

    Raises:
        ValueError, TypeError: when they are none.
    """
    return [BranchPlan(**row) for row in rows]
