"""^C while git writes: it waits until git has ended, so that no half state is left."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class Interrupt:
    """Whether ^C was pressed in between."""

    came: bool = False


@contextmanager
def interrupts_deferred() -> Iterator[Interrupt]:
    """Notes ^C instead of raising: the terminal sends it to git as well, which ends and takes its locks away.

    Outside the main thread nothing is done, for there Python never raises KeyboardInterrupt; nor where ^C is
    ignored.
    """
    interrupt = Interrupt()
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        yield interrupt
        return

    def note(_signal: int, _frame: FrameType | None) -> None:
        interrupt.came = True

    previous = signal.signal(signal.SIGINT, note)
    try:
        yield interrupt
    finally:
        # None: the handler was not installed from Python, and cannot be put back.
        signal.signal(signal.SIGINT, signal.default_int_handler if previous is None else previous)
