"""Restoring: every member goes back to the commit that a frozen state recorded, or none does."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wmsgit.errors import ConflictError, WmsgitError
from wmsgit.features.repos.actions.between_states import frozen_rows
from wmsgit.vcs.history.commits import find_commit
from wmsgit.vcs.locate import require_git_dirs
from wmsgit.vcs.member_remotes import check_out
from wmsgit.vcs.members import member_state
from wmsgit.vcs.refs import is_commit_id, read_branch, read_head
from wmsgit.workspace.member_places import MemberPlace, member_places
from wmsgit.workspace.members import map_in_threads, members
from wmsgit.workspace.workspace import Workspace

Target = tuple[str, Path, str, str]
"""Member, top, commit, branch."""


def restore_state(ws: Workspace, name: str, *, dry_run: bool = False) -> list[str]:
    """Take the members to the commits of a state; gives what was done, in lines.

    Raises:
        NotFoundError: when there is no such state, or it has no commits.
        ConflictError: naming every member that cannot go there; nothing has changed then.
        GitError: when git refuses in the middle; the others are back where they were.
    """
    state, wanted = frozen_rows(ws, name)
    known = {item.id: item for item in members(ws)}
    records = [known[member] for member in wanted if member in known]
    looked = map_in_threads(member_places(ws, records), lambda place: _target(place, wanted[place.name]))
    reasons = [f"{member}: is no member any more" for member in wanted if member not in known]
    reasons += [item for item in looked if isinstance(item, str)]
    if reasons:
        raise ConflictError(f"no member was taken to {state}", details=reasons)
    targets = [item for item in looked if not isinstance(item, str)]
    moving = [item for item in targets if read_head(require_git_dirs(item[1])) != item[2]]
    if not dry_run:
        _go(moving)
    word = "would go to" if dry_run else "is at"
    return [f"{member} {word} {commit[:10]}" for member, _, commit, _ in moving]


def _target(place: MemberPlace, row: dict[str, Any]) -> Target | str:
    """Where a member is to go, or why it cannot."""
    commit, branch = str(row["commit"]), str(row.get("branch") or "")
    if place.refusal or place.is_vacant:
        return f"{place.name}: {place.refusal or 'it is not on this machine'}"
    try:
        state = member_state(place.path)
        if not state.is_repository:
            return f"{place.name}: it is not a Git repository with files"
        if state.staged or state.modified or state.in_progress:
            return f"{place.name}: {state.in_progress or 'has changes that are in no commit'}"
        if not is_commit_id(commit) or find_commit(place.path, commit) is None:
            return f"{place.name}: the commit {commit[:10]} is not here ('wmsgit repo fetch' may bring it)"
    except WmsgitError as error:
        return f"{place.name}: {error.message}"
    return place.name, place.path, commit, branch


def _go(targets: Sequence[Target]) -> None:
    gone: list[tuple[Path, str, str]] = []
    try:
        for _, top, commit, branch in targets:
            dirs = require_git_dirs(top)
            before = (top, read_head(dirs) or "", read_branch(dirs))
            check_out(top, commit, branch)
            gone.append(before)
    except BaseException:
        for top, commit, branch in reversed(gone):
            check_out(top, commit, branch)
        raise
