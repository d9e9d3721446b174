"""Member repositories: the state that `repo status` shows, and clones."""

import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from wmsgit.disk.folder import refused
from wmsgit.disk.named import make_user_folder
from wmsgit.errors import ConflictError, GitError, UsageError
from wmsgit.model.member_state import MemberState
from wmsgit.vcs.locate import GitDirs, find_bare_repository, is_bare_repository, repository_at
from wmsgit.vcs.process import fetch_git, read_git
from wmsgit.vcs.refs import in_progress
from wmsgit.vcs.status import Status, parse_status

_SHORT = 7
# A remote helper (`ext::COMMAND`) runs what the URL says (git-remote-ext).
_HELPER = re.compile(r"[A-Za-z0-9+.-]*::")
# What git says when it leaves what it cloned (builtin/clone.c); in every other case it cleans up itself.
_LEFT = "Clone succeeded, but checkout failed"
_PROTOCOLS = "file:git:http:https:ssh"
_SAFE_PROTOCOLS = "file:https:ssh"
"""What a runner clones by, unless `GIT_ALLOW_PROTOCOL` says otherwise: its URLs come with a stranger's change."""
_OPEN = re.compile(r"(git|http)://", re.IGNORECASE)


def member_state(path: Path, *, with_last_commit: bool = True) -> MemberState:
    """How the repository at `path` stands, from one process, and a second for its last commit.

    A directory inside a repository is none.

    Raises:
        GitError: when git cannot read the repository.
    """
    if not path.exists():
        return MemberState(path, exists=False)
    dirs = repository_at(path)
    if dirs is None:
        return MemberState(path, exists=True, is_bare=is_bare_repository(path))
    options = ("--porcelain=v2", "--branch", "--show-stash", "-z", "--no-renames", "--untracked-files=normal")
    return _member_state(
        path, dirs, parse_status(read_git(path, "status", *options)), with_last_commit=with_last_commit
    )


def is_vacant(path: Path) -> bool:
    """Whether a repository can be cloned to this path: nothing is there, or an empty directory."""
    return not os.path.lexists(path) or (path.is_dir() and not any(path.iterdir()))


def clone(url: str, path: Path, *, branch: str = "", is_shallow: bool = False, is_partial: bool = False) -> None:
    """Clones a repository, through the user's own git, to a path that is vacant.

    A shallow clone has the last commit of one branch alone; git asks nobody for a password, and uses no protocol
    that leaves what it carries unprotected (`git://`, `http://`), after a redirection neither.

    Args:
        url: where from.
        path: where to.
        branch: which branch to be on; the remote's own when empty.
        is_shallow: see above.
        is_partial: leave file contents out until they are needed.

    Raises:
        UsageError: when `url` would be an option or a command rather than a place, or may not be used.
        ConflictError: when there is something at `path`.
        GitError: when git fails; nothing of it is then left behind.
    """
    if not url or url.startswith("-") or _HELPER.match(url) or any(not char.isprintable() for char in url):
        raise UsageError(f"{url!r} is not a URL to clone from", hint="https://, ssh://, user@host:path or a path")
    allowed = os.environ.get("GIT_ALLOW_PROTOCOL", _SAFE_PROTOCOLS if is_shallow else _PROTOCOLS)
    open_protocol = _OPEN.match(url)
    if open_protocol and open_protocol[1].lower() not in allowed.split(":"):
        raise UsageError(
            f"{url} is not protected on its way: whoever is between could put in what they like",
            hint="https://, ssh:// or user@host:path; GIT_ALLOW_PROTOCOL names others",
        )
    if not is_vacant(path):
        raise ConflictError("there is something here already", where=str(path))
    if find_bare_repository(path) is not None:
        raise GitError("this lies in a Git directory, where nothing is cloned to", where=str(path))
    made = _make_folders(path)
    settings = {"GIT_ALLOW_PROTOCOL": allowed} | ({"GIT_TERMINAL_PROMPT": "0"} if is_shallow else {})
    options = [f"--branch={branch}"] if branch else []
    options += ["--depth=1", "--no-tags"] if is_shallow else []
    options += ["--filter=blob:none"] if is_partial else []
    outcome = fetch_git(path.parent, "clone", "--quiet", *options, "--", url, str(path.resolve()), settings=settings)
    if outcome.status:
        if _LEFT in outcome.stderr:
            _empty(path)
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise GitError(f"git could not clone {url}", where=str(path), details=outcome.lines)


def _make_folders(path: Path) -> list[Path]:
    """Make the folders that `path` and what is to be in it need; gives those that were not there, the inner first."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    with refused(str(path), "the folder cannot be made"):
        make_user_folder(path)
    return missing


def _empty(path: Path) -> None:
    """Remove what is in a folder, as far as that can be done."""
    import shutil

    for entry in path.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def _member_state(path: Path, dirs: GitDirs, status: Status, *, with_last_commit: bool) -> MemberState:
    headers, states = status.headers, status.states.values()
    head = headers.get("oid", "(initial)")
    has_commit = not head.startswith("(")
    branch = headers.get("head", "")
    detached = branch == "(detached)"
    counts = status.ahead_behind
    ahead, behind = counts or (0, 0)
    last_commit, subject = _last_commit(path) if has_commit and with_last_commit else (None, "")
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
