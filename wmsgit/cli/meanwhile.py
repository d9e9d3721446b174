"""Meanwhile: something that waits for another process is begun now and looked at later."""

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def meanwhile(work: Callable[[], T]) -> Callable[[], T]:
    """Begin `work` in a thread; what is returned waits for it, and gives what it gave or raises what it raised."""
    given: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            given.append(work())
        except BaseException as error:  # noqa: BLE001 (raised again where the result is asked for)
            raised.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()

    def wait() -> T:
        thread.join()
        if raised:
            raise raised[0]
        return given[0]

    return wait
