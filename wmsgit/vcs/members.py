"""Member repositories: the state that `repo status` shows, and clones."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from wmsgit.errors import ConflictError, GitError, UsageError
from wmsgit.model.member_state import MemberState
from wmsgit.vcs.locate import GitDirs, is_bare_repository, repository_at
from wmsgit.vcs.process import read_git, write_git
from wmsgit.vcs.progress import in_progress
from wmsgit.vcs.status import Status, parse_status

_SHORT = 7
# A remote helper (`ext::COMMAND`) runs what the URL says (git-remote-ext).
_HELPER = re.compile(r"[A-Za-z0-9+.-]*::")
_PROTOCOLS = "file:git:http:https:ssh"


def member_state(path: Path) -> MemberState:
    """How the repository at `path` stands, from at most two processes; a directory inside one is none.

    Raises:
        GitError: when git cannot read the repository.
    """
    if not path.exists():
        return MemberState(path, exists=False)
    dirs = repository_at(path)
    if dirs is None:
        return MemberState(path, exists=True, is_bare=is_bare_repository(path))
    options = ("--porcelain=v2", "--branch", "--show-stash", "-z", "--no-renames", "--untracked-files=normal")
    return _member_state(path, dirs, parse_status(read_git(path, "status", *options)))


def is_vacant(path: Path) -> bool:
    """Whether a repository can be cloned to this path: nothing is there, or an empty directory."""
    return not os.path.lexists(path) or (path.is_dir() and not any(path.iterdir()))


def clone(url: str, path: Path, *, branch: str = "", is_shallow: bool = False) -> None:
    """Clones a repository, through the user's own git, to a path that is vacant.

    A shallow clone has the last commit of one branch alone, and git asks nobody for a password.

    Args:
        url: where from.
        path: where to.
        branch: which branch to be on; the remote's own when empty.
        is_shallow: see above.

    Raises:
        UsageError: when `url` would be an option or a command rather than a place.
        ConflictError: when there is something at `path`.
        GitError: when git fails; it then leaves nothing behind.
    """
    if not url or url.startswith("-") or _HELPER.match(url) or any(not char.isprintable() for char in url):
        raise UsageError(f"{url!r} is not a URL to clone from", hint="https://, ssh://, user@host:path or a path")
    if not is_vacant(path):
        raise ConflictError("there is something here already", where=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    protocols = os.environ.get("GIT_ALLOW_PROTOCOL", _PROTOCOLS)
    settings = {"GIT_ALLOW_PROTOCOL": protocols} | ({"GIT_TERMINAL_PROMPT": "0"} if is_shallow else {})
    options = [f"--branch={branch}"] if branch else []
    options += ["--depth=1", "--no-tags"] if is_shallow else []
    outcome = write_git(path.parent, "clone", "--quiet", *options, "--", url, str(path.resolve()), settings=settings)
    if outcome.status:
        raise GitError(f"git could not clone {url}", where=str(path), details=outcome.lines)


def _member_state(path: Path, dirs: GitDirs, status: Status) -> MemberState:
    headers, states = status.headers, status.states.values()
    head = headers.get("oid", "(initial)")
    has_commit = not head.startswith("(")
    branch = headers.get("head", "")
    detached = branch == "(detached)"
    counts = status.ahead_behind
    ahead, behind = counts or (0, 0)
    last_commit, subject = _last_commit(path) if has_commit else (None, "")
    return MemberState(
        path,
        exists=True,
        is_repository=True,
        branch="" if detached else branch,
        detached=detached,
        upstream=status.upstream,
        ahead=ahead,
        behind=behind,
        upstream_gone=bool(status.upstream and counts is None),
        staged=sum(state.staged for state in states),
        modified=sum(state.unstaged and state.tracked for state in states),
        untracked=sum(not state.tracked and not state.in_head for state in states),
        stashed=status.stashed,
        head=head[:_SHORT] if has_commit else "",
        last_commit=last_commit,
        subject=subject,
        in_progress=in_progress(dirs),
    )


def _last_commit(path: Path) -> tuple[datetime, str]:
    output = read_git(path, "-c", "log.showSignature=false", "log", "-1", "--format=%ct%x00%s", "HEAD", "--")
    seconds, _, subject = output.decode("utf-8", "replace").partition("\0")
    return datetime.fromtimestamp(int(seconds), UTC), subject.rstrip("\n")
