"""What a failed commit was: which error of ours, with a hint, and whether the commit has landed all the same."""

from collections.abc import Sequence
from pathlib import Path

from wmsgit.errors import ConflictError, GitError, WmsgitError
from wmsgit.vcs.locate import GitDirs
from wmsgit.vcs.process import GitResult, nul_split, read_git

FATAL_STATUS = 128  # git's own exit status for an error; a refusing hook gives 1
_MAX_LINES = 60
_IDENTITY = (
    "Please tell me who you are",
    "empty ident name",
    "unable to auto-detect email",
    "no email was given",
)
WHO_ARE_YOU = 'git config user.name "Your Name"; git config user.email you@example.org'
_SIGNING = ("failed to sign", "gpg.format", "user.signingKey")
_MOVED = ("cannot lock ref", "cannot update ref")
_LOCKED = ".lock': File exists"
_FULL = ("No space left on device", "Disk quota exceeded", "couldn't write")


def signal_of(outcome: GitResult) -> str:
    """The name of the signal that ended git, such as `SIGKILL`; empty when it ended by itself.

    A shell that stands for git gives 128 and the signal's number; 129 is git's own status for a wrong usage.
    """
    import signal

    number = -outcome.status if outcome.status < 0 else outcome.status - FATAL_STATUS
    if outcome.status >= 0 and number <= 1:
        return ""
    try:
        return signal.Signals(number).name
    except ValueError:
        return ""


def broken_off(outcome: GitResult) -> str:
    """What to say of a git that failed after the commit had landed."""
    how = f"was ended by the signal {signal_of(outcome)}" if signal_of(outcome) else "failed"
    last = f": {outcome.lines[0]}" if outcome.lines else ""
    return f"the commit has landed, but git {how} after it{last}"


def is_index_locked(outcome: GitResult) -> bool:
    """Whether git stopped at once because another git process holds the index."""
    return outcome.status == FATAL_STATUS and "index.lock': File exists" in outcome.stderr


def index_locked() -> ConflictError:
    """The error for an index that another git process holds."""
    return ConflictError(
        "another git process holds the index (.git/index.lock exists)",
        hint="nothing was changed; try again when it has ended, your editor's Git view included; "
        "'wmsgit doctor' says whether its process is gone",
    )


def refusal(outcome: GitResult, *, hooks: bool) -> WmsgitError:
    """The error for a `git add` or `git commit` that failed.

    Args:
        outcome: how it ended.
        hooks: whether the repository has hooks for commits.
    """
    stated = f"{outcome.stderr}\n{outcome.stdout}"
    details = outcome.lines[:_MAX_LINES]
    if is_index_locked(outcome):
        return index_locked()
    if signal_of(outcome):
        hint = "'wmsgit doctor' finds a lock that git has left behind"
        return GitError(f"git was ended by the signal {signal_of(outcome)}", details=details, hint=hint)
    if any(sign in stated for sign in _IDENTITY):
        return GitError("git does not know who you are", hint=WHO_ARE_YOU)
    if outcome.status == FATAL_STATUS and any(sign in stated for sign in _FULL):
        return GitError("git could not write its files: is the disk full?", details=details)
    if any(sign in stated for sign in _MOVED):
        return _moved(details, is_locked=_LOCKED in stated)
    if any(sign in stated for sign in _SIGNING):
        return GitError(
            "git could not sign the commit",
            details=details,
            hint="`git config --list` shows the gpg settings",
        )
    if hooks and outcome.status != FATAL_STATUS:
        return GitError("a Git hook refused the commit", details=details)
    return GitError("git refused the commit", details=details)


def _moved(details: Sequence[str], *, is_locked: bool) -> ConflictError:
    """The error for a branch that could not be moved."""
    if is_locked:
        hint = "try again when it has ended; 'wmsgit doctor' says whether its process is gone"
        return ConflictError("another git process holds the branch", details=details, hint=hint)
    return ConflictError("the branch was moved by another git process in between", details=details, hint="try again")


def ignored(paths: list[str]) -> GitError:
    """The error for records that `.gitignore` keeps out of Git."""
    return GitError(
        "Git ignores this file, so it would never be committed",
        where=", ".join(paths),
        hint="`git check-ignore -v FILE` names the line of .gitignore",
    )


_LOG = ("-c", "log.showSignature=false", "log", "-z", "--first-parent", "--reverse", "--format=%H%x00%P%x00%B")
_FIELDS = 3


def landed_commit(root: Path, base: str | None, head: str | None, trailer: str = "") -> str:
    """The commit on the way from `base` to `head` that was made upon `base`; empty when there is none.

    Args:
        root: the top of the worktree.
        base: what HEAD was before; None when there was no commit yet.
        head: what it is now.
        trailer: a line that its message has; empty for any.
    """
    if not head or head == base:
        return ""
    fields = nul_split(read_git(root, *_LOG, f"{base}..{head}" if base else head, "--", accept=(0, 128)))
    for start in range(0, len(fields) - 2, _FIELDS):
        commit, parents, message = fields[start : start + _FIELDS]
        if parents.partition(" ")[0] == (base or "") and (not trailer or trailer in message.splitlines()):
            return commit
    return ""


def commit_in_reflog(dirs: GitDirs, base: str | None) -> str:
    """The newest commit that HEAD was moved to from `base`, by HEAD's own log; empty when it does not say.

    A line is `OLD NEW NAME <EMAIL> TIME ZONE<TAB>WHAT` (gitrepository-layout, `logs`).
    """
    try:
        lines = (dirs.git_dir / "logs" / "HEAD").read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return ""
    for line in reversed(lines):
        ids, _, what = line.partition("\t")
        old, _, rest = ids.partition(" ")
        if what.startswith("commit") and (old == base or (base is None and not old.strip("0"))):
            return rest.partition(" ")[0]
    return ""
