"""Places: the clones and worktrees in which a record's branches stand, as far as this machine has them."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import ConflictError, GitError, NotFoundError, WmsgitError
from wmsgit.features.closing.actions.host_merges import with_host_merges
from wmsgit.features.commits.actions.read import member_histories
from wmsgit.features.commits.links import BranchWork, MemberHistory
from wmsgit.features.commits.repositories import repositories_of
from wmsgit.features.records.actions.parts import parts_of
from wmsgit.vcs.locate import GitDirs, find_git_dirs, linked_worktrees, main_worktree, repository_at
from wmsgit.vcs.refs import branch_under_way, read_branch
from wmsgit.workspace.member_places import base_of
from wmsgit.workspace.members import KIND, is_archived, members
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace

_FOLDER = "wmsgit.worktrees"
_USUAL = "work"


@dataclass(frozen=True)
class TaskBranch:
    """A branch of a record in one member, with where it is checked out.

    Attributes:
        record: the record's id.
        history: the member.
        work: the branch.
        worktree: the worktree that is on it; None for none.
        is_clone: whether that is the member's own clone, and no further worktree.
    """

    record: str
    history: MemberHistory
    work: BranchWork
    worktree: Path | None
    is_clone: bool = False

    @property
    def is_pushed(self) -> bool:
        """Whether the remote that counts has its tip."""
        return self.work.remote_tip == self.work.tip


def repos_of(ws: Workspace, place: Place) -> list[str]:
    """The names of the members in which a record's work is done.

    Raises:
        ConflictError: when the record names none.
        NotFoundError: when there is no such member.
    """
    result = _named(ws, place)
    if not result:
        raise ConflictError(
            "the record names no repository", where=place.id, hint=f"wmsgit set {place.id} repos_affected+=NAME"
        )
    return result


def _named(ws: Workspace, place: Place) -> list[str]:
    """As `repos_of`, where it may be none."""
    records = members(ws) if ws.registry.has(KIND) else []
    in_use = [record.id for record in records if not is_archived(record)]
    result = repositories_of(ws.kind(place.kind), ws.record(place).data, in_use)
    unknown = [name for name in result if all(record.id != name for record in records)]
    if unknown:
        raise NotFoundError(f"{place.id} names {unknown[0]}, which is no member", hint="'wmsgit repo list' lists them")
    return result


@dataclass(frozen=True)
class RepoWork:
    """The branches of a record in one of its repositories, those included that were made by hand."""

    record: str
    history: MemberHistory
    branches: Sequence[TaskBranch]


def works_of(ws: Workspace, place: Place) -> list[RepoWork]:
    """The work of a record, and of its parts, in each of their repositories, by the repositories' names.

    Where a part has the work in a repository, the whole that has no branch there is left out.

    Raises:
        ConflictError: when neither the record nor a part of it names a repository.
        NotFoundError: when one names a repository that is no member.
    """
    parts = [(part.id, repos) for part in parts_of(ws, place) if (repos := _named(ws, part))]
    wanted = [(place.id, _named(ws, place) if parts else repos_of(ws, place)), *parts]
    names = sorted({name for _, repos in wanted for name in repos})
    histories = member_histories(ws, names, ids=[record_id for record_id, _ in wanted])
    out = {history.name: Checkouts(history) for history in with_host_merges(ws, histories)}
    works = [out[name].work_of(record_id) for record_id, repos in wanted for name in repos]
    covered = {work.history.name for work in works if work.record != place.id}
    kept = [work for work in works if work.branches or work.record != place.id or work.history.name not in covered]
    return sorted(kept, key=lambda work: (work.history.name, work.record))


class Checkouts:
    """What is checked out of a member, in its clone and worktrees."""

    def __init__(self, history: MemberHistory) -> None:
        """Looks at it, without a process."""
        self.history = history
        dirs = None if history.problem else repository_at(history.path)
        self.places = dict(checked_out(dirs)) if dirs else {}
        self.main = (main_worktree(dirs) or dirs.worktree) if dirs else None  # its repository may be bare

    def work_of(self, record_id: str) -> RepoWork:
        """The branches of a record, whichever repositories it names."""
        known = self.history.branches.get(record_id.lower(), ())
        works = [(work, self.places.get(work.branch)) for work in known if not work.is_kept]
        branches = [
            TaskBranch(record_id, self.history, work, at, at is not None and at == self.main) for work, at in works
        ]
        return RepoWork(record_id, self.history, branches)


def read_branches_of(ws: Workspace, place: Place) -> list[TaskBranch]:
    """The branches of a record and its parts in their repositories, all of which are read or not on this machine.

    Raises:
        ConflictError: naming those that cannot be read: a branch there would be passed over in silence.
        NotFoundError: as `works_of`.
    """
    works = works_of(ws, place)
    unread = dict.fromkeys(f"{work.history.name}: {work.history.problem}" for work in works if work.history.is_unread)
    if unread:
        raise ConflictError(f"not every repository of {place.id} can be read, and nothing was done", details=[*unread])
    return [item for work in works for item in work.branches]


def checked_out(dirs: GitDirs) -> Iterator[tuple[str, Path]]:
    """Branch → the worktree that is on it, or is in the middle of a rebase of it, of the clone and its worktrees."""
    main = main_worktree(dirs)
    for top in [*([main] if main else []), *linked_worktrees(dirs.common_dir)]:
        try:
            own = find_git_dirs(top)
            branch = (read_branch(own) or branch_under_way(own)) if own else ""
        except (WmsgitError, OSError):
            continue
        if branch:
            yield branch, top


def worktree_folder(ws: Workspace, record_id: str) -> Path:
    """The folder for the worktrees of a record: beside the workspace, or in `git config wmsgit.worktrees`.

    Raises:
        GitError: when a symbolic link stands where that folder is to be.
    """
    base = base_of(ws)
    chosen = ws.config.get(_FOLDER) or ""
    root = Path(os.path.normpath(base / Path(chosen).expanduser())) if chosen else base.parent / _USUAL
    result = root / record_id
    for path in (root, result):
        if not chosen and path.is_symlink():
            raise GitError(
                "this is a symbolic link", where=str(path), hint=f"`git config {_FOLDER} DIR` names a folder"
            )
    return result
