"""The program killed, or refused, at one system call: which calls a run makes, and a run in which one of them fails.

A child of the test's own process runs the program. An audit hook sees it open files for writing, rename, link, remove
and start git; what Python does not audit, `write` and `fsync`, is wrapped. The child kills itself before the call, so
that the last thing that happened is the call before, or the call gives an error, as on a full disk. Nothing of the
program knows of it. Git, which it starts, is stood for by a script that dies at one of its starts.
"""

import errno
import os
import shutil
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
TAKES_SPACE = frozenset({"open", "write", "fsync", "mkdir"})
Run = Callable[[tuple[str, ...], Path, Mapping[str, str]], int]
"""Runs the program with arguments in a folder and an environment, and gives its exit code."""
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
    return _run_with(point, lambda: os.kill(os.getpid(), number), arguments, folder, environ)


def run_failing_at(
    point: Point,
    arguments: tuple[str, ...],
    folder: Path,
    environ: Mapping[str, str],
    *,
    lasts: bool,
    run: Run | None = None,
) -> int:
    """The exit code of a run on a disk that is full at one of its calls; with `lasts`, from there on to the end.

    What frees space, or only renames, never fails then, nor does Git, which is on another disk, as it were.
    """

    def fail() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return _run_with(point, fail, arguments, folder, environ, lasts=lasts, run=run)


_STRACE = 'exec strace -qq -o /dev/null -e trace={call} -e inject={call}:{what} "$REAL" "$@"'
GIT_DEATHS = {
    "before it does anything": "kill -9 $$",
    "after it has done everything": '"$REAL" "$@"; kill -9 $$',
    "at its first rename": _STRACE.format(call="rename", what="signal=KILL:when=1"),
    "at its second rename": _STRACE.format(call="rename", what="signal=KILL:when=2"),
    "when its disk is full": (  # what reads writes to a pipe, which is never full
        'case " $* " in *" commit "*|*" add "*|*" update-index "*|*" merge "*|*" reset "*) '
        f"{_STRACE.format(call='write', what='error=ENOSPC:when=2+')};; esac"
    ),
    "when its second rename fails": _STRACE.format(call="rename", what="error=ENOSPC:when=2"),
}
"""How a git dies → what the script does in its place."""


def with_dying_git(folder: Path, environ: Mapping[str, str], start: int, death: str) -> dict[str, str]:
    """An environment in which the `start`-th git that is started, from 1, dies in one way; all others are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    count, script = folder / "count", folder / "git"
    count.write_text("0")
    script.write_text(
        f"""#!/bin/sh
REAL={shutil.which("git", path=environ["PATH"])}
number=$(($(cat '{count}') + 1))
echo $number > '{count}'
if [ $number = {start} ]; then {GIT_DEATHS[death]}; fi
exec "$REAL" "$@"
"""
    )
    script.chmod(0o755)
    return {**environ, "PATH": f"{folder}{os.pathsep}{environ['PATH']}"}


def _run_with(
    point: Point,
    act: Callable[[], object],
    arguments: tuple[str, ...],
    folder: Path,
    environ: Mapping[str, str],
    *,
    lasts: bool = False,
    run: Run | None = None,
) -> int:
    child = os.fork()
    if child == 0:
        left = [point.number]

        def count(name: str) -> None:
            if name == point.kind:
                left[0] -= 1
            is_point = name == point.kind and left[0] == 0
            if is_point or (lasts and left[0] <= 0 and name in TAKES_SPACE):
                act()

        _watch(count)
        os._exit(_run(arguments, folder, environ, run or _ended))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _ended(arguments: tuple[str, ...], folder: Path, environ: Mapping[str, str]) -> int:
    return run_here(arguments, folder, environ).returncode


def _run(arguments: tuple[str, ...], folder: Path, environ: Mapping[str, str], run: Run = _ended) -> int:
    for name in (signal.SIGTERM, signal.SIGHUP):  # as the program's own start has it
        signal.signal(name, _end)
    try:
        return run(arguments, folder, environ)
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
    if arguments and (arguments[0] == os.devnull or "__pycache__" in str(arguments[0])):
        return ""  # which has room for everything; and the first run of all compiles what it imports
    if event == "open" and isinstance(arguments[0], int):  # an end of a pipe, which is on no disk
        return ""
    if event == "open":
        return "open" if isinstance(arguments[2], int) and arguments[2] & _WRITING else ""
    return _AUDITED.get(event, "")


def _write_all(descriptor: int, data: bytes) -> bool:
    with os.fdopen(descriptor, "wb") as pipe:
        pipe.write(data)
    return True
