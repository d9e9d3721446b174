"""Watched: a user's query in a process of its own, which can be ended where SQLite asks nobody.

SQLite calls the progress handler between two steps of a statement, but one step may compare two texts or read a
full-text expression for minutes. The child has the parent's memory as it was; it sends back what it finds.
"""

import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import IO, Any, NoReturn

from wmsgit.errors import IncompleteError, WmsgitError
from wmsgit.model.waiting import has_answer

Message = tuple[str, Any]
"""`part` and a value, `error` and an error's class with its words, or `end` and nothing."""

_GRACE_S = 1.0
"""How much longer than the query may take its process waits to say so itself."""


def can_watch() -> bool:
    """Whether a process can be forked safely here: only where nothing else runs in this one."""
    import threading

    return hasattr(os, "fork") and threading.active_count() == 1


def watched(work: Callable[[], Iterable[Any]], *, timeout_s: float, growth_bytes: int) -> Iterator[Any]:
    """What `work` gives, from a process of its own.

    Time counts only while the next value is waited for.

    Args:
        work: what to do; its values are pickled.
        timeout_s: how long it may take, all told.
        growth_bytes: how much memory it may need beyond what this process has.

    Raises:
        IncompleteError: when it takes longer, or its process dies of what it needs.
        WmsgitError: what `work` raises.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _serve(writing, work, timeout_s, growth_bytes)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb", buffering=0) as pipe:
            yield from _received(pipe, timeout_s)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _received(pipe: IO[bytes], timeout_s: float) -> Iterator[Any]:
    left_s = timeout_s + _GRACE_S
    while True:
        sort, value, left_s = _next(pipe, left_s, timeout_s)
        if sort == "end":
            return
        if sort == "error":
            cls, message, hint = value
            raise cls(message, hint=hint)
        yield value


def _next(pipe: IO[bytes], left_s: float, timeout_s: float) -> tuple[str, Any, float]:
    """The next message, and how much time is left after it."""
    import time

    start = time.monotonic()
    is_ready = has_answer(pipe, left_s)
    left_s -= time.monotonic() - start
    if not is_ready:
        raise IncompleteError(f"the query takes longer than {timeout_s:g} s", hint="narrow it")
    try:
        size = int.from_bytes(_whole(pipe, 8))
        sort, value = pickle.loads(_whole(pipe, size))  # noqa: S301 - of our own child
    except EOFError:
        raise IncompleteError("the query needs more memory or time than it may have", hint="narrow it") from None
    return sort, value, left_s


def _whole(pipe: IO[bytes], size: int) -> bytes:
    result = bytearray()
    while len(result) < size:
        part = pipe.read(size - len(result))
        if not part:
            raise EOFError
        result += part
    return bytes(result)


def _serve(writing: int, work: Callable[[], Iterable[Any]], timeout_s: float, growth_bytes: int) -> NoReturn:
    """The child: send everything, and be gone without a trace of the parent's streams."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends this process
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        _limit(timeout_s, growth_bytes)
        with os.fdopen(writing, "wb", buffering=0) as pipe:
            for message in _messages(work):
                body = pickle.dumps(message)
                _send(pipe, len(body).to_bytes(8) + body)
        status = 0
    finally:
        os._exit(status)


def _messages(work: Callable[[], Iterable[Any]]) -> Iterator[Message]:
    try:
        for value in work():
            yield "part", value
        yield "end", None
    except WmsgitError as error:
        yield "error", (type(error), error.message, error.hint)
    except MemoryError:
        yield "error", (IncompleteError, "the query needs more memory than it may have", "narrow it")


def _send(pipe: IO[bytes], body: bytes) -> None:
    view = memoryview(body)
    while view:
        view = view[pipe.write(view) :]


def _limit(timeout_s: float, growth_bytes: int) -> None:
    """Bound the process, also for when nobody is left to end it."""
    import resource
    from pathlib import Path

    seconds = int(timeout_s + _GRACE_S) + 1
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with suppress(OSError, ValueError, IndexError):  # only Linux says how much a process has
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + growth_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
