"""Messages: what is said on standard error, free of whatever could steer a terminal."""

import sys
from collections.abc import Iterable
from contextlib import suppress

from wmsgit.errors import WmsgitError
from wmsgit.model.text import clean, one_line

__all__ = ["error_lines", "one_line", "say", "warn"]


def say(*lines: str) -> None:
    """Print lines on standard error, after what was printed on standard output: a log has both in their order."""
    with suppress(OSError, ValueError):  # closed, which is for whoever prints there to say
        sys.stdout.flush()
    sys.stderr.write("".join(f"{clean(line)}\n" for line in lines))


def warn(messages: Iterable[str]) -> None:
    """Print each message as a warning on standard error."""
    say(*(f"warning: {message}" for message in messages))


def error_lines(error: WmsgitError) -> list[str]:
    """An error as lines: place and message, its details, and how to mend it."""
    first, *rest = str(error).split("\n")
    return [f"wmsgit: {first}", *rest]
