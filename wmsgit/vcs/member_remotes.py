"""Members and their remotes: fetched with the user's own credentials, and moved forward."""

from pathlib import Path

from wmsgit.errors import ConflictError, GitError
from wmsgit.vcs.locate import require_git_dirs
from wmsgit.vcs.member_refs import member_refs
from wmsgit.vcs.process import fetch_git, write_git

_MAX_LINES = 20
_UNASKED = {"GIT_TERMINAL_PROMPT": "0"}
"""Several fetches run at once: none of them may ask on the terminal. Agents and credential helpers still serve."""


def fetch_all(top: Path) -> bool:
    """Fetch from every remote; whether a branch of one has moved.

    Raises:
        GitError: when a remote cannot be reached.
    """
    before = member_refs(require_git_dirs(top)).remotes
    outcome = fetch_git(top, "fetch", "--quiet", "--all", settings=_UNASKED)
    if outcome.status:
        raise GitError("cannot fetch", where=str(top), details=outcome.lines[:_MAX_LINES])
    return member_refs(require_git_dirs(top)).remotes != before


def fast_forward_to_upstream(top: Path) -> None:
    """Move the branch forward to its remote one.

    Raises:
        ConflictError: when uncommitted work is in the way; nothing has changed then.
    """
    outcome = write_git(top, "merge", "--quiet", "--ff-only", "--end-of-options", "@{upstream}")
    if outcome.status:
        raise ConflictError("it cannot be moved forward", where=str(top), details=outcome.lines[:_MAX_LINES])


def check_out(top: Path, commit: str, branch: str = "") -> None:
    """Go to a commit; on a branch when that is there and at the commit, else on none.

    Raises:
        GitError: when git or a hook refuses.
    """
    is_there = member_refs(require_git_dirs(top)).heads.get(branch) == commit
    words = ("--no-guess", "--end-of-options", branch) if is_there else ("--detach", "--end-of-options", commit)
    outcome = write_git(top, "switch", "--quiet", *words)
    if outcome.status:
        raise GitError(f"git could not go to {commit[:10]}", where=str(top), details=outcome.lines[:_MAX_LINES])
