"""The editor: opens a text in the user's own, and opens it again with the errors in it until it is right."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from wmsgit.cli.messages import error_lines, say
from wmsgit.cli.run import Run
from wmsgit.errors import ConflictError, GitError, InvalidError, NotFoundError, UsageError, WmsgitError
from wmsgit.schema.kind import Kind

_MARK = "#! "
_MAX_ROUNDS = 25
_NO = frozenset({"n", "no", "q", "quit"})
_ON_TERMINALS = frozenset(
    [
        "vi",
        "vim",
        "nvim",
        "view",
        "nano",
        "pico",
        "ed",
        "ex",
        "hx",
        "helix",
        "micro",
        "joe",
        "jed",
        "ne",
        "mcedit",
        "kak",
    ]
)
_Result = TypeVar("_Result")


def is_interactive() -> bool:
    """Whether a person sits at the terminal, so that an editor may be opened."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def edit_until_right(run: Run, kind: Kind, path: str, text: bytes, use: Callable[[bytes], _Result]) -> _Result | None:
    """Let a person edit a text until `use` takes it.

    Args:
        run: the run.
        kind: the record's kind, whose schema the editor finds where the text's modeline points.
        path: the record's path, whose name the editor shows.
        text: the text to begin with.
        use: takes the edited text, or raises an error: on a terminal a person is then asked whether to edit again;
            elsewhere the editor opens again with what is invalid shown, until it changes nothing any more.

    Returns:
        What `use` gave; None when the person changed nothing or left nothing.

    Raises:
        WmsgitError: when the person gives up; the text is kept, and the error says where.
        GitError: when the editor cannot be started or fails.
    """
    _require_terminal(run)
    with _desk(run, kind, path) as file:
        shown = text
        for _ in range(_MAX_ROUNDS):
            file.write_bytes(shown)
            _open(run, file)
            edited = without_errors(file.read_bytes())
            if not edited.strip() or edited == text:
                return None
            try:
                return use(edited)
            except WmsgitError as error:
                is_same = edited == without_errors(shown)
                if not _again(error, is_same=is_same):
                    raise _given_up(error, file) from error
                shown = with_errors(edited, error, path)
        raise UsageError("the text is still not right", hint=f"it is kept in {_kept(file)}")


def _again(error: WmsgitError, *, is_same: bool) -> bool:
    """Whether the text is to be edited again, after an error that a person may mend in it."""
    if not is_interactive():
        return isinstance(error, InvalidError) and not is_same
    if not isinstance(error, InvalidError | ConflictError | UsageError | NotFoundError):
        return False
    say(*error_lines(error))
    sys.stderr.write("edit again? [Y/n] ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    return bool(answer) and answer.strip().lower() not in _NO


def edit_text(run: Run, name: str, text: str) -> str:
    """A text as a person leaves it in the editor.

    Args:
        run: the run.
        name: the name of the file that the editor shows.
        text: the text to begin with.

    Raises:
        GitError: when the editor cannot be started or fails; the text is kept.
        InvalidError: when what is left is not valid UTF-8.
    """
    import shutil
    import tempfile

    _require_terminal(run)
    file = Path(tempfile.mkdtemp(prefix="wmsgit-")) / name
    file.write_text(text, encoding="utf-8")
    _open(run, file)
    try:
        edited = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidError("the text is not valid UTF-8", hint=f"it is kept in {file}") from error
    shutil.rmtree(file.parent, ignore_errors=True)
    return edited


def with_errors(text: bytes, error: WmsgitError, path: str) -> bytes:
    """The text with the errors above it, as comments that do not stay."""
    problems = [*(error.details or (str(error).split("\n")[0],))]
    height = len(problems) + 2
    where = re.compile(re.escape(path) + r":(\d+):(\d+)")
    result = [
        where.sub(lambda match: f"line {int(match[1]) + height}, column {match[2]}", " ".join(problem.split()))
        for problem in problems
    ]
    lines = ["This text cannot be taken yet. These lines go away by themselves:", *result, ""]
    return "".join(f"{_MARK}{line}".rstrip() + "\n" for line in lines).encode() + text


def without_errors(text: bytes) -> bytes:
    """The text without the comments that `with_errors` put above it."""
    mark = _MARK.strip().encode()
    lines = text.splitlines(keepends=True)
    first = next((number for number, line in enumerate(lines) if not line.startswith(mark)), len(lines))
    return b"".join(lines[first:])


@contextmanager
def _desk(run: Run, kind: Kind, path: str) -> Iterator[Path]:
    """A file to edit, laid out like the workspace, so that its modeline finds the schema."""
    import shutil
    import tempfile

    base = Path(tempfile.mkdtemp(prefix="wmsgit-"))
    file = base / path
    file.parent.mkdir(parents=True)
    schema = run.workspace.root / "schemas" / f"{kind.name}.schema.json"
    if schema.is_file():
        (base / "schemas").mkdir()
        shutil.copy(schema, base / "schemas" / schema.name)
    try:
        yield file
    except BaseException:
        if not file.is_file():
            shutil.rmtree(base, ignore_errors=True)
        raise
    shutil.rmtree(base, ignore_errors=True)


def _given_up(error: WmsgitError, file: Path) -> WmsgitError:
    own = "" if isinstance(error, InvalidError) else error.hint
    error.hint = "; ".join(filter(None, (own, f"your text is kept in {_kept(file)}")))
    return error


def _kept(file: Path) -> Path:
    file.write_bytes(without_errors(file.read_bytes()))
    return file


def _open(run: Run, file: Path) -> None:
    """Open a file in the editor and wait; a line with arguments is the shell's, as Git has it."""
    import subprocess

    command = editor_command(run)
    try:
        with _undisturbed():
            done = subprocess.run(["sh", "-c", f'{command} "$@"', command, str(file)], check=False)
    except OSError as error:
        raise GitError(f"the editor cannot be started: {error.strerror}", where=command) from error
    if done.returncode != 0:
        raise GitError(
            f"the editor ended with exit code {done.returncode}",
            where=command,
            hint=f"your text is kept in {file}",
        )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """While the editor runs, ^C is the editor's: it must not end us and lose the way to the text.

    A handler of ours, and not SIG_IGN, which the editor would inherit (execve(2)); where ^C is ignored already, as in a
    job in the background, the editor inherits that, as it would without us.
    """
    import signal

    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _require_terminal(run: Run) -> None:
    """Refuse an editor that would wait for keys that nobody can press.

    Raises:
        GitError: when it needs a terminal, and there is none.
    """
    command = editor_command(run)
    words = command.split()
    if words and Path(words[0].strip("'\"")).name in _ON_TERMINALS and not is_interactive():
        raise GitError(
            f"there is no terminal for the editor {command!r}",
            hint="name another one by EDITOR, or change the fields with 'set'",
        )


def editor_command(run: Run) -> str:
    """The user's editor, in Git's own order (git-var(1), GIT_EDITOR)."""
    named = run.environ.get("GIT_EDITOR") or run.workspace.config.get("core.editor")
    usual = run.environ.get("VISUAL") or run.environ.get("EDITOR")
    return named or usual or ("notepad" if sys.platform == "win32" else "vi")
