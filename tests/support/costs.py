"""What work costs: in seconds of the processor, which a busy machine does not blur, and as it grows."""

import gc
import time
from collections.abc import Callable

_QUADRATIC = 16
"""What four times as much costs where the cost grows with the square."""
_NOISE_S = 0.1
_TRIES = 6
"""Shared caches make even processor time uneven on a busy machine; what is quadratic is so every time."""


def processor_seconds(work: Callable[[], object]) -> float:
    """How long the processor was at it, without the search for cycles, which grows with the whole suite."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        if was_on:
            gc.enable()


def require_linear(work: Callable[[int], object], size: int) -> None:
    """Fail where four times the size costs more than twice what linear work would, each time that it is measured."""
    for _ in range(_TRIES):
        small = min(processor_seconds(lambda: work(size)) for _ in range(2))
        large = processor_seconds(lambda: work(4 * size))
        if large < _QUADRATIC / 2 * max(small, _NOISE_S):
            return
    raise AssertionError(f"{size:,}: {small:.3f} s, four times that: {large:.3f} s")
