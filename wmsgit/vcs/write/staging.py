"""Git's index around a commit: what must go in first, and what must come out again."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.errors import ConflictError, WmsgitError
from wmsgit.vcs.locate import GitDirs
from wmsgit.vcs.process import GitResult, literal, nul_joined, nul_split, pathspecs, read_git, write_git
from wmsgit.vcs.repository import Repository

if TYPE_CHECKING:
    from wmsgit.vcs.index_entries import IndexEntry

INDEX_WAIT_S = 2.0
_POLL_S = 0.05
_ATTEMPTS = 3  # a second and a third ^C may each end the process that mends what the first one broke off
_FROM_STDIN = ("--pathspec-from-file=-", "--pathspec-file-nul")


def when_free(run: Callable[[], GitResult], wait_s: float) -> GitResult:
    """Runs a command, and again while another git process holds the index: an editor's does so for moments.

    Git takes the index before it does anything else, hooks included, so nothing runs twice.
    """
    deadline = time.monotonic() + wait_s
    while (outcome := run()).status and _is_index_locked(outcome) and time.monotonic() < deadline:
        time.sleep(_POLL_S)
    return outcome


def _is_index_locked(outcome: GitResult) -> bool:
    from wmsgit.vcs.failure import is_index_locked

    return is_index_locked(outcome)


def require_committable(entries: dict[str, "IndexEntry"]) -> None:
    """Refuses paths that `git commit` would silently pass over.

    Raises:
        ConflictError: for an unresolved merge, or a file that the user told git to leave alone.
    """
    unmerged = [path for path, entry in entries.items() if entry.stage]
    if unmerged:
        raise ConflictError("a merge has left this file unresolved", where=", ".join(unmerged))
    skipped = [path for path, entry in entries.items() if entry.tag in "Ss"]
    if skipped:
        raise ConflictError(
            "this file is marked skip-worktree, so git would leave it out of the commit",
            where=", ".join(skipped),
            hint="git update-index --no-skip-worktree FILE",
        )


def announce(repo: Repository, paths: Sequence[str], wait_s: float) -> None:
    """Makes new files known to the index, without content, so that `git commit --only` takes them.

    Raises:
        GitError: when git refuses one of them, an ignored file above all; some may be taken by then.
        ConflictError: when another git process holds the index.
    """
    sparse = ("--sparse",) if repo.config.flag("core.sparseCheckout") else ()
    specs = nul_joined(map(literal, paths))
    outcome = when_free(
        lambda: write_git(repo.root, "add", "--intent-to-add", *sparse, *_FROM_STDIN, stdin=specs), wait_s
    )
    if outcome.status:
        from wmsgit.vcs.failure import refusal

        require_unignored(repo.root, paths)
        raise refusal(outcome, hooks=False)


def require_unignored(root: Path, paths: Collection[str]) -> None:
    """Refuses new files that `.gitignore` keeps out of Git.

    Raises:
        GitError: naming them.
    """
    names = ignored_paths(root, paths)
    if names:
        from wmsgit.vcs.failure import ignored

        raise ignored(names)


def ignored_paths(root: Path, paths: Iterable[str]) -> list[str]:
    """Which of these paths, relative to the worktree, `.gitignore` and its like keep out of Git; tracked ones never."""
    # check-ignore knows no literal pathspecs; after `./` nothing is magic. It gives 1 when none is ignored.
    stdin = nul_joined(f"./{path}" for path in paths)
    names = nul_split(read_git(root, "check-ignore", "-z", "--stdin", stdin=stdin, accept=(0, 1), literally=False))
    return [name.removeprefix("./") for name in names]


def is_out_of_index(dirs: GitDirs, paths: Collection[str]) -> bool:
    """Whether nobody holds the index, and it has none of these files; not where that cannot be known."""
    if (dirs.git_dir / "index.lock").exists():
        return False
    try:
        from wmsgit.vcs.index_entries import read_entries

        return not paths or not read_entries(dirs.worktree, paths)
    except (OSError, WmsgitError):
        return False


def forget(root: Path, paths: Iterable[str], wait_s: float) -> None:
    """Takes paths out of the index again, as they were before `announce`."""
    listed = nul_joined(paths)
    if not listed:
        return

    def remove() -> GitResult:
        return write_git(root, "update-index", "--force-remove", "-z", "--stdin", stdin=listed)

    for _ in range(_ATTEMPTS):
        if when_free(remove, wait_s).status >= 0:
            return


def level(root: Path, paths: Collection[str], wait_s: float) -> None:
    """Brings the index to what was just committed where a hook has changed the commit behind its back.

    That is so for `paths`, and for what a hook has added to the commit where nothing else was staged. What
    else is staged stays.
    """
    staged = _raw(read_git(root, "diff-index", "--cached", "--raw", "-z", "--no-renames", "HEAD"))
    stale = set(paths) & staged.keys()
    if staged.keys() - stale:
        options = ("-r", "--root", "--raw", "-z", "--no-commit-id", "--no-renames")
        before = {path: old for path, (old, _) in _raw(read_git(root, "diff-tree", *options, "HEAD")).items()}
        stale |= {path for path, (_, index) in staged.items() if before.get(path) == index}
    if stale:
        specs = nul_joined(map(literal, stale))
        when_free(lambda: write_git(root, "reset", "--quiet", *_FROM_STDIN, stdin=specs), wait_s)


def in_head(root: Path, paths: Collection[str]) -> set[str]:
    """Which of these paths the current commit has."""
    names = nul_split(read_git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", *pathspecs(paths)))
    return set(paths).intersection(names)


def _raw(output: bytes) -> dict[str, tuple[str, str]]:
    """Path → mode and id before, mode and id after, from `--raw -z` (git-diff, "Raw output format")."""
    fields = nul_split(output)
    changes = {}
    for words, path in zip(fields[::2], fields[1::2], strict=True):
        old_mode, new_mode, old_id, new_id, _ = words.removeprefix(":").split(" ")
        changes[path] = (f"{old_mode} {old_id}", f"{new_mode} {new_id}")
    return changes
