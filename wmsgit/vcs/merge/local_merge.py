"""Joining: our commits and those of a remote become one history, by a merge or a rebase.

The user's own git does it: its hooks, its signing, and the driver that merges records. Renames are not looked for:
Git takes two records for one that moved when they are alike.
"""

from dataclasses import dataclass
from typing import Literal

from wmsgit.errors import ConflictError, GitError
from wmsgit.vcs.interrupts import interrupts_deferred
from wmsgit.vcs.merge.unmerged import AS_ASKED, NO_RENAMES, WITHOUT_RERERE, give_up, unmerged
from wmsgit.vcs.message import COMMIT_OPTIONS
from wmsgit.vcs.process import GitResult, write_git
from wmsgit.vcs.refs import in_progress
from wmsgit.vcs.repository import Repository

_MAX_LINES = 20


@dataclass(frozen=True, slots=True)
class Merging:
    """How a merge or a rebase went: it is `done`, or it waits for decisions on the `open` files."""

    state: Literal["done", "open"]
    open: tuple[str, ...] = ()


def fast_forward(repo: Repository, commit: str) -> None:
    """Move the branch forward to a commit that has everything it has.

    Raises:
        ConflictError: when uncommitted work is in the way; nothing has changed then.
    """
    outcome = write_git(repo.root, "merge", "--quiet", "--ff-only", *AS_ASKED, "--end-of-options", commit)
    if outcome.status:
        raise _in_the_way("merge", outcome)


def begin_merge(repo: Repository, commit: str) -> Merging:
    """Merge a commit into the files and the index; the merge's own commit is left to `commit_merge`.

    Raises:
        ConflictError: when uncommitted work is in the way; nothing has changed then.
    """
    options = ("--quiet", "--no-ff", "--no-commit", "--no-edit")
    outcome = _joining(repo, "merge", *options, *AS_ASKED, *NO_RENAMES, "--end-of-options", commit)
    if in_progress(repo.dirs) != "merge":
        raise _in_the_way("merge", outcome)
    return Merging("open", tuple(unmerged(repo.root))) if outcome.status else Merging("done")


def commit_merge(repo: Repository, message: str) -> None:
    """Commit the merge that is in progress.

    Raises:
        GitError: when git or a hook refuses; the merge is still in progress then.
    """
    outcome = write_git(repo.root, "commit", *COMMIT_OPTIONS, stdin=f"{message}\n".encode())
    if outcome.status:
        raise GitError("git or a hook refused the merge", details=outcome.lines[:_MAX_LINES])


def rebase(repo: Repository, onto: str) -> Merging:
    """Put our commits on top of another one.

    Raises:
        ConflictError: when uncommitted work is in the way; nothing has changed then.
        GitError: when a hook refuses one of our commits; the rebase is aborted then.
    """
    outcome = _joining(repo, "rebase", "--quiet", *NO_RENAMES, "--end-of-options", onto)
    if outcome.status == 0:
        return Merging("done")
    if in_progress(repo.dirs) != "rebase":
        raise _in_the_way("rebase", outcome)
    result = tuple(unmerged(repo.root))
    if not result:
        give_up(repo.root, "rebase")
        raise GitError("git or a hook refused the rebase", details=outcome.lines[:_MAX_LINES])
    return Merging("open", result)


def go_back(repo: Repository, commit: str) -> None:
    """Let the branch be where it was before a rebase, with the uncommitted work of today.

    Raises:
        GitError: when git cannot.
    """
    outcome = write_git(repo.root, "reset", "--quiet", "--keep", commit)
    if outcome.status:
        raise GitError(f"git could not go back to {commit}", details=outcome.lines[:_MAX_LINES])


def _joining(repo: Repository, command: str, *arguments: str) -> GitResult:
    """How a git command ended; ^C, which the terminal sends to git as well, is raised when git has ended."""
    with interrupts_deferred() as interrupt:
        outcome = write_git(repo.root, command, *arguments, settings=WITHOUT_RERERE)
    if interrupt.came:
        raise interrupt.error()
    return outcome


def _in_the_way(verb: str, outcome: GitResult) -> ConflictError:
    return ConflictError(
        f"git does not begin the {verb}",
        details=outcome.lines[:_MAX_LINES],
        hint="nothing was changed; commit or stash what is in the way",
    )
