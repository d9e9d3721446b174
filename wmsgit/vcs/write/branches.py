"""Branches and worktrees of members: made, removed, pushed and kept, through the user's own git. Nothing is forced."""

from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import ConflictError, GitError, WmsgitError
from wmsgit.vcs.index_entries import GITLINK
from wmsgit.vcs.locate import repository_at
from wmsgit.vcs.process import GitResult, nul_split, read_git, write_git
from wmsgit.vcs.refs import is_commit_id
from wmsgit.vcs.status import parse_status

_HEADS = "refs/heads/"
_MAX_LINES = 20
_TAKEN = ("already exists", "cannot lock ref", "already checked out", "already used by worktree")


@dataclass(frozen=True, slots=True)
class WorktreeState:
    """What is in a worktree that no commit has.

    Attributes:
        changed: tracked files that are modified or staged; deleted ones are not counted.
        deleted: tracked files that are gone.
        untracked: files that Git does not know, ignored ones left out.
    """

    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    untracked: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether removing it loses nothing."""
        return not (self.changed or self.deleted or self.untracked)


def make_branch(top: Path, name: str, start: str, *, upstream: str = "") -> None:
    """Make a branch at a commit; with `upstream`, at that branch of a remote and following it.

    Raises:
        ConflictError: when there is a branch of the name, or of a part of it, already.
        GitError: when git or a hook refuses.
    """
    options = ("--track",) if upstream else ("--no-track",)
    start = f"refs/remotes/{upstream}" if upstream else start  # whole, for there may be a tag of the name
    _require(write_git(top, "branch", *options, "--end-of-options", name, start), f"make the branch {name}", top)


def bring_back_branch(top: Path, name: str, tip: str) -> None:
    """Make a branch that was there before at a commit, also one whose name `git branch` would not take.

    Raises:
        ConflictError: when there is one of the name again.
        GitError: when git or a hook refuses.
    """
    outcome = write_git(top, "update-ref", "--create-reflog", "--no-deref", f"{_HEADS}{name}", tip, "")
    _require(outcome, f"bring the branch {name} back", top)


def delete_branch(top: Path, name: str, tip: str) -> None:
    """Remove a branch that is still at a commit, whose history is kept elsewhere.

    Raises:
        ConflictError: when it has moved.
        GitError: when git or a hook refuses.
    """
    outcome = write_git(top, "update-ref", "--no-deref", "-d", f"{_HEADS}{name}", tip)
    _require(outcome, f"remove the branch {name}", top)
    write_git(top, "config", "--local", "--remove-section", f"branch.{name}")


def add_worktree(top: Path, folder: Path, branch: str) -> None:
    """Make a worktree for a branch in a folder that is not there yet, or empty.

    Raises:
        ConflictError: when the branch is checked out elsewhere, or the folder is taken.
        GitError: when git or a hook refuses.
    """
    outcome = write_git(top, "worktree", "add", "--quiet", "--end-of-options", str(folder), branch)
    _require(outcome, f"make the worktree {folder}", top)


def remove_worktree(top: Path, folder: Path, *, force: bool = False) -> None:
    """Remove a worktree; with `force`, also what is in it that no commit has.

    Raises:
        GitError: when git refuses.
    """
    options = ("--force",) if force else ()
    outcome = write_git(top, "worktree", "remove", *options, "--end-of-options", str(folder))
    _require(outcome, f"remove the worktree {folder}", top)


def prune_worktrees(top: Path) -> None:
    """Let git forget the worktrees whose folders are gone."""
    write_git(top, "worktree", "prune")


def switch_branch(top: Path, name: str) -> None:
    """Check a branch out in a worktree, or the commit of this id on no branch.

    Raises:
        GitError: when git or a hook refuses, as where work is in the way.
    """
    how = "--detach" if is_commit_id(name) else "--no-guess"
    _require(write_git(top, "switch", "--quiet", how, "--end-of-options", name), f"switch to {name}", top)


def set_ref(top: Path, ref: str, commit: str, why: str) -> None:
    """Let a ref name a commit, and its log say why.

    Raises:
        GitError: when git refuses.
    """
    outcome = write_git(top, "update-ref", "--create-reflog", "-m", why, "--end-of-options", ref, commit)
    _require(outcome, f"keep {ref}", top)


def delete_ref(top: Path, ref: str) -> None:
    """Remove a ref; nothing happens where there is none."""
    write_git(top, "update-ref", "-d", "--end-of-options", ref)


def kept_refs(top: Path, prefix: str) -> list[tuple[str, str, int]]:
    """(ref, commit, when it was kept, in seconds) of what is kept below a prefix.

    Raises:
        GitError: when git fails.
    """
    form = "--format=%(refname)%00%(objectname)%00%(committerdate:unix)"
    rows = read_git(top, "for-each-ref", form, prefix).decode("utf-8", "surrogateescape").splitlines()
    return [(name, commit, int(seconds or 0)) for name, commit, seconds in (row.split("\0") for row in rows)]


def push_branch(top: Path, remote: str, name: str) -> str:
    """Push a branch to the branch of its name at a remote, and follow that from then on; gives why not, or empty.

    Raises:
        GitError: when the remote cannot be reached.
    """
    refspec = f"{_HEADS}{name}:{_HEADS}{name}"
    outcome = write_git(top, "push", "--porcelain", "--set-upstream", "--end-of-options", remote, refspec)
    if outcome.status == 0:
        return ""
    refused = [line.partition("\t")[2] or line for line in outcome.stdout.splitlines() if line.startswith("!")]
    if refused:
        return refused[0].rpartition("\t")[2]
    raise GitError(f"cannot push {name} to {remote}", where=str(top), details=outcome.lines[:_MAX_LINES])


def worktree_state(top: Path) -> WorktreeState:
    """What is in a worktree that no commit has.

    Raises:
        GitError: when it cannot be read.
    """
    options = ("--porcelain=v2", "-z", "--no-renames", "--untracked-files=all")
    states = parse_status(read_git(top, "status", *options)).states
    tracked = {path: state for path, state in states.items() if state.tracked or state.in_head}
    deleted = tuple(path for path, state in tracked.items() if not state.on_disk)
    changed = tuple(path for path in tracked if path not in deleted)
    return WorktreeState(changed, deleted, tuple(path for path in states if path not in tracked))


def submodule_faults(top: Path) -> list[str]:
    """What removing a worktree would lose of its submodules, whose repositories go with it, in words.

    Raises:
        GitError: when they cannot be read.
    """
    result = []
    for path in submodules(top):
        own = top / path
        if not worktree_state(own).is_clean:
            result.append(f"its submodule {path} has changes that are in no commit")
        elif read_git(own, "rev-list", "--max-count=1", "HEAD", "--branches", "--not", "--remotes", "--"):
            result.append(f"its submodule {path} has commits that no remote has")
    return result


def submodules(top: Path) -> list[str]:
    """The paths of a worktree's submodules that are checked out.

    Raises:
        GitError: when its index cannot be read.
    """
    if not (top / ".gitmodules").exists():
        return []
    rows = nul_split(read_git(top, "ls-files", "--stage", "-z"))
    paths = (row.partition("\t")[2] for row in rows if row.startswith(GITLINK))
    return [path for path in paths if repository_at(top / path)]


def snapshot(top: Path, message: str) -> str:
    """A commit, on no branch, of all that is in a worktree, ignored files left out; its index is changed by that.

    Raises:
        GitError: when git refuses.
    """
    _require(write_git(top, "add", "--all"), "look at what is in the worktree", top)
    tree = _require(write_git(top, "write-tree"), "write its tree", top).stdout.strip()
    outcome = write_git(top, "commit-tree", "-p", "HEAD", tree, stdin=message.encode())
    return _require(outcome, "commit what is in it", top).stdout.strip()


def ignored_files(top: Path, patterns: list[str]) -> list[str]:
    """The ignored files of a worktree whose path fits one of some glob patterns, relative to its top.

    Raises:
        GitError: when git fails.
    """
    specs = [f":(glob){pattern}" for pattern in patterns]
    options = ("--others", "--ignored", "--exclude-standard", "-z")
    return nul_split(read_git(top, "ls-files", *options, "--", *specs, literally=False))


def _require(outcome: GitResult, what: str, top: Path) -> GitResult:
    if outcome.status:
        raise _refusal(outcome, what, top)
    return outcome


def _refusal(outcome: GitResult, what: str, top: Path) -> WmsgitError:
    kind = ConflictError if any(sign in outcome.stderr for sign in _TAKEN) else GitError
    return kind(f"git could not {what}", where=str(top), details=outcome.lines[:_MAX_LINES])
