"""Progress: one line on standard error that says how far long work is, on a terminal only."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wmsgit.cli.deadline import is_timed, note
from wmsgit.cli.run import Run

_AFTER_S = 0.5
_EVERY_S = 0.1


@contextmanager
def progress_line(run: Run, verb: str) -> Iterator[Callable[[int, int], None] | None]:
    """What long work tells how far it is: done, and of how many. None where nobody would see it."""
    if not sys.stderr.isatty() or run.environ.get("TERM") == "dumb":
        yield _noting(verb) if is_timed() else None
        return
    if run.waiting is not None:
        run.waiting.stop()
    line = _Line(verb)
    try:
        yield line.tell
    finally:
        line.clear()


def _noting(verb: str) -> Callable[[int, int], None]:
    """Leaves word of how far the work is, for whoever stops it."""
    return lambda done, total: note(f"{verb} {done:,} of {total:,}; what it still had to do is not told")


class _Line:
    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._next_s = time.monotonic() + _AFTER_S
        self._is_shown = False

    def tell(self, done: int, total: int) -> None:
        _noting(self._verb)(done, total)
        if time.monotonic() < self._next_s:
            return
        self._next_s = time.monotonic() + _EVERY_S
        self._is_shown = True
        sys.stderr.write(f"\r{self._verb} {done:,} of {total:,}")
        sys.stderr.flush()

    def clear(self) -> None:
        if self._is_shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
