"""The pager: what is longer than the screen goes through the user's own, as Git's output does."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import subprocess

Configured = Callable[[], str]
"""Gives `core.pager`, empty where it is not set. It is called only when something is longer than the screen."""

_NONE = frozenset({"", "cat"})
_DEFAULTS = {"LESS": "FRX", "LV": "-c"}
"""What Git sets for its pager where the user has not (git-config(1), core.pager)."""


@contextmanager
def paged(environ: Mapping[str, str], configured: Configured, *, is_wanted: bool = True) -> Iterator[None]:
    """Let what is printed in the block go through a pager if it is longer than the terminal; off in pipes."""
    screen = _screen(environ, configured) if is_wanted else None
    if screen is None:
        yield
        return
    before = sys.stdout, sys.stderr
    sys.stdout = cast("Any", _Held(screen, before[0]))
    if before[1].isatty():
        sys.stderr = cast("Any", _Held(screen, before[1]))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        screen.finish()


def pager_command(environ: Mapping[str, str], configured: Configured) -> str:
    """The command line of the pager, in Git's order, with WMSGIT_PAGER before it; empty for none."""
    named = environ.get("WMSGIT_PAGER", environ.get("GIT_PAGER"))
    if named is None:
        named = configured() or environ.get("PAGER", "less")
    return "" if named.strip() in _NONE else named.strip()


def _screen(environ: Mapping[str, str], configured: Configured) -> "_Screen | None":
    if not sys.stdout.isatty() or environ.get("TERM", "dumb") == "dumb":
        return None
    import shutil

    columns, lines = shutil.get_terminal_size((0, 0))
    return _Screen(environ, configured, columns, lines) if lines else None  # a terminal without a size has no screen


class _Screen:
    """What is printed, kept until it is more than one screen; from then on the pager has it."""

    def __init__(self, environ: Mapping[str, str], configured: Configured, columns: int, lines: int) -> None:
        self._environ = environ
        self._configured = configured
        self._columns = max(columns, 1)
        self._room = lines - 1
        self._kept: list[tuple[IO[str], str]] = []
        self._pager: subprocess.Popen[str] | None = None
        self._is_direct = False

    def take(self, stream: IO[str], text: str) -> None:
        """Print a text: later, in the pager, or at once where there is no pager."""
        if self._is_direct:
            stream.write(text)
        elif self._pager is not None:
            self._feed(text)
        else:
            self._kept.append((stream, text))
            self._room -= sum(_height(line, self._columns) for line in text.split("\n")) - 1
            if self._room < 0:
                self._start()

    def finish(self) -> None:
        """Print what is still kept, or wait until the reader has left the pager."""
        pager = self._pager
        if pager is None:
            self._print_kept()
            return
        self._close(pager)
        while True:
            try:
                pager.wait()
                break
            except KeyboardInterrupt:  # ^C is the pager's, which goes on
                continue

    def _start(self) -> None:
        command = pager_command(self._environ, self._configured)
        self._pager = _started(command, self._environ) if command else None
        if self._pager is None:
            self._is_direct = True
            self._print_kept()
            return
        kept, self._kept = self._kept, []
        for _, text in kept:
            self._feed(text)

    def _print_kept(self) -> None:
        kept, self._kept = self._kept, []
        for stream, text in kept:
            stream.write(text)
            stream.flush()

    def _feed(self, text: str) -> None:
        """Give the pager a text; what a reader who has left would have seen is dropped."""
        if self._pager is None or self._pager.stdin is None or self._pager.stdin.closed:
            return
        try:
            self._pager.stdin.write(text)
        except (BrokenPipeError, OSError):
            self._close(self._pager)

    @staticmethod
    def _close(pager: "subprocess.Popen[str]") -> None:
        try:
            if pager.stdin is not None:
                pager.stdin.close()
        except (BrokenPipeError, OSError):
            return


class StandIn:
    """What stands in for a stream, with a `write` of its own; everything else is the stream's."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def writelines(self, lines: Any) -> None:
        """Print texts; the first may take long to make."""
        for line in lines:
            self.write(line)


class _Held(StandIn):
    """A stream whose text goes to the screen first."""

    def __init__(self, screen: _Screen, stream: IO[str]) -> None:
        super().__init__(stream)
        self._screen = screen

    def write(self, text: str) -> int:
        """Print a text.

        Raises:
            TypeError: when it is none; the parser asks by bytes what sort of stream this is.
        """
        if not isinstance(text, str):
            raise TypeError("a text is needed")
        if text:
            self._screen.take(self._stream, text)
        return len(text)

    def flush(self) -> None:
        """Nothing: what is kept is printed when it is known whether it fits."""


def _started(command: str, environ: Mapping[str, str]) -> "subprocess.Popen[str] | None":
    """The pager, started by the shell as Git starts it; None where it cannot be."""
    import shutil
    import subprocess

    word = command.split(maxsplit=1)[0]
    is_plain = word.replace("-", "").replace("_", "").replace("/", "").replace(".", "").isalnum()
    if is_plain and shutil.which(word) is None:
        return None
    try:
        return subprocess.Popen(
            ["sh", "-c", command],
            stdin=subprocess.PIPE,
            env={**_DEFAULTS, **environ},
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError:
        return None


def _height(line: str, columns: int) -> int:
    """The lines of the terminal that a line takes, wide characters counted as one."""
    return max(1, -(-len(line) // columns))
