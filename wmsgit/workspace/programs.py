"""Programs of the user's that answer a question: given so long and so much room, then ended with all they began."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from wmsgit.errors import GitError
from wmsgit.model.waiting import has_answer

if TYPE_CHECKING:
    import subprocess

_CHUNK_BYTES = 1 << 16
_MAX_ERROR_LINES = 5
_UNCHANGED = "nothing was changed"


def answer_of(
    words: Sequence[str],
    text: bytes,
    *,
    cwd: Path,
    timeout_s: float,
    max_bytes: int,
    environ: Mapping[str, str] | None = None,
) -> bytes:
    """What a program writes to its standard output, given a text on its standard input.

    It has this process's environment, or the one that is given. Its whole process group is ended when it takes too
    long, says too much, or when this process is interrupted.

    Raises:
        GitError: when it cannot be started, fails, takes too long, or says more than `max_bytes`.
    """
    import subprocess
    import tempfile

    if not words:
        raise GitError("there is no program to run", hint=_UNCHANGED)
    with tempfile.TemporaryFile() as request, tempfile.TemporaryFile() as errors:
        request.write(text)
        request.seek(0)
        try:
            process = subprocess.Popen(
                words,
                cwd=cwd,
                env=environ,
                stdin=request,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        except OSError as error:
            raise GitError(f"{words[0]} cannot be started: {error.strerror}", hint=_UNCHANGED) from error
        try:
            output = _read(process, words[0], timeout_s, max_bytes)
        finally:
            _end(process)
        if process.returncode:
            raise GitError(
                f"{words[0]} failed with exit code {process.returncode}", details=_lines(errors), hint=_UNCHANGED
            )
    return output


def _read(process: "subprocess.Popen[bytes]", name: str, timeout_s: float, max_bytes: int) -> bytes:
    import os
    import time

    assert process.stdout is not None  # it was asked for as a pipe
    ends_at, parts, size = time.monotonic() + timeout_s, list[bytes](), 0
    while True:
        left_s = ends_at - time.monotonic()
        if left_s <= 0 or not has_answer(process.stdout, left_s):
            raise GitError(f"{name} took more than {timeout_s:g} s and was ended", hint=_UNCHANGED)
        part = os.read(process.stdout.fileno(), _CHUNK_BYTES)
        size += len(part)
        if size > max_bytes:
            raise GitError(f"{name} said more than {max_bytes:,} bytes and was ended", hint=_UNCHANGED)
        if not part:
            break
        parts.append(part)
    import subprocess

    try:
        process.wait(max(0.1, ends_at - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise GitError(f"{name} took more than {timeout_s:g} s and was ended", hint=_UNCHANGED) from None
    return b"".join(parts)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program and whatever it has started in its group."""
    import os
    import signal
    from contextlib import suppress

    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def _lines(errors: IO[bytes]) -> list[str]:
    errors.seek(0)
    return errors.read(_CHUNK_BYTES).decode(errors="backslashreplace").splitlines()[-_MAX_ERROR_LINES:]
