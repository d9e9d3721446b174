"""Launching git: the only place where a process of it is started, each in one of the profiles of `profile`."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from wmsgit.errors import GitError
from wmsgit.model.value import immutable
from wmsgit.vcs.locate import has_worktree
from wmsgit.vcs.profile import READ, Profile, own_repository, plain_start, write_settings

_NO_GIT = "git was not found"
_INSTALL = "install Git and put it on PATH"
_NO_REPOSITORY = "this is not the top of a Git repository"
_FATAL = 128
_SIGPIPE = 13  # signal(7); Python's module of signals is loaded only where something has gone wrong
_PIPE_BYTES = 1 << 20
"""A pipe that holds so much lets git and its reader work at the same time; where it cannot, it is as large as usual."""
_OWN_CONFIG = ("i18n.commitEncoding=UTF-8", "merge.directoryRenames=false")
"""What holds whatever the user's configuration says: messages are UTF-8, and where most records of a folder have moved
a merge moves no other one after them, for the folder is the person's choice."""
_UNTRIED = {"GIT_PYTHON_REFRESH": "quiet", "GIT_PYTHON_GIT_EXECUTABLE": os.devnull}
"""What spares GitPython's import the two `git version` by which it tries the program (git/cmd.py, `Git.refresh`): it is
given one that cannot be started, says nothing of that, and takes the `git` of PATH from then on, as we do."""
_WITHOUT_REPOSITORY = frozenset({"clone", "init"})


@immutable
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


def run_plainly(
    profile: Profile,
    top: Path,
    arguments: Sequence[str],
    stdin: bytes = b"",
    *,
    index_file: Path | None = None,
    needs_repository: bool = True,
    is_plane: bool = False,
) -> tuple[GitResult, bytes]:
    """How a git command that reads, or fetches what a read lacks, ended, and its output as bytes.

    Where there is no repository, and one is needed, git is not started: the outcome says so as git would.

    Args:
        profile: `READ` or `FETCH`.
        top: where it runs: the top of a worktree, or a bare repository.
        arguments: the command and what follows it.
        stdin: what it reads from standard input.
        index_file: the index to read instead of the repository's own.
        needs_repository: whether it makes no sense without; else only the user's own configuration is read there.
        is_plane: whether this is the repository that the user works in, whose file system monitor may be asked.
    """
    start = plain_start(
        profile, top, arguments, index_file=index_file, needs_repository=needs_repository, is_plane=is_plane
    )
    if start is None:
        return GitResult(_FATAL, "", f"fatal: {_NO_REPOSITORY}: {top}"), b""
    words, environment = start
    with _git_found():
        status, stdout, stderr = _outcome(words, top, environment, stdin)
    # A fetch may write to a transport that has refused and gone: that is how a remote is out of reach.
    if status < 0 and (profile == READ or status != -_SIGPIPE):
        raise _broken(status, top)
    return GitResult(status, "", stderr.decode("utf-8", "replace")), stdout


def _outcome(words: Sequence[str], top: Path, environment: Mapping[str, str], stdin: bytes) -> tuple[int, bytes, bytes]:
    """How git ended, what it printed, and what it said.

    Loading `subprocess` takes as long as Git needs for a small answer, so what reads no input is started without it
    where the system can.
    """
    if not stdin and hasattr(os, "posix_spawnp") and os.access(top, os.X_OK):
        from wmsgit.vcs.spawn import spawned

        return spawned("git", ("-C", os.fspath(top), *words), environment)
    import subprocess

    done = subprocess.run(["git", *words], cwd=top, env=environment, input=stdin, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


@contextmanager
def reading_plainly(top: Path, arguments: Sequence[str], stdin: IO[bytes]) -> Iterator[IO[bytes]]:
    """The output of a reading git command while it runs; the process is ended when the block is left.

    Raises:
        GitError: when there is no repository; when git failed, where its output was read to the end.
    """
    import subprocess

    start = plain_start(READ, top, arguments)
    if start is None:
        raise GitError(_NO_REPOSITORY, where=str(top))
    words, environment = start
    with _git_found():
        process = subprocess.Popen(
            ["git", *words],
            cwd=top,
            env=environment,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pipesize=_PIPE_BYTES,
        )
    with process:
        try:
            assert process.stdout is not None  # it was asked for as a pipe
            yield process.stdout
            if not process.stdout.read(1) and process.wait():
                raise _broken(process.returncode, top)
        finally:
            process.kill()


def _broken(status: int, top: Path) -> GitError:
    """The error for a reading git that was ended or failed halfway, which is never an answer."""
    import signal

    how = f"was ended by the signal {signal.Signals(-status).name}" if status < 0 else f"failed with status {status}"
    return GitError(f"git {how} while it was read", where=str(top), hint="try again")


def run_as_user(
    profile: Profile,
    cwd: Path,
    command: str,
    arguments: Sequence[str],
    stdin: bytes = b"",
    settings: Mapping[str, str] | None = None,
    config: Sequence[str] = (),
) -> GitResult:
    """How a git command ended that runs as if the user had typed it, through GitPython.

    GitPython takes variables out of a path that is a text (`git.util.expand_path`), so it is given none. The
    repository is not named by `--git-dir`, which the hooks would inherit as `GIT_DIR`: the command runs where a
    worktree has its top, whose `.git` is the first place that git looks at.

    Args:
        profile: `OWN_WRITE` or `FETCH`, which are alike in this.
        cwd: where it runs: but for `clone` and `init`, the top of a worktree.
        command: the git command, such as `commit`.
        arguments: what follows it.
        stdin: what it reads from standard input.
        settings: further environment variables.
        config: further configuration, each as `name=value`.

    Raises:
        GitError: when there is no git, or `cwd` is not there (GitPython would run it somewhere else), or no worktree
            has its top there.
    """
    assert profile != READ  # reads are never the user's own
    if not os.access(cwd, os.X_OK):
        raise GitError("this directory is not there or cannot be entered", where=str(cwd))
    if command not in _WITHOUT_REPOSITORY and not has_worktree(cwd):
        raise GitError(_NO_REPOSITORY, where=str(cwd))
    git = load_gitpython().Git(cwd)(c=(*_OWN_CONFIG, *config))
    with _input(stdin) as file, own_repository():
        status, stdout, stderr = getattr(git, command)(
            *arguments,
            istream=file,
            env=write_settings() | dict(settings or {}),
            with_extended_output=True,
            with_exceptions=False,
        )
    return GitResult(status, str(stdout), str(stderr))


@contextmanager
def _input(text: bytes) -> Iterator[IO[bytes]]:
    """A file to read a text from; none is made for no text, so that what is undone needs no space on a full disk."""
    import tempfile

    if not text:
        with Path(os.devnull).open("rb") as nothing:
            yield nothing
        return
    with tempfile.TemporaryFile() as file:
        file.write(text)
        file.seek(0)
        yield file


def load_gitpython() -> Any:
    """The module `git`, as it would be where no git can be found: see `_UNTRIED`.

    Raises:
        GitError: when there is no git.
    """
    import shutil

    if shutil.which("git") is None:
        raise GitError(_NO_GIT, hint=_INSTALL)
    with own_repository(_UNTRIED):
        import git
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
