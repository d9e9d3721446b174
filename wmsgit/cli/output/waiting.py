"""Waiting: a line on a terminal that says that a command is still at it, once it has taken half a second."""

import _thread
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from wmsgit.cli.output.pager import StandIn
from wmsgit.cli.run import Run

_AFTER_S = 0.5
_EVERY_S = 0.5


@contextmanager
def waiting_line(run: Run, name: str) -> Iterator[None]:
    """Say as long as the block takes that `name` is still running; whatever is printed takes the line away first."""
    if not sys.stderr.isatty() or run.environ.get("TERM", "dumb") == "dumb":
        yield
        return
    line = _WaitingLine(name, sys.stderr)
    run.waiting = line
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast("Any", _Clearing(line, stream)) for stream in before)
    try:
        yield
    finally:
        line.stop()
        sys.stdout, sys.stderr = before


class _WaitingLine:
    """The line, written by a thread of its own."""

    def __init__(self, name: str, stream: IO[str]) -> None:
        self._name = name
        self._stream = stream
        self._ends = _thread.allocate_lock()
        self._ended = _thread.allocate_lock()
        self._is_shown = False
        self._is_stopped = False
        self._ends.acquire()
        self._ended.acquire()
        _thread.start_new_thread(self._write, ())

    def stop(self) -> None:
        """Take the line away for good."""
        if self._is_stopped:
            return
        self._is_stopped = True
        self._ends.release()
        self._ended.acquire()
        if self._is_shown:
            self._stream.write("\r\033[K")
            self._stream.flush()

    def _write(self) -> None:
        started_s = time.monotonic()
        delay_s = _AFTER_S
        try:
            while not self._ends.acquire(timeout=delay_s):
                self._is_shown = True
                self._stream.write(f"\r{self._name} … {time.monotonic() - started_s:.0f} s")
                self._stream.flush()
                delay_s = _EVERY_S
        finally:
            self._ended.release()


class _Clearing(StandIn):
    """A stream before whose first text the line goes away."""

    def __init__(self, line: _WaitingLine, stream: IO[str]) -> None:
        super().__init__(stream)
        self._line = line

    def write(self, text: str) -> int:
        """Print a text."""
        self._line.stop()
        return self._stream.write(text)
