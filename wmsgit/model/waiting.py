"""Waiting for another process to say something."""

from typing import IO


def has_answer(stream: "IO[bytes] | int", seconds: float) -> bool:
    """Whether a pipe has something to read, or has ended, within so many seconds.

    By `poll`, which knows every number of a descriptor: `select` fails beyond 1,023, in a process with many files open.
    """
    import select

    watch = select.poll()
    watch.register(stream, select.POLLIN)
    return bool(watch.poll(max(seconds, 0) * 1000))
