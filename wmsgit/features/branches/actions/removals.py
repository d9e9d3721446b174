"""Removals: what removing the branches of a record would take away, and everything that speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass

from wmsgit.features.branches.actions.places import TaskBranch, read_branches_of
from wmsgit.features.commits.links import ON_IT
from wmsgit.vcs.locate import find_git_dirs, is_locked_worktree, require_git_dirs
from wmsgit.vcs.member_refs import KEPT
from wmsgit.vcs.refs import in_progress
from wmsgit.vcs.write.branches import submodule_faults, worktree_state
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Removal:
    """A branch that is to be removed, with its worktree.

    Attributes:
        record: the record's id.
        repo: the member.
        top: where its clone has its top.
        branch: the branch.
        tip: the commit at its tip.
        folder: its worktree; empty for none.
        kept: the commit that is kept: the tip, or one on top of it with what was discarded.
        blocked: why it cannot be removed now, in words.
        lost: what would be lost, in words.
        merged_by: the commit of the default branch that brought its work; empty while that is not merged.
    """

    record: str
    repo: str
    top: str
    branch: str
    tip: str
    folder: str = ""
    kept: str = ""
    blocked: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    merged_by: str = ""

    @property
    def why_not(self) -> tuple[str, ...]:
        """Everything that speaks against removing it."""
        return (*self.blocked, *self.lost)

    @property
    def ref(self) -> str:
        """Where its tip is kept."""
        return f"{KEPT}{self.record}/{self.branch}"

    def __str__(self) -> str:
        """What is removed, in a line."""
        return f"{self.repo}: {self.branch}" + (f" and {self.folder}" if self.folder else "")


def removals(ws: Workspace, place: Place) -> list[Removal]:
    """The branches of a record and its parts that this machine has, with everything that speaks against removing each.

    Raises:
        ConflictError, NotFoundError: as `read_branches_of`.
    """
    return [removal_of(item) for item in read_branches_of(ws, place) if item.work.is_local]


def removal_of(item: TaskBranch) -> Removal:
    """What removing a branch that this machine has would be, with everything that speaks against it."""
    folder = str(item.worktree) if item.worktree and not item.is_clone else ""
    return Removal(
        item.record,
        item.history.name,
        str(require_git_dirs(item.history.path).worktree),
        item.work.branch,
        item.work.tip,
        folder,
        blocked=tuple(_blocking(item)),
        lost=tuple(_lost(item)),
        merged_by=item.work.merge_commit if item.work.is_merged else "",
    )


def _blocking(item: TaskBranch) -> Iterator[str]:
    """Why a branch and its worktree cannot be removed."""
    dirs = find_git_dirs(item.worktree) if item.worktree else None
    under_way = in_progress(dirs) if dirs else ""
    if item.is_clone:
        switch = f"`git -C {item.history.path} switch {item.history.default.name}`"
        yield f"{item.history.name}: the clone is on {item.work.branch}: {switch}"
    if under_way:
        yield f"{item.history.name}: a {under_way} is under way in {item.worktree}"
    if dirs and is_locked_worktree(dirs):
        yield f"{item.history.name}: {item.worktree} is locked: `git worktree unlock`"
    for fault in submodule_faults(item.worktree) if item.worktree else ():
        yield f"{item.history.name}: {fault}: {item.worktree}"


def _lost(item: TaskBranch) -> Iterator[str]:
    """What removing a branch and its worktree would lose."""
    work, name = item.work, item.history.name
    if item.worktree:
        state = worktree_state(item.worktree)
        for count, words in ((len(state.changed) + len(state.deleted), "changed"), (len(state.untracked), "unknown")):
            if count:
                yield f"{name}: dirty: {count} {words} files in {item.worktree}"
    if not item.history.default.commit:
        yield f"{name}: whether {work.branch} is merged is unknown: {item.history.default.problem}"
    elif not work.is_merged and work.way != ON_IT:
        yield f"{name}: unmerged: {len(work.commits)} commits of {work.branch}"
        if work.tip != work.remote_tip:
            yield f"{name}: unpushed: {work.branch}"
