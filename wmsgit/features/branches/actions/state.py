"""How the work of a record stands in each of its repositories: one row each, and commands and pushes over them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wmsgit.errors import NotFoundError, WmsgitError
from wmsgit.features.branches.actions.places import TaskBranch, branches_of, read_branches_of, repos_of
from wmsgit.features.commits.links import MemberHistory
from wmsgit.features.records.actions.parts import parts_of
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


def task_rows(ws: Workspace, place: Place) -> list[TaskRow]:
    """A row for each branch of a record and of its parts, in each of its repositories, by the repositories' names.

    Where a part has the work in a repository, the whole that has no branch there is left out.

    Raises:
        ConflictError: when the record names no repository.
        NotFoundError: when it names one that is no member.
    """
    parts = [(part.id, *pair) for part in parts_of(ws, place) for pair in branches_of(ws, part.id, repos_of(ws, part))]
    covered = {history.name for _, history, _ in parts}
    own = [(place.id, *pair) for pair in branches_of(ws, place.id, repos_of(ws, place))]
    whole = [row for row in own if row[2] or row[1].name not in covered]
    wanted: list[tuple[str, MemberHistory, TaskBranch | None]] = [
        (record_id, history, item)
        for record_id, history, items in sorted([*whole, *parts], key=lambda row: (row[1].name, row[0]))
        for item in (items or (None,))
    ]
    return map_in_threads(wanted, lambda row: _row(*row))


def _row(record_id: str, history: MemberHistory, item: TaskBranch | None) -> TaskRow:
    problem = history.problem or history.default.problem
    if item is None:
        return TaskRow(history.name, record_id, problem=problem or "no branch")
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
        None if not history.default.remote else work.remote_tip == work.tip,
        work.way if work.is_merged else "no" if work.commits else "",
        problem,
    )


def _dirty(folder: Path) -> str:
    state = worktree_state(folder)
    counts = {"changed": len(state.changed), "deleted": len(state.deleted), "unknown": len(state.untracked)}
    return ", ".join(f"{count} {words}" for words, count in counts.items() if count)


def run_for_task(ws: Workspace, place: Place, command: Sequence[str]) -> list[Ran]:
    """Run a command in the worktree of each of a record's branches, side by side.

    Raises:
        NotFoundError: when nothing is checked out on one of them.
    """
    folders = {
        history.name: item.worktree
        for history, items in branches_of(ws, place.id, repos_of(ws, place))
        for item in items
        if item.worktree
    }
    if not folders:
        raise NotFoundError(
            f"no worktree is on a branch of {place.id}", hint=f"wmsgit task start {place.id} --worktree makes them"
        )
    records = members(ws, folders)
    places = member_places(ws, records)
    return run_in_places(ws, [replace(item, path=folders[item.name]) for item in places], command)


def push_task(ws: Workspace, place: Place) -> list[tuple[str, str, str]]:
    """Push a record's branches, side by side; gives (repository, branch, why not or empty).

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
    if not remote:
        return name, branch, "there is no remote"
    if item.work.remote_tip == item.work.tip:
        return name, branch, ""
    try:
        return name, branch, push_branch(item.history.path, remote, branch)
    except WmsgitError as error:
        return name, branch, "; ".join([error.message, *error.details])
