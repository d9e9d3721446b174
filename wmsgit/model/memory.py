"""Memory: when Python looks for circles of garbage among a plane's records, which takes longer than a request may."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def reading_much() -> Iterator[None]:
    """While a plane is read: nothing is looked for, and what was read is left aside by every later look.

    A look at 100,000 records takes a second, and comes when somebody types; while they are read, looks take four
    times as long as the reading.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
