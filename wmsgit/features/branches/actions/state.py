"""How the work of a record stands in each of its repositories: one row each, and commands and pushes over them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import NotFoundError, WmsgitError
from wmsgit.features.branches.actions.places import RepoWork, TaskBranch, read_branches_of, works_of
from wmsgit.features.commits.links import ARCHIVED
from wmsgit.vcs.history.member_log import ids_between
from wmsgit.vcs.write.branches import push_branch, worktree_state
from wmsgit.workspace.member_places import member_places
from wmsgit.workspace.members import Ran, map_in_threads, members, run_in_places
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A branch of a record in one repository, or why there is none.

    Attributes:
        repo: the repository.
        record: whose branch it is: the record itself, or a part of it.
        branch: the branch; empty for none.
        folder: the worktree that is on it; empty for none.
        ahead, behind: commits against the default branch; None where that is unknown.
        dirty: what is in the worktree and in no commit, in words; empty for nothing.
        pushed: whether the remote has its tip; None where there is no remote.
        merged: how its work came to the default branch: `merge`, `rebase`, `squash`; `no`, or empty for no work yet.
        problem: why this is unknown, in words.
    """

    repo: str
    record: str = ""
    branch: str = ""
    folder: str = ""
    ahead: int | None = None
    behind: int | None = None
    dirty: str = ""
    pushed: bool | None = None
    merged: str = ""
    problem: str = ""


def task_rows(works: Iterable[RepoWork]) -> list[TaskRow]:
    """A row for each branch of a record and of its parts, in each of its repositories, in their order."""
    wanted = [(work, item) for work in works for item in (work.branches or (None,))]
    return map_in_threads(wanted, lambda pair: _row(*pair))


def _row(whole: RepoWork, item: TaskBranch | None) -> TaskRow:
    record_id, history = whole.record, whole.history
    problem = history.problem or history.default.problem or ("" if item else "no branch")
    problem = ", ".join(filter(None, (ARCHIVED if history.is_archived else "", problem)))
    if item is None:
        return TaskRow(history.name, record_id, problem=problem)
    work, default = item.work, history.default.commit
    try:
        behind = len(ids_between(history.path, [default], [work.tip]) or []) if default else None
        dirty = _dirty(item.worktree) if item.worktree else ""
    except WmsgitError as error:
        behind, dirty, problem = None, "", error.message
    return TaskRow(
        history.name,
        record_id,
        work.branch,
        str(item.worktree or ""),
        len(work.commits) if default else None,
        behind,
        dirty,
        None if not history.default.remote else item.is_pushed,
        work.way if work.is_merged else "no" if work.commits else "",
        problem,
    )


def _dirty(folder: Path) -> str:
    state = worktree_state(folder)
    counts = {"changed": len(state.changed), "deleted": len(state.deleted), "unknown": len(state.untracked)}
    return ", ".join(f"{count} {words}" for words, count in counts.items() if count)


def run_for_task(ws: Workspace, place: Place, command: Sequence[str]) -> list[Ran]:
    """Run a command in the worktree of each of a record's branches, and of its parts', side by side.

    Raises:
        NotFoundError: when nothing is checked out on one of them.
        ConflictError: as `works_of`.
    """
    every = (item for work in works_of(ws, place) for item in work.branches)
    folders = [(item.history.name, item.worktree) for item in every if item.worktree]
    if not folders:
        raise NotFoundError(
            f"no worktree is on a branch of {place.id}", hint=f"wmsgit task start {place.id} --worktree makes them"
        )
    places = {item.name: item for item in member_places(ws, members(ws, {name for name, _ in folders}))}
    return run_in_places(ws, [places[name]._replace(path=path) for name, path in folders], command)


def push_task(ws: Workspace, place: Place) -> list[tuple[str, str, str]]:
    """Push a record's branches, and those of its parts, side by side; gives (repository, branch, why not or empty).

    What the remote has already is not pushed again, and a branch without commits of its own is not pushed.

    Raises:
        NotFoundError: when there is no branch with commits.
        ConflictError: as `read_branches_of`; nothing is pushed then.
    """
    wanted = [item for item in read_branches_of(ws, place) if item.work.is_local and item.work.commits]
    if not wanted:
        raise NotFoundError(f"no branch of {place.id} has commits", hint="'wmsgit repo status --task' shows them")
    return map_in_threads(wanted, _push)


def _push(item: TaskBranch) -> tuple[str, str, str]:
    name, branch, remote = item.history.name, item.work.branch, item.history.default.remote
    if item.is_pushed or not remote or item.history.is_archived:
        return name, branch, "" if item.is_pushed else ARCHIVED if remote else "there is no remote"
    try:
        return name, branch, push_branch(item.history.path, remote, branch)
    except WmsgitError as error:
        return name, branch, "; ".join([error.message, *error.details])
