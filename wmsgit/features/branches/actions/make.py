"""Making branches and worktrees: all of them or none, also when the command is killed in the middle."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from wmsgit.disk.named import remove_user_folder
from wmsgit.disk.writer import copy_over, create_new, make_folder
from wmsgit.errors import ConflictError, GitError, WmsgitError
from wmsgit.features.branches.actions.editor_file import remove_editor_file
from wmsgit.features.branches.actions.places import checked_out
from wmsgit.features.branches.actions.planning import mark_of
from wmsgit.features.branches.actions.prepare import prepare
from wmsgit.features.branches.plan import BranchPlan, plans_of
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.locate import require_git_dirs
from wmsgit.vcs.member_refs import member_refs
from wmsgit.vcs.refs import read_branch, read_head
from wmsgit.vcs.write.branches import (
    add_worktree,
    delete_branch,
    ignored_files,
    make_branch,
    prune_worktrees,
    remove_worktree,
    switch_branch,
    worktree_state,
)
from wmsgit.workspace.member_places import carried_by, prepared_by
from wmsgit.workspace.workspace import Workspace


def make(ws: Workspace, plans: Sequence[BranchPlan], tell: Callable[[str], None]) -> None:
    """Make what is planned, one member after the other.

    Raises:
        WmsgitError: when a step fails; what was made before is undone, or named in the details.
    """
    begun: list[BranchPlan] = []
    try:
        for plan in plans:
            tell(str(plan))
            _make_branch(plan)
            begun.append(plan)
            _make(ws, plan)
    except BaseException as error:
        left = unmake(begun)
        if isinstance(error, WmsgitError):
            error.details = (*error.details, *(left or ["nothing that was made before it is left"]))
        raise


def _make_branch(plan: BranchPlan) -> None:
    """Make the branch that is not there; one that is there by now is another's, and stays."""
    if plan.has_branch:
        return
    try:
        make_branch(Path(plan.top), plan.branch, plan.start, upstream=plan.upstream)
    except ConflictError:
        raise
    except BaseException:
        unmake([plan])  # git may have made it before it failed
        raise


def _make(ws: Workspace, plan: BranchPlan) -> None:
    top = Path(plan.top)
    if not plan.has_branch:
        GitConfig(top).set(mark_of(plan.branch), plan.record)
    if plan.folder and not plan.has_worktree:
        folder = Path(plan.folder)
        add_worktree(top, folder, plan.branch)
        _carry(top, folder, carried_by(ws, plan.repo))
        prepare(plan.repo, folder, prepared_by(ws, plan.repo))
    if plan.switches:
        switch_branch(top, plan.branch)


def _carry(top: Path, folder: Path, patterns: list[str]) -> None:
    """Copy the ignored files that the user's configuration names into a new worktree; what is there stays."""
    for path in ignored_files(top, patterns) if patterns else ():
        source = top / path
        if source.is_symlink() or not source.is_file() or os.path.lexists(folder / path):
            continue
        parent = path.rpartition("/")[0]
        if parent:
            make_folder(folder, parent)
        create_new(folder, path)
        copy_over(source, folder, path)


def unmake(plans: Sequence[BranchPlan], *, is_late: bool = False) -> list[str]:
    """Take away what was made of these plans, and say what had to stay where.

    Args:
        plans: what was to be made.
        is_late: whether somebody may have worked there since: then nothing is removed that has work in it.
    """
    lines: list[str] = []
    for plan in reversed(plans):
        try:
            lines += _unmake(plan, is_late=is_late)
        except (WmsgitError, OSError) as error:
            lines.append(f"{plan.repo}: {plan.branch} could not be taken away: {error}")
    return lines


def _unmake(plan: BranchPlan, *, is_late: bool) -> list[str]:
    top = Path(plan.top)
    dirs = require_git_dirs(top)
    if plan.switches and plan.before and dict(checked_out(dirs)).get(plan.branch) == dirs.worktree:
        _switch_back(top, plan.before)
    if plan.folder and not plan.has_worktree:
        kept = _remove_folder(top, plan, is_late=is_late)
        if kept:
            return [kept]
    tip = member_refs(dirs).heads.get(plan.branch, "")
    if plan.has_branch or not tip:
        return []
    if tip != plan.start:
        return [f"{plan.repo}: the branch {plan.branch} has commits of its own and stays"]
    delete_branch(top, plan.branch, tip)
    return []


def _switch_back(top: Path, before: str) -> None:
    """Take a clone back to the branch, or the commit, that it was on: a hook may complain of that when it is done."""
    try:
        switch_branch(top, before)
    except GitError:
        dirs = require_git_dirs(top)
        if before not in {read_branch(dirs), read_head(dirs)}:
            raise


def _remove_folder(top: Path, plan: BranchPlan, *, is_late: bool) -> str:
    """Remove a worktree that was made, and the folders above it that are empty then; says why not."""
    folder, dirs = Path(plan.folder), require_git_dirs(top)
    there = dict(checked_out(dirs)).get(plan.branch)
    if there is not None and there == folder.resolve():
        state = worktree_state(folder)
        if is_late and (state.changed or state.untracked):
            return f"{plan.repo}: there is work in {folder}, which stays"
        remove_worktree(top, folder, force=True)
    prune_worktrees(top)
    remove_user_folder(folder)
    remove_editor_file(folder.parent, plan.record)
    return f"{plan.repo}: {folder} could not be removed" if os.path.lexists(folder) else ""


def settle(value: dict[str, Any], *, is_complete: Callable[[str], bool]) -> list[str]:
    """What a killed start left: kept when its record was started, else undone; in lines."""
    try:
        plans = plans_of(value.get("plans"))
    except (TypeError, ValueError):
        return []
    if not plans or is_complete(plans[0].record):
        return []
    left = unmake(plans, is_late=True)
    return [f"the start of {plans[0].record} was interrupted and is undone", *left]


def require_made(plans: Sequence[BranchPlan]) -> None:
    """Refuse when something is not there that was made: the last look before the record says so.

    Raises:
        GitError: naming what is missing.
    """
    missing = [plan.folder for plan in plans if plan.folder and not (Path(plan.folder) / ".git").exists()]
    if missing:
        raise GitError("a worktree that was made is gone", details=missing)
