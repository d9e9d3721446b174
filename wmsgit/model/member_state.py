"""The Git state of one member."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MemberState:
    """How one member repository stands.

    Attributes:
        path: where it should be.
        exists: there is something at `path`.
        is_repository: it is the top of a worktree.
        branch: the branch's name, empty when detached.
        detached: HEAD is on no branch.
        upstream: such as `origin/main`, empty for none.
        ahead, behind: commits against the upstream, as it was last fetched.
        upstream_gone: the upstream is configured, but there is no such branch.
        staged, modified, untracked: files, of which one may count under two.
        stashed: entries of the stash.
        head: the short id of the current commit, empty when there is none.
        last_commit: when that was committed, in UTC.
        subject: the first line of its message.
        in_progress: `merge`, `rebase` and so on, or empty.
        is_bare: it is a repository without a worktree.
        is_archived: its record says that nothing is done there any more.
        problem: why it was not read, as a statement of its own; empty when it was.
    """

    path: Path
    exists: bool
    is_repository: bool = False
    branch: str = ""
    detached: bool = False
    upstream: str = ""
    ahead: int = 0
    behind: int = 0
    upstream_gone: bool = False
    staged: int = 0
    modified: int = 0
    untracked: int = 0
    stashed: int = 0
    head: str = ""
    last_commit: datetime | None = None
    subject: str = ""
    in_progress: str = ""
    is_bare: bool = False
    is_archived: bool = False
    problem: str = ""

    @property
    def relation(self) -> str:
        """How the branch stands to its upstream: `ahead`, `behind`, `diverged`, `level`, `gone`; empty without one."""
        if not self.upstream or self.upstream_gone:
            return "gone" if self.upstream else ""
        if self.ahead and self.behind:
            return "diverged"
        return "ahead" if self.ahead else "behind" if self.behind else "level"
