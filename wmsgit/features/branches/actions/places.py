"""Places: the clones and worktrees in which a record's branches stand, as far as this machine has them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import ConflictError, GitError, NotFoundError, WmsgitError
from wmsgit.features.closing.actions.host_merges import with_host_merges
from wmsgit.features.commits.actions.read import member_histories
from wmsgit.features.commits.links import BranchWork, MemberHistory
from wmsgit.features.commits.repositories import repositories_of
from wmsgit.vcs.locate import GitDirs, find_git_dirs, linked_worktrees, main_worktree, repository_at
from wmsgit.vcs.refs import read_branch
from wmsgit.workspace.member_places import base_of
from wmsgit.workspace.members import KIND, members
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace

_FOLDER = "wmsgit.worktrees"
_USUAL = "work"


@dataclass(frozen=True)
class TaskBranch:
    """A branch of a record in one member, with where it is checked out.

    Attributes:
        history: the member.
        work: the branch.
        worktree: the worktree that is on it; None for none.
        is_clone: whether that is the member's own clone, and no further worktree.
    """

    history: MemberHistory
    work: BranchWork
    worktree: Path | None
    is_clone: bool = False


def repos_of(ws: Workspace, place: Place) -> list[str]:
    """The names of the members in which a record's work is done.

    Raises:
        ConflictError: when the record names none.
        NotFoundError: when there is no such member.
    """
    names = [record.id for record in members(ws)] if ws.registry.has(KIND) else []
    result = repositories_of(ws.kind(place.kind), ws.record(place).data, names)
    if not result:
        raise ConflictError(
            "the record names no repository", where=place.id, hint=f"wmsgit set {place.id} repos_affected+=NAME"
        )
    unknown = [name for name in result if name not in names]
    if unknown:
        raise NotFoundError(f"{place.id} names {unknown[0]}, which is no member", hint="'wmsgit repo list' lists them")
    return result


def branches_of(ws: Workspace, record_id: str, repos: list[str]) -> Iterator[tuple[MemberHistory, list[TaskBranch]]]:
    """Each of these members with the record's branches in it, those included that were made by hand."""
    for history in with_host_merges(ws, member_histories(ws, repos, ids=[record_id])):
        dirs = None if history.problem else repository_at(history.path)
        out = dict(checked_out(dirs)) if dirs else {}
        works = history.branches.get(record_id.lower(), ())
        main = main_worktree(dirs) if dirs else None
        yield (
            history,
            [TaskBranch(history, work, out.get(work.branch), out.get(work.branch) == main) for work in works],
        )


def read_branches_of(ws: Workspace, place: Place) -> list[TaskBranch]:
    """The branches of a record in its repositories, all of which are read or not on this machine.

    Raises:
        ConflictError: naming those that cannot be read: a branch there would be passed over in silence.
        NotFoundError: as `repos_of`.
    """
    pairs = list(branches_of(ws, place.id, repos_of(ws, place)))
    unread = [f"{history.name}: {history.problem}" for history, _ in pairs if history.is_unread]
    if unread:
        raise ConflictError(f"not every repository of {place.id} can be read, and nothing was done", details=unread)
    return [item for _, items in pairs for item in items]


def checked_out(dirs: GitDirs) -> Iterator[tuple[str, Path]]:
    """Branch → the worktree that is on it, for the clone and all of its worktrees."""
    main = main_worktree(dirs)
    for top in [*([main] if main else []), *linked_worktrees(dirs.common_dir)]:
        try:
            own = find_git_dirs(top)
            branch = read_branch(own) if own else ""
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
