"""How git is run: plain processes to read, GitPython to write."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from wmsgit.errors import GitError
from wmsgit.vcs.environment import own_repository, read_environment, write_settings

_NO_GIT = "git was not found"
_LITERAL = ("--literal-pathspecs",)
_OWN_CONFIG = ("i18n.commitEncoding=UTF-8", "merge.directoryRenames=false")
"""What holds whatever the user's configuration says: messages are UTF-8, and where most records of a folder have moved
a merge moves no other one after them, for the folder is the person's choice."""
_INSTALL = "install Git and put it on PATH"


@dataclass(frozen=True, slots=True)
class GitResult:
    """How a git command ended: its exit status (negative: ended by that signal) and what it printed."""

    status: int
    stdout: str
    stderr: str

    @property
    def lines(self) -> tuple[str, ...]:
        """What it printed, line by line, errors first, without empty lines and git's own hints."""
        text = f"{self.stderr}\n{self.stdout}".splitlines()
        return tuple(line.rstrip() for line in text if line.strip() and not line.startswith("hint:"))


def read_git(
    cwd: Path,
    *arguments: str,
    stdin: bytes = b"",
    index_file: Path | None = None,
    accept: Sequence[int] = (0,),
    literally: bool = True,
) -> bytes:
    """What a reading git command prints.

    Args:
        cwd: where it runs.
        arguments: the command and what follows it.
        stdin: what it reads from standard input.
        index_file: the index to read instead of the repository's own.
        accept: the exit statuses that are no failure.
        literally: whether pathspecs mean these very paths.

    Raises:
        GitError: when its exit status is not among `accept`, with what it said in the details.
    """
    options = _LITERAL if literally else ()
    outcome, stdout = _run(cwd, (*options, *arguments), stdin, index_file)
    if outcome.status not in accept:
        raise GitError(f"git {_command(arguments)} failed", where=str(cwd), details=outcome.lines)
    return stdout


def try_git(cwd: Path, *arguments: str, index_file: Path | None = None) -> tuple[GitResult, bytes]:
    """How a reading git command ended, and its output as bytes; `index_file` is read instead of the repository's."""
    return _run(cwd, (*_LITERAL, *arguments), b"", index_file)


def _command(arguments: Sequence[str]) -> str:
    """The command among git's own options, each of which may be `-c` with a value."""
    words = iter(arguments)
    return next((word for word in words if word != "-c" or not next(words, "")), "")


@contextmanager
def reading_git(cwd: Path, *arguments: str, stdin: IO[bytes]) -> Iterator[IO[bytes]]:
    """The output of a reading git command while it runs; the process is ended when the block is left."""
    import subprocess

    with _git_found():
        process = subprocess.Popen(
            ["git", *_LITERAL, *arguments],
            cwd=cwd,
            env=read_environment(),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    with process:
        try:
            assert process.stdout is not None  # it was asked for as a pipe
            yield process.stdout
        finally:
            process.kill()


def write_git(
    cwd: Path, command: str, *arguments: str, stdin: bytes = b"", settings: Mapping[str, str] | None = None
) -> GitResult:
    """Runs a writing git command through GitPython: the user's own git, hooks and signing.

    Pathspecs are not literal here, for `--literal-pathspecs` would reach the hooks: see `literal`.

    Args:
        cwd: where it runs.
        command: the git command, such as `commit`.
        arguments: what follows it.
        stdin: what it reads from standard input.
        settings: further environment variables.

    Raises:
        GitError: when there is no git, or `cwd` is not there (GitPython would run it somewhere else).
    """
    import os
    import tempfile

    if not os.access(cwd, os.X_OK):
        raise GitError("this directory is not there or cannot be entered", where=str(cwd))
    git = load_gitpython().Git(str(cwd))(c=_OWN_CONFIG)
    with tempfile.TemporaryFile() as file, own_repository():
        file.write(stdin)
        file.seek(0)
        status, stdout, stderr = getattr(git, command)(
            *arguments,
            istream=file,
            env=write_settings() | dict(settings or {}),
            with_extended_output=True,
            with_exceptions=False,
        )
    return GitResult(status, str(stdout), str(stderr))


def literal(path: str) -> str:
    """A pathspec that means this very path (gitglossary, pathspec)."""
    return f":(literal){path}"


def nul_joined(paths: Iterable[str]) -> bytes:
    """Paths as git reads them from standard input with `-z`: each ended by a NUL."""
    import os

    return b"".join(os.fsencode(path) + b"\0" for path in paths)


def nul_split(output: bytes) -> list[str]:
    """The fields of an output that `-z` ended by NUL."""
    import os

    return os.fsdecode(output).split("\0")[:-1]  # decoded in one go, which a field at a time takes far longer


def _run(cwd: Path, arguments: Sequence[str], stdin: bytes, index_file: Path | None) -> tuple[GitResult, bytes]:
    import subprocess

    with _git_found():
        done = subprocess.run(
            ["git", *arguments],
            cwd=cwd,
            env=read_environment(index_file),
            input=stdin,
            capture_output=True,
            check=False,
        )
    return GitResult(done.returncode, "", done.stderr.decode("utf-8", "replace")), done.stdout


def load_gitpython() -> Any:
    """The module `git`. Its import runs `git version`, so it fails where there is no git."""
    try:
        with own_repository():
            import git
    except ImportError as error:
        raise GitError(_NO_GIT, hint=_INSTALL) from error
    return git


@contextmanager
def _git_found() -> Iterator[None]:
    """Says in our words that git, or the directory to run it in, is not there."""
    try:
        yield
    except FileNotFoundError as error:
        if error.filename == "git":
            raise GitError(_NO_GIT, hint=_INSTALL) from error
        raise GitError("this directory is not there", where=str(error.filename)) from error
    except (NotADirectoryError, PermissionError) as error:
        raise GitError(f"cannot run git here: {error.strerror}", where=str(error.filename)) from error
