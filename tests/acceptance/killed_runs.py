"""The program killed at one system call: which calls a run makes, and a run that ends at one of them.

A child of the test's own process runs the program. An audit hook sees it open files for writing, rename, link, remove
and start git; what Python does not audit, `write` and `fsync`, is wrapped. The child kills itself before the call, so
that the last thing that happened is the call before. Nothing of the program knows of it.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from in_process import run_here

from wmsgit.errors import TerminatedError

_AUDITED = {
    "os.rename": "rename", "os.link": "link", "os.remove": "unlink", "os.rmdir": "rmdir", "os.mkdir": "mkdir",
    "os.truncate": "truncate", "subprocess.Popen": "exec", "os.posix_spawn": "exec",
}  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True)
class Point:
    """One call of a run: its kind, and the how many-th of its kind it is, from 1."""

    kind: str
    number: int


def calls_of(arguments: tuple[str, ...], folder: Path, environ: Mapping[str, str]) -> list[Point]:
    """The calls that a run makes, in order; it runs to its end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        names: list[str] = []
        _watch(names.append)
        _run(arguments, folder, environ)
        whole = " ".join(names).encode()
        os._exit(0 if _write_all(writing, whole) else 1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        names = pipe.read().decode().split()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    counts: dict[str, int] = {}
    points = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        points.append(Point(name, counts[name]))
    return points


def run_killed_at(
    point: Point, arguments: tuple[str, ...], folder: Path, environ: Mapping[str, str], number: int = signal.SIGKILL
) -> int:
    """The exit code of a run that gets a signal before one of its calls; negative where the signal ended it."""
    child = os.fork()
    if child == 0:
        left = [point.number]

        def count(name: str) -> None:
            if name == point.kind:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), number)

        _watch(count)
        os._exit(_run(arguments, folder, environ))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _run(arguments: tuple[str, ...], folder: Path, environ: Mapping[str, str]) -> int:
    for name in (signal.SIGTERM, signal.SIGHUP):  # as the program's own start has it
        signal.signal(name, _end)
    try:
        return run_here(arguments, folder, environ).returncode
    except BaseException:  # noqa: BLE001 - the child must not come back into the test
        return 99


def _end(number: int, _frame: object) -> None:
    raise TerminatedError(number)


def _watch(say: Callable[[str], object]) -> None:
    own = os.getpid()

    def tell(name: str) -> None:
        if os.getpid() == own:  # what the run itself has forked is its own affair
            say(name)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        name = _name_of(event, arguments)
        if name:
            tell(name)

    write, fsync = os.write, os.fsync

    def watched_write(descriptor: int, data: bytes) -> int:
        tell("write")
        return write(descriptor, data)

    def watched_fsync(descriptor: int) -> None:
        tell("fsync")
        fsync(descriptor)

    os.write, os.fsync = watched_write, watched_fsync
    sys.addaudithook(hook)


def _name_of(event: str, arguments: tuple[Any, ...]) -> str:
    """What a call that is audited is named; empty for one that changes nothing."""
    if arguments and "__pycache__" in str(arguments[0]):  # the first run of all compiles what it imports
        return ""
    if event == "open":
        return "open" if isinstance(arguments[2], int) and arguments[2] & _WRITING else ""
    return _AUDITED.get(event, "")


def _write_all(descriptor: int, data: bytes) -> bool:
    with os.fdopen(descriptor, "wb") as pipe:
        pipe.write(data)
    return True
