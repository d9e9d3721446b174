"""^C, SIGTERM and SIGHUP while git writes: they wait until git has ended, so that no half state is left."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from wmsgit.errors import TerminatedError

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Interrupt:
    """Which signal has come in between; 0 for none."""

    number = 0

    @property
    def came(self) -> bool:
        """Whether one has."""
        return self.number != 0

    def error(self) -> KeyboardInterrupt:
        """What the signal would have raised."""
        return KeyboardInterrupt() if self.number == signal.SIGINT else TerminatedError(self.number)


@contextmanager
def interrupts_deferred() -> Iterator[Interrupt]:
    """Notes ^C instead of raising: the terminal sends it to git as well, which ends and takes its locks away.

    Outside the main thread nothing is done, for there Python never raises KeyboardInterrupt. A signal that is
    ignored stays so, and SIGTERM and SIGHUP stay as they are where the program has no handler for them.
    """
    interrupt = Interrupt()

    def note(number: int, _frame: FrameType | None) -> None:
        interrupt.number = interrupt.number or number

    is_main = threading.current_thread() is threading.main_thread()
    numbers = [number for number in map(_number, _NAMES) if number and _is_deferrable(number)] if is_main else []
    previous = {number: signal.signal(number, note) for number in numbers}
    try:
        yield interrupt
    finally:
        for number, handler in previous.items():
            # None: the handler was not installed from Python, and cannot be put back.
            signal.signal(number, signal.default_int_handler if handler is None else handler)


@contextmanager
def interrupts_held_back() -> Iterator[Callable[[], object]]:
    """Gives a function from whose call on, until the end of the block, signals wait as in `interrupts_deferred`.

    A signal that comes after what cannot be undone is dropped: what is reported is what was done.
    """
    with ExitStack() as stack:
        yield lambda: stack.enter_context(interrupts_deferred())


def _number(name: str) -> signal.Signals | None:
    return getattr(signal, name, None)  # Windows has no SIGHUP


def _is_deferrable(number: signal.Signals) -> bool:
    handler = signal.getsignal(number)
    return handler != signal.SIG_IGN and (number == signal.SIGINT or callable(handler))
