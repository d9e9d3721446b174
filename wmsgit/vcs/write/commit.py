"""Commits of named paths: exactly these, with everything else that is staged left staged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wmsgit.errors import ConflictError, GitError, WmsgitError
from wmsgit.vcs.failure import FATAL_STATUS, refusal
from wmsgit.vcs.index_entries import MANY_PATHS, read_entries
from wmsgit.vcs.interrupts import interrupts_deferred
from wmsgit.vcs.launch import load_gitpython
from wmsgit.vcs.locate import find_git_dirs
from wmsgit.vcs.process import GitResult, literal, write_git
from wmsgit.vcs.progress import in_progress
from wmsgit.vcs.repository import Repository
from wmsgit.vcs.setup.hooks import has_commit_hooks
from wmsgit.vcs.status import PathState
from wmsgit.vcs.write.bulk import commit_bulk
from wmsgit.vcs.write.message import COMMIT_OPTIONS, Trailers, compose
from wmsgit.vcs.write.staging import INDEX_WAIT_S, announce, forget, in_head, level, require_committable, when_free


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a commit has to deal with: `known` paths, and `new` ones that the index does not have yet."""

    known: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        return self.known + self.new


def prepare() -> None:
    """Imports GitPython, which takes a while: call it before the lock is held.

    Raises:
        GitError: when there is no git.
    """
    load_gitpython()


def commit_paths(
    repo: Repository,
    paths: Collection[str],
    message: str,
    *,
    trailers: Trailers,
    index_wait_s: float = INDEX_WAIT_S,
) -> str:
    """Commits exactly these files as they are in the worktree: new, changed, or gone.

    The user's own git does it: identity, hooks, signing. What else is staged stays staged and uncommitted. If
    it fails or ^C comes before the commit has landed, HEAD and the index are as they were; after that ^C is
    too late and is dropped. Hand edits of the same files are committed along: the caller decides.

    Args:
        repo: the repository; nothing else of ours may write it at the same time (`writing_lock`).
        paths: relative to the top, with `/`, of files.
        message: the subject, then perhaps an empty line and a body. Lines that begin with `#` are kept.
        trailers: name and value, or values, of each trailer.
        index_wait_s: how long to wait for another git process that holds the index.

    Returns:
        The commit's id; the empty text when these paths are already in HEAD as they are.

    Raises:
        GitError: when git or a hook refuses; the details have what it said.
        ConflictError: when git is in the middle of a merge or the like, another git process holds the index
            or moved the branch, or git would silently leave one of the paths out.
        KeyboardInterrupt: when ^C came in time.
    """
    busy = in_progress(repo.dirs)
    if busy:
        raise ConflictError(f"Git is in the middle of a {busy}", hint=f"finish it, or `git {busy} --abort`")
    text = compose(message, trailers).encode("utf-8", "surrogateescape")
    with interrupts_deferred() as interrupt:
        try:
            return _commit(repo, _plan(repo, sorted(set(paths))), text, index_wait_s)
        except WmsgitError as error:
            if interrupt.came:
                raise KeyboardInterrupt from error
            raise


def _commit(repo: Repository, plan: _Plan, message: bytes, wait_s: float) -> str:
    if not plan.paths:
        return ""
    hooks = has_commit_hooks(repo.dirs, repo.config)
    if len(plan.paths) > MANY_PATHS:
        outcome = commit_bulk(repo, plan.paths, plan.new, message, wait_s=wait_s)
    else:
        outcome = _commit_few(repo, plan, message, wait_s)
    if outcome.status:
        return _explain(repo, plan.paths, outcome, hooks=hooks)
    if hooks:
        _level(repo, plan.paths, wait_s)
    return repo.head() or ""


def _plan(repo: Repository, paths: Sequence[str]) -> _Plan:
    entries = read_entries(repo.root, paths) if paths else {}
    require_committable(entries)
    unknown = [path for path in paths if path not in entries]
    new = [path for path in unknown if _exists(repo, path)]
    _require_own(repo, new)
    # What neither the index nor the disk has may still be in HEAD, after the user's own `git rm`.
    missing = set(unknown).difference(new)
    gone = sorted(in_head(repo.root, missing)) if missing and repo.head() else []
    return _Plan((*entries, *gone), tuple(new))


def _require_own(repo: Repository, paths: Sequence[str]) -> None:
    """Refuses files of a repository inside this one: git passes over them without a word, `git status` too."""
    for folder in {(repo.root / path).parent for path in paths}:
        dirs = find_git_dirs(folder)
        if dirs and dirs.worktree != repo.root:
            raise GitError(
                "a Git repository of its own lies here, so nothing in it is committed", where=str(dirs.worktree)
            )


def _commit_few(repo: Repository, plan: _Plan, message: bytes, wait_s: float) -> GitResult:
    """`git commit --only`; new files are announced to the index first, and taken out if it fails."""
    landed = False
    specs = [literal(path) for path in plan.paths]
    try:
        if plan.new:
            announce(repo, plan.new, wait_s)
        outcome = when_free(
            lambda: write_git(repo.root, "commit", *COMMIT_OPTIONS, "--only", "--", *specs, stdin=message),
            wait_s,
        )
        landed = outcome.status == 0
    finally:
        if not landed:
            forget(repo.root, plan.new, wait_s)
    return outcome


def _explain(repo: Repository, paths: Sequence[str], outcome: GitResult, *, hooks: bool) -> str:
    """The empty text when there was nothing to commit; else raises what the failure means."""
    if outcome.status != FATAL_STATUS and repo.head() and not any(map(_differs, repo.states(paths).values())):
        return ""
    raise refusal(outcome, hooks=hooks)


def _differs(state: PathState) -> bool:
    return state.staged or state.unstaged or (state.on_disk and not state.tracked)


def _level(repo: Repository, paths: Sequence[str], wait_s: float) -> None:
    try:
        level(repo.root, paths, wait_s)
    except GitError:
        return  # the commit has landed; the index shows older content, which `git status` tells


def _exists(repo: Repository, path: str) -> bool:
    import os.path

    return os.path.lexists(repo.root / path)
