"""Commits of named paths: exactly these, with everything else that is staged left staged."""

from collections.abc import Callable, Collection, Mapping, Sequence

from wmsgit.errors import ConflictError, GitError, WmsgitError
from wmsgit.model.value import immutable
from wmsgit.vcs.config import has_commit_hooks
from wmsgit.vcs.interrupts import interrupts_deferred
from wmsgit.vcs.launch import load_gitpython
from wmsgit.vcs.locate import find_git_dirs
from wmsgit.vcs.message import COMMIT_OPTIONS, Trailers, compose, trailer_line
from wmsgit.vcs.process import MANY_PATHS, GitResult, literal, write_git
from wmsgit.vcs.refs import in_progress
from wmsgit.vcs.repository import Repository
from wmsgit.vcs.stat_changes import is_plain_index
from wmsgit.vcs.status import PathState
from wmsgit.vcs.write.staging import INDEX_WAIT_S, announce, forget, in_head, level, require_committable, when_free

_LARGE_INDEX_BYTES = 2 << 20
"""About 20,000 entries of records, where the square costs half a second."""


@immutable
class _Plan:
    """What a commit has to deal with: `known` paths, and `new` ones that the index does not have yet."""

    known: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        return self.known + self.new


@immutable
class _Attempt:
    """One attempt at a commit: where, what, on which commit, and whom to tell what is odd."""

    repo: Repository
    plan: _Plan
    base: str | None
    trailer: str
    wait_s: float
    warn: Callable[[str], object]

    def landed(self) -> str:
        """The commit of this attempt, as HEAD has it; empty when there is none."""
        from wmsgit.vcs.failure import landed_commit

        return landed_commit(self.repo.root, self.base, self.repo.head(), self.trailer)

    def has_landed(self, outcome: GitResult) -> bool:
        """Whether it has, however git ended."""
        return outcome.status == 0 or bool(self.landed())


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
    states: Mapping[str, PathState] | None = None,
    index_wait_s: float = INDEX_WAIT_S,
    warn: Callable[[str], object] = str,
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
        states: how the paths stood before they were written, from `Repository.states`, where that is known.
        index_wait_s: how long to wait for another git process that holds the index.
        warn: told what is odd about a commit that has landed all the same.

    Returns:
        The commit's id, also where git failed after it had landed, or hooks have made further ones; the
         empty text when these paths are already in HEAD as they are.

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
            plan = _plan(repo, sorted(set(paths)), states or {})
            attempt = _Attempt(repo, plan, repo.head(), trailer_line(trailers), index_wait_s, warn)
            return _commit(attempt, text)
        except WmsgitError as error:
            if interrupt.came:
                raise interrupt.error() from error
            raise


def _commit(attempt: _Attempt, message: bytes) -> str:
    repo, plan = attempt.repo, attempt.plan
    if not plan.paths:
        return ""
    hooks = has_commit_hooks(repo.dirs, repo.config)
    if len(plan.paths) > MANY_PATHS or (plan.new and _is_large(repo)):
        from wmsgit.vcs.write.bulk import commit_bulk

        outcome = commit_bulk(repo, plan.paths, plan.new, message, has_landed=attempt.has_landed, wait_s=attempt.wait_s)
    else:
        outcome = _commit_few(attempt, message)
    if outcome.status == 0:
        return _verified(attempt) if hooks else repo.head() or ""
    landed = attempt.landed()
    if not landed:
        return _explain(repo, plan.paths, outcome, hooks=hooks)
    from wmsgit.vcs.failure import broken_off

    _level(repo, plan.paths, attempt.wait_s)
    attempt.warn(broken_off(outcome))
    return landed


def _is_large(repo: Repository) -> bool:
    """Whether the index has so many entries that `git commit --only` of a new file takes seconds.

    Until it has met a new entry that HEAD does not have, Git looks at all those behind it for each name of HEAD's tree
    (unpack-trees.c, `find_cache_pos`): the time grows with the square.
    """
    try:
        return (repo.dirs.git_dir / "index").stat().st_size > _LARGE_INDEX_BYTES
    except OSError:
        return False


def _verified(attempt: _Attempt) -> str:
    """The commit that holds the write, where hooks may have moved HEAD since it was made.

    Raises:
        GitError: when HEAD does not have it any more.
    """
    from wmsgit.vcs.failure import commit_in_reflog, landed_commit

    repo = attempt.repo
    _level(repo, attempt.plan.paths, attempt.wait_s)
    head = repo.head()
    commit = landed_commit(repo.root, attempt.base, head)
    if commit:
        return commit
    if head == attempt.base:
        forget(repo.root, attempt.plan.new, attempt.wait_s)
    made = commit_in_reflog(repo.dirs, attempt.base)
    raise GitError(
        f"a Git hook has moved HEAD away from the commit of this write{f', {made[:10]}' if made else ''}",
        hint=f"'git cherry-pick {made[:10]}' brings it back" if made else "",
    )


def _plan(repo: Repository, paths: Sequence[str], states: Mapping[str, PathState]) -> _Plan:
    """What is to be committed. Where `states` tells all that the index would, it is not read for it once more."""
    if is_plain_index(repo.dirs) and all(path in states and not states[path].conflicted for path in paths):
        entries = {path for path in paths if states[path].tracked}
        is_in_head = {path for path in paths if states[path].in_head}
    else:
        from wmsgit.vcs.index_entries import read_entries

        listed = read_entries(repo.root, paths) if paths else {}
        require_committable(listed)
        entries, is_in_head = set(listed), None
    unknown = [path for path in paths if path not in entries]
    new = [path for path in unknown if repo.exists(path)]
    _require_own(repo, new)
    # What neither the index nor the disk has may still be in HEAD, after the user's own `git rm`.
    missing = set(unknown).difference(new)
    if missing and is_in_head is None:
        is_in_head = in_head(repo.root, missing) if repo.head() else set()
    return _Plan((*sorted(entries), *sorted(missing & (is_in_head or set()))), tuple(new))


def _require_own(repo: Repository, paths: Sequence[str]) -> None:
    """Refuses files of a repository inside this one: git passes over them without a word, `git status` too."""
    for folder in {path.rpartition("/")[0] for path in paths}:
        dirs = find_git_dirs(repo.root / folder)
        if dirs and dirs.worktree != repo.root:
            raise GitError(
                "a Git repository of its own lies here, so nothing in it is committed", where=str(dirs.worktree)
            )


def _commit_few(attempt: _Attempt, message: bytes) -> GitResult:
    """`git commit --only`; new files are announced to the index first, and taken out if it fails."""
    landed = False
    repo, plan, wait_s = attempt.repo, attempt.plan, attempt.wait_s
    specs = [literal(path) for path in plan.paths]
    try:
        if plan.new:
            announce(repo, plan.new, wait_s)
        outcome = when_free(
            lambda: write_git(repo.root, "commit", *COMMIT_OPTIONS, "--only", "--", *specs, stdin=message),
            wait_s,
        )
        landed = attempt.has_landed(outcome)
    finally:
        if not landed:
            forget(repo.root, plan.new, wait_s)
    return outcome


def _explain(repo: Repository, paths: Sequence[str], outcome: GitResult, *, hooks: bool) -> str:
    """The empty text when there was nothing to commit; else raises what the failure means."""
    from wmsgit.vcs.failure import FATAL_STATUS, refusal

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
