"""Remotes: which branch of which one belongs to ours, what it has, and what it takes."""

from dataclasses import dataclass
from typing import Literal

from wmsgit.errors import ConflictError, GitError
from wmsgit.vcs.process import GitResult, fetch_git, read_git, write_git
from wmsgit.vcs.repository import Repository

_DEFAULT = "origin"
_LOCAL = "."
_HEADS = "refs/heads/"
# What git push says of a branch that is not as it was when we last looked (builtin/push.c, receive-pack.c).
_MOVED = (
    "fetch first",
    "non-fast-forward",
    "stale info",
    "cannot lock ref",
    "failed to update ref",
    "incorrect old value",
)
_MAX_LINES = 20


@dataclass(frozen=True, slots=True)
class Upstream:
    """The branch of a remote that belongs to ours.

    Attributes:
        remote: the remote's name.
        branch: the branch's name there.
        is_configured: whether Git knows that it belongs to ours.
    """

    remote: str
    branch: str
    is_configured: bool

    @property
    def name(self) -> str:
        """As people say it: `origin/main`."""
        return f"{self.remote}/{self.branch}"

    @property
    def tracking(self) -> str:
        """The ref that remembers where it was when we last looked."""
        return f"refs/remotes/{self.name}"


def upstream_of(repo: Repository, remote: str = "") -> Upstream:
    """The upstream of the current branch; the branch of the same name where none is configured.

    Args:
        repo: the repository.
        remote: the remote to use instead of the configured one.

    Raises:
        GitError: when HEAD is detached, or there is no such remote, or it is unknown which.
    """
    branch = repo.branch()
    if not branch:
        raise GitError("HEAD is on no branch", where=str(repo.root), hint="`git switch BRANCH` goes back to one")
    remotes = read_git(repo.root, "remote").decode("utf-8", "surrogateescape").split()
    configured = repo.config.get(f"branch.{branch}.remote") or ""
    chosen = remote or configured or (_DEFAULT if _DEFAULT in remotes else "".join(remotes[:1]))
    if not remotes:
        raise GitError("there is no remote to sync with", hint="`git remote add origin URL` names one")
    if not remote and not configured and chosen != _DEFAULT and len(remotes) > 1:
        raise GitError("there are several remotes", details=remotes, hint="--remote says which")
    if chosen == _LOCAL:
        raise GitError(f"the upstream of {branch} is a branch of this repository", hint="--remote names a remote")
    if chosen not in remotes:
        raise GitError(f"there is no remote {chosen!r}", details=remotes, hint="`git remote -v` lists them")
    merged = (repo.config.get(f"branch.{branch}.merge") or "").removeprefix(_HEADS)
    is_configured = configured == chosen and bool(merged)
    return Upstream(chosen, merged if is_configured else branch, is_configured)


def fetch(repo: Repository, remote: str) -> None:
    """Look at what a remote has.

    Raises:
        GitError: when it cannot be reached.
    """
    outcome = fetch_git(repo.root, "fetch", "--quiet", "--end-of-options", remote)
    if outcome.status:
        raise GitError(
            f"cannot fetch from {remote}",
            details=outcome.lines[:_MAX_LINES],
            hint="nothing was changed; try again when it can be reached",
        )


def push(repo: Repository, commit: str, target: Upstream) -> Literal["pushed", "moved"]:
    """Offer a commit to a branch of a remote, which must lie on its way: nothing is ever forced.

    Returns:
        `moved` when the branch has got commits that `commit` does not have.

    Raises:
        ConflictError: when the remote refuses, as for a protected branch.
        GitError: when it cannot be reached, or a hook here refuses.
    """
    refspec = f"{commit}:{_HEADS}{target.branch}"
    outcome = write_git(repo.root, "push", "--porcelain", "--end-of-options", target.remote, refspec)
    if outcome.status == 0:
        return "pushed"
    refused = [line for line in outcome.stdout.splitlines() if line.startswith("!")]
    if refused and any(sign in refused[0] for sign in _MOVED):
        return "moved"
    raise _refusal(outcome, refused, target)


def adopt(repo: Repository, upstream: Upstream) -> None:
    """Let Git know that this branch of the remote belongs to ours.

    Raises:
        GitError: when the configuration cannot be written.
    """
    name = f"branch.{repo.branch()}"
    repo.config.set(f"{name}.remote", upstream.remote)
    repo.config.set(f"{name}.merge", f"{_HEADS}{upstream.branch}")


def _refusal(outcome: GitResult, refused: list[str], target: Upstream) -> ConflictError | GitError:
    details = outcome.lines[:_MAX_LINES]
    if refused:
        return ConflictError(
            f"{target.remote} does not take pushes to {target.branch}",
            details=details,
            hint="your commits are safe here; 'wmsgit sync --pr BRANCH' pushes them to a branch for a pull request",
        )
    return GitError(f"cannot push to {target.name}", details=details, hint="your commits are safe here; try again")
