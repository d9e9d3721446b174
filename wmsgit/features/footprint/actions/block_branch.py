"""The block by a branch: committed on the default branch's commit and pushed, while the clone stays as it is."""

from collections.abc import Callable
from pathlib import Path

from wmsgit.disk.folder import read_plain
from wmsgit.disk.writer import make_folder, write_file
from wmsgit.features.commits.links import DefaultBranch
from wmsgit.vcs.locate import PRIVATE, GitDirs, require_git_dirs
from wmsgit.vcs.member_refs import member_refs
from wmsgit.vcs.refs import read_head
from wmsgit.vcs.repository import Repository
from wmsgit.vcs.write.branches import add_worktree, delete_branch, make_branch, push_branch, remove_worktree
from wmsgit.vcs.write.commit import commit_paths

BRANCH = "wmsgit-assistants"
SUBJECT = "Tell assistants how to work here"


def keep_by_branch(
    dirs: GitDirs, default: DefaultBranch, name: str, change: Callable[[bytes], bytes]
) -> tuple[str, str]:
    """Commit a change of one file on a branch of its own, and push it; nothing happens where nothing would change.

    Args:
        dirs: the member's.
        default: its default branch, where the branch begins.
        name: the file, relative to the member.
        change: makes the file's new content of the old one.

    Returns:
        What became of it, and why it was left, empty where it was not.

    Raises:
        WmsgitError: when git refuses; the branch is gone then, unless it has been pushed.
    """
    if BRANCH in member_refs(dirs).heads:
        return "stale", f"there is a branch {BRANCH} already: merge it, or remove it"
    folder = dirs.common_dir / PRIVATE / BRANCH
    make_folder(dirs.common_dir, PRIVATE)
    make_branch(dirs.worktree, BRANCH, default.commit)
    try:
        add_worktree(dirs.worktree, folder, BRANCH)
        try:
            has_changed = _commit(folder, name, change)
        finally:
            remove_worktree(dirs.worktree, folder, force=True)
    except BaseException:
        delete_branch(dirs.worktree, BRANCH, default.commit)
        raise
    if not has_changed:
        delete_branch(dirs.worktree, BRANCH, default.commit)
        return "unchanged", ""
    problem = push_branch(dirs.worktree, default.remote, BRANCH) if default.remote else "there is no remote"
    return (f"on the branch {BRANCH}, not pushed: {problem}" if problem else f"pushed as {BRANCH}"), ""


def _commit(folder: Path, name: str, change: Callable[[bytes], bytes]) -> bool:
    before = read_plain(folder, name) or b""
    after = change(before)
    if after == before:
        return False
    write_file(folder, name, after)
    commit_paths(Repository(folder), [name], f"{SUBJECT}\n", trailers={})
    return read_head(require_git_dirs(folder)) is not None
