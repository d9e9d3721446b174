"""Commits of thousands of paths, which `git commit --only` would compare with every entry of the index.

It does what that command does (builtin/commit.c, `prepare_index`): the commit is made from an index of its
own, HEAD's with these paths, while `index.lock` holds the user's next index, which takes its place then.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from wmsgit.disk.temporary import temporary_name
from wmsgit.disk.writer import copy_over, create_new, make_folder, move_file
from wmsgit.errors import GitError
from wmsgit.vcs.failure import index_locked, refusal
from wmsgit.vcs.locate import PRIVATE
from wmsgit.vcs.message import COMMIT_OPTIONS
from wmsgit.vcs.process import GitResult, nul_joined, read_git, try_git, write_git
from wmsgit.vcs.repository import Repository
from wmsgit.vcs.write.staging import require_unignored

_POLL_S = 0.05
PACK_FROM = 100
"""So many are worth a pack: Git keeps one of so many that it is sent (git-config, `transfer.unpackLimit`)."""
_PACKING_GIT = (2, 37)
"""Since then `git update-index` puts what it streams into one pack; before it made one of each file."""
_KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
"""Git compresses each file in memory of its own. The C library of Linux would give that back to the system every time,
and take it again, which is half of the work (mallopt(3), `M_TRIM_THRESHOLD`)."""


def commit_bulk(
    repo: Repository,
    paths: Sequence[str],
    new: Sequence[str],
    message: bytes,
    *,
    has_landed: Callable[[GitResult], bool],
    wait_s: float,
) -> GitResult:
    """Commits exactly these paths; `new` are those that the index does not have yet.

    `has_landed` says of git's end whether the commit is there: then the index takes it up.

    Raises:
        GitError: when a new file is ignored, or git refuses one.
        ConflictError: when another git process holds the index.
    """
    require_unignored(repo.root, new)
    listed = nul_joined(paths)
    index = repo.dirs.git_dir / "index"
    lock = index.with_name("index.lock")
    landed = False
    _take(lock, wait_s)
    try:
        _copy_index(repo, lock)
        is_alone = _has_nothing_staged(repo, lock)
        _enter(repo, lock, listed, _packing(repo, len(paths)))
        with _own_index(repo) as own:
            if is_alone:
                copy_over(lock, own.parent, own.name)
            else:
                _fill(repo, own, listed)
            outcome = write_git(repo.root, "commit", *COMMIT_OPTIONS, stdin=message, settings=_with(own))
        landed = has_landed(outcome)
    finally:
        if landed:
            move_file(lock.parent, lock.name, index.name)
        else:
            lock.unlink()
    return outcome


def _take(lock: Path, wait_s: float) -> None:
    """Holds the index against other git processes, as they do."""
    deadline = time.monotonic() + wait_s
    while True:
        try:
            create_new(lock.parent, lock.name)
        except FileExistsError:
            if time.monotonic() >= deadline:
                raise index_locked() from None
            time.sleep(_POLL_S)
        else:
            return


@contextmanager
def _own_index(repo: Repository) -> Iterator[Path]:
    """An empty file for an index of one commit, gone at the end."""
    name = f"{PRIVATE}/{temporary_name()}"
    make_folder(repo.dirs.git_dir, PRIVATE)
    create_new(repo.dirs.git_dir, name)
    own = repo.dirs.git_dir / name
    try:
        yield own
    finally:
        own.unlink(missing_ok=True)


def _fill(repo: Repository, own: Path, listed: bytes) -> None:
    """Puts into an index what HEAD has, and these paths. The user's file times save reading every file."""
    _copy_index(repo, own)
    content = ("-i", "-m", "HEAD") if repo.head() else ("--empty",)
    _require(write_git(repo.root, "read-tree", *content, settings=_with(own)))
    _enter(repo, own, listed)


def _copy_index(repo: Repository, target: Path) -> None:
    """Copies the index with its time, by which git knows the entries too fresh to trust (racy-git)."""
    index = repo.dirs.git_dir / "index"
    if index.exists():
        copy_over(index, target.parent, target.name)
    else:
        _require(write_git(repo.root, "read-tree", "--empty", settings=_with(target)))


def _has_nothing_staged(repo: Repository, index: Path) -> bool:
    """Whether an index has what HEAD has, and announces nothing: then the commit's index is the user's next one."""
    if repo.head() is None:
        return False
    words = ("--cached", "--quiet", "--ita-visible-in-index", "--ignore-submodules=none", "HEAD")
    return try_git(repo.root, "diff-index", *words, index_file=index)[0].status == 0


def _enter(repo: Repository, index: Path, listed: bytes, config: tuple[str, ...] = ()) -> None:
    words, settings = ("--add", "--remove", "-z", "--stdin"), _with(index) | _KEEP_MEMORY
    _require(write_git(repo.root, "update-index", *words, stdin=listed, settings=settings, config=config))


def _packing(repo: Repository, count: int) -> tuple[str, ...]:
    """The configuration by which git writes so many files into one pack, where it can.

    A file larger than the threshold is streamed into a pack. What a filter or the line ends change is not, whatever
    its size (git, object-file.c, `index_fd`).
    """
    if count < PACK_FROM:
        return ()
    words = read_git(repo.root, "version").split()[2].split(b".")
    version = tuple(int(word) for word in words[:2])
    return ("core.bigFileThreshold=1",) if version >= _PACKING_GIT else ()


def _require(outcome: GitResult) -> None:
    if outcome.status:
        error = refusal(outcome, hooks=False)
        raise GitError("git could not prepare the commit", details=error.details or outcome.lines)


def _with(index: Path) -> dict[str, str]:
    return {"GIT_INDEX_FILE": str(index)}
