"""Deadlines: `--timeout`, which ends a whole command, also where it is inside of something that asks nobody.

The command runs in a child; this process waits, and says what was not done. A child and its own children are one
process group, so that none is left behind; on a terminal they stay in the terminal's, or could not read from it.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn

from wmsgit.cli.words import TIMEOUT
from wmsgit.errors import IncompleteError

TIMED = (("check",), ("diff",), ("drift", "scan"))
"""The commands that take the option behind their name, too: those that builds run on strangers' changes."""

_WITH_VALUE = frozenset({"-C", "--color", "--show-completion", TIMEOUT})
_NOTE_BYTES = 4096
_EXIT_BUG = 70
_GRACE_S = 5.0
"""How long a command that is told to end may take, to leave nothing half written."""

_notes: list[Any] = []


def asked_timeout(args: Sequence[str]) -> tuple[float, str]:
    """The seconds that a command line gives its command, and the command's name; 0 for no bound.

    What is no number is left to the parser, which complains.
    """
    start = _start_of_command(args)
    words = tuple(word for word in args[start : start + 2] if not word.startswith("-"))
    verb = next((item for item in TIMED if words[: len(item)] == item), ())
    end = args.index("--") if "--" in args else len(args)
    searched = args[:end] if verb else args[: min(start, end)]
    return _seconds(searched), " ".join(verb or words[:1]) or "wmsgit"


def _start_of_command(args: Sequence[str]) -> int:
    at = 0
    while at < len(args) and args[at].startswith("-"):
        at += 2 if args[at] in _WITH_VALUE else 1
    return at


def _seconds(args: Sequence[str]) -> float:
    removeprefix = ""
    for position, argument in enumerate(args):
        if argument.startswith(f"{TIMEOUT}="):
            removeprefix = argument.removeprefix(f"{TIMEOUT}=")
        elif argument == TIMEOUT and position + 1 < len(args):
            removeprefix = args[position + 1]
    try:
        return max(float(removeprefix or 0), 0.0)
    except ValueError:
        return 0.0


def note(text: str) -> None:
    """Leave word of how far the command is, for whoever stops it; nothing where nobody may."""
    for notes in _notes:
        raw = text.encode("utf-8", "replace")[: _NOTE_BYTES - 1]
        notes[: len(raw) + 1] = raw + b"\0"


def is_timed() -> bool:
    """Whether anybody may stop the command."""
    return bool(_notes)


def within(seconds: float, name: str, work: Callable[[], int]) -> int:
    """Do the work in a child, for so many seconds at most.

    Args:
        seconds: how long it may take.
        name: the command's, for the message.
        work: the whole command; it says what goes wrong, leaves nothing in the streams, and gives the exit code.

    Returns:
        The exit code.

    Raises:
        IncompleteError: when it was stopped.
    """
    import mmap

    if not _can_fork():
        return _within_alarm(seconds, name, work)
    notes = mmap.mmap(-1, _NOTE_BYTES)
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()  # the child's end closes when it is gone
    is_apart = not sys.stdin.isatty()
    child = os.fork()
    if child == 0:
        _run_apart(work, notes, is_apart=is_apart)
    os.close(writing)
    code = _Child(child, reading, is_apart=is_apart).wait(seconds)
    os.close(reading)
    if code is not None:
        return code
    raise _stopped(seconds, name, bytes(notes[:]).partition(b"\0")[0].decode("utf-8", "replace"))


def _can_fork() -> bool:
    """Whether a child would print where this process does: it does not where a program has put its own streams."""
    try:
        return hasattr(os, "fork") and (sys.stdout.fileno(), sys.stderr.fileno()) == (1, 2)
    except (OSError, ValueError):
        return False


def _run_apart(work: Callable[[], int], notes: Any, *, is_apart: bool) -> NoReturn:
    code = _EXIT_BUG
    try:
        if is_apart:
            os.setpgid(0, 0)
        _notes.append(notes)
        code = work()
    finally:
        os._exit(code)


def _within_alarm(seconds: float, name: str, work: Callable[[], int]) -> int:
    """Do the work here; it ends where Python next looks at signals."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise _stopped(seconds, name, "")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stopped(seconds: float, name: str, done: str) -> IncompleteError:
    return IncompleteError(
        f"'{name}' takes longer than {seconds:g} s, and was stopped",
        details=[done or f"not done: all of '{name}' that is not printed above"],
        hint=f"a longer {TIMEOUT}, or a part of it at a time",
    )


class _Child:
    """The child that does the work.

    Args:
        pid: its process.
        reading: a pipe that ends when it does.
        is_apart: whether it leads a process group.
    """

    def __init__(self, pid: int, reading: int, *, is_apart: bool) -> None:
        self._pid = pid
        self._reading = reading
        self._is_apart = is_apart

    def wait(self, seconds: float) -> int | None:
        """Its exit code; None where it had to be stopped."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._pass_on)
        try:
            is_done = self._ends(seconds)
        except KeyboardInterrupt:
            self._send(signal.SIGINT)
            is_done = self._ends(_GRACE_S)
        if not is_done:
            self._send(signal.SIGTERM)
            if not self._ends(_GRACE_S):
                self._send(signal.SIGKILL)
        _, status = os.waitpid(self._pid, 0)
        code = os.waitstatus_to_exitcode(status)
        return (code if code >= 0 else 128 - code) if is_done else None

    def _ends(self, seconds: float) -> bool:
        from wmsgit.model.waiting import has_answer

        return has_answer(self._reading, seconds)

    def _send(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._pid, number) if self._is_apart else os.kill(self._pid, number)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self._send(number)
