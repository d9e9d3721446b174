"""Work beside work: the same on many items on every core, or one thing in the background."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_FAST_S = 120e-6
"""What takes less for an item is done here: another process takes as long to have its copy of the memory (measured)."""


def map_on_all_cores(
    work: Callable[[_Item], _Result], items: Sequence[_Item], *, prepare: Callable[[], object] = bool
) -> Iterator[_Result]:
    """`work(item)` for each item, in order.

    Where processes cannot be forked safely, or there is one core, this process does it all.

    Args:
        work: what to do; it may be a closure, for the children inherit it. Its results are pickled.
        items: on what; few and large, such as chunks of a list.
        prepare: imports what `work` needs, before the fork, so that no child pays for it again.
    """
    cores = _cores()
    if cores < 2 or len(items) < 2 or not _can_fork():  # noqa: PLR2004 - one gains nothing
        yield from map(work, items)
        return
    import multiprocessing

    prepare()
    _INHERITED.append((work, items))
    try:
        with _deaf():
            pool = multiprocessing.get_context("fork").Pool(min(cores, len(items)), _end_at_once_when_told)
        with pool:
            yield from pool.imap(_call, range(len(items)))
    finally:
        _INHERITED.pop()


def map_chunks(
    work: Callable[[Sequence[_Item]], _Result],
    chunks: Sequence[Sequence[_Item]],
    *,
    prepare: Callable[[], object] = bool,
) -> Iterator[_Result]:
    """`work(chunk)` for each chunk of a list, in order, in further processes where the first chunk shows that it pays.

    Args:
        work: what to do, as in `map_on_all_cores`.
        chunks: on what.
        prepare: as there; not called where no process is forked.
    """
    import time

    start_s = time.process_time()
    for chunk in chunks[:1]:
        yield work(chunk)
        is_fast = time.process_time() - start_s < _FAST_S * len(chunk)
        others = chunks[1:]
        yield from map(work, others) if is_fast else map_on_all_cores(work, others, prepare=prepare)


@contextmanager
def _deaf() -> Iterator[None]:
    """Children that are forked here see no signal yet, and never ^C, which a terminal sends to all.

    The parent ends them. A child that was told to end while it still had the parent's handlers would go on.
    """
    import signal

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_at_once_when_told() -> None:
    """In a child: the signals that undo a write in the parent end it, without the parent's handlers."""
    import signal

    ending = {signal.SIGTERM, signal.SIGHUP}
    for number in ending:
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ending)


_INHERITED: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []
"""What the children find in their copy of this process's memory: a closure could not be sent to them."""


def _call(number: int) -> Any:
    work, items = _INHERITED[-1]
    return work(items[number])


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _can_fork() -> bool:
    import multiprocessing
    import threading

    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def in_background(work: Callable[[], _Result]) -> Callable[[], _Result]:
    """Begin `work` in a thread; what is returned waits for it, and gives what it gave or raises what it raised."""
    given: list[_Result] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            given.append(work())
        except BaseException as error:  # noqa: BLE001 (raised again where the result is asked for)
            raised.append(error)

    from threading import Thread

    thread = Thread(target=run, daemon=True)
    thread.start()

    def wait() -> _Result:
        thread.join()
        if raised:
            raise raised[0]
        return given[0]

    return wait
