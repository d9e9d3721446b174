"""How git is asked: what it prints, or how it ended. Each function says in which profile it is started."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from wmsgit.errors import GitError
from wmsgit.vcs.launch import GitResult, reading_plainly, run_as_user, run_plainly
from wmsgit.vcs.profile import FETCH, OWN_WRITE, READ, Profile

__all__ = [
    "MANY_PATHS",
    "GitResult",
    "fetch_git",
    "literal",
    "make_repository",
    "nul_joined",
    "nul_split",
    "pathspecs",
    "read_git",
    "reading_git",
    "try_git",
    "write_git",
]

MANY_PATHS = 64
"""Git compares every entry with every pathspec: beyond this many a directory is listed and the rest dropped."""
_LITERAL = ("--literal-pathspecs",)
_LACKING = ("promisor remote", "lazy fetching disabled")
"""What git says when it may not fetch, or cannot, an object that a partial clone lacks (promisor-remote.c)."""


def read_git(
    cwd: Path,
    *arguments: str,
    stdin: bytes = b"",
    index_file: Path | None = None,
    accept: Sequence[int] = (0,),
    literally: bool = True,
    needs_repository: bool = True,
    is_plane: bool = False,
) -> bytes:
    """What a reading git command prints (profile `READ`).

    Args:
        cwd: where it runs: the top of a worktree, or a bare repository.
        arguments: the command and what follows it.
        stdin: what it reads from standard input.
        index_file: the index to read instead of the repository's own.
        accept: the exit statuses that are no failure.
        literally: whether pathspecs mean these very paths.
        needs_repository: whether it makes no sense without; else only the user's own configuration is read there.
        is_plane: whether this is the repository that the user works in, whose file system monitor may be asked.

    Raises:
        GitError: when its exit status is not among `accept`, with what it said in the details.
        IncompleteError: when a partial clone lacks what it reads, and the remote cannot be reached.
    """
    words = (*(_LITERAL if literally else ()), *arguments)
    outcome, stdout = _read(
        cwd, words, stdin, index_file=index_file, needs_repository=needs_repository, is_plane=is_plane
    )
    if outcome.status not in accept:
        raise GitError(f"git {_command(arguments)} failed", where=str(cwd), details=outcome.lines)
    return stdout


def try_git(
    cwd: Path, *arguments: str, index_file: Path | None = None, needs_repository: bool = True
) -> tuple[GitResult, bytes]:
    """How a reading git command ended, and its output as bytes: see `read_git`."""
    return _read(cwd, (*_LITERAL, *arguments), index_file=index_file, needs_repository=needs_repository)


def reading_git(cwd: Path, *arguments: str, stdin: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    """The output of a reading git command while it runs (profile `READ`): see `reading_plainly`."""
    return reading_plainly(cwd, (*_LITERAL, *arguments), stdin)


def write_git(
    cwd: Path,
    command: str,
    *arguments: str,
    stdin: bytes = b"",
    settings: Mapping[str, str] | None = None,
    config: Sequence[str] = (),
) -> GitResult:
    """Runs a writing git command: the user's own git, hooks and signing (profile `OWN_WRITE`): see `run_as_user`.

    Pathspecs are not literal here, for `--literal-pathspecs` would reach the hooks: see `literal`.
    """
    return run_as_user(OWN_WRITE, cwd, command, arguments, stdin, settings, config)


def make_repository(cwd: Path, *arguments: str) -> GitResult:
    """Runs `git init` in a directory (profile `OWN_WRITE`), whatever lies around it."""
    return run_as_user(OWN_WRITE, cwd, "init", arguments)


def fetch_git(cwd: Path, command: str, *arguments: str, settings: Mapping[str, str] | None = None) -> GitResult:
    """Runs `git fetch` or `git clone` with the user's own credentials (profile `FETCH`): see `run_as_user`."""
    return run_as_user(FETCH, cwd, command, arguments, settings=settings)


def literal(path: str) -> str:
    """A pathspec that means this very path (gitglossary, pathspec)."""
    return f":(literal){path}"


def pathspecs(paths: Collection[str]) -> list[str]:
    """The paths themselves, or, when they are many, the directory that holds them all (`.` for the top)."""
    if len(paths) <= MANY_PATHS:
        return list(paths)
    import os.path

    return [os.path.commonpath({path.rpartition("/")[0] or "." for path in paths}) or "."]


def nul_joined(paths: Iterable[str]) -> bytes:
    """Paths as git reads them from standard input with `-z`: each ended by a NUL."""
    import os

    return b"".join(os.fsencode(path) + b"\0" for path in paths)


def nul_split(output: bytes) -> list[str]:
    """The fields of an output that `-z` ended by NUL."""
    import os

    return os.fsdecode(output).split("\0")[:-1]  # decoded in one go, which a field at a time takes far longer


def _command(arguments: Sequence[str]) -> str:
    """The command among git's own options, each of which may be `-c` with a value."""
    words = iter(arguments)
    return next((word for word in words if word != "-c" or not next(words, "")), "")


def _read(
    cwd: Path,
    words: Sequence[str],
    stdin: bytes = b"",
    *,
    index_file: Path | None = None,
    needs_repository: bool = True,
    is_plane: bool = False,
) -> tuple[GitResult, bytes]:
    """How a read ended. What a partial clone lacks for it is fetched, and the read is made once more."""

    def run(profile: Profile) -> tuple[GitResult, bytes]:
        return run_plainly(
            profile,
            cwd,
            words,
            stdin,
            index_file=index_file,
            needs_repository=needs_repository,
            is_plane=is_plane,
        )

    here, stdout = run(READ)
    if not _lacks(here):
        return here, stdout
    from wmsgit.vcs.partial import fetch_trees, unreachable

    fetch_trees(cwd)
    there, stdout = run(FETCH)
    if (there.stderr or there.status) and _lacks(run(READ)[0]):
        raise unreachable(cwd, there)
    return there, stdout


def _lacks(outcome: GitResult) -> bool:
    return any(sign in outcome.stderr for sign in _LACKING)
