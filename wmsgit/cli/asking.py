"""Asking: a question to the person at the terminal, and what holds where there is none."""

import sys

from wmsgit.cli.input.editor import is_interactive
from wmsgit.cli.messages import one_line

_YES = frozenset({"y", "yes"})


def agreed(question: str, *, yes: bool) -> bool:
    """Whether a person agrees: at once with `--yes` or without a question, never where nobody is there to ask."""
    if yes or not question:
        return True
    if not is_interactive():
        return False
    sys.stderr.write(f"{one_line(question)}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in _YES
