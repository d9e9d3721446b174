"""Commit messages: subject, body and trailers as git lays them out, and the names of our own trailers."""

import re
from collections.abc import Mapping, Sequence

Trailers = Mapping[str, str | Sequence[str]]
"""Name → value of each trailer, or its values where it stands several times."""

TRAILER = "Wmsgit-Op"
"""The trailer that has the name of the operation that made a commit."""
SESSION_TRAILER = "Wmsgit-Session"
"""The trailer that has the id of the session in which it was made."""
RENUMBER = "Wmsgit-Renumber"
"""The trailer that has a pair of ids: the one before, a space, and the one after."""
UNDO = "Wmsgit-Undo"
"""The trailer that has the id of the commit which was reverted."""
OVERRIDE = "Override"
"""The trailer that says why something was written that a review refuses otherwise."""

# A message is given as a file and not edited; lines that begin with `#` are text (git-commit, `--cleanup`).
COMMIT_OPTIONS = ("--quiet", "--no-verbose", "--cleanup=whitespace", "--file=-")
_TRAILER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*: \S")


def compose(message: str, trailers: Trailers) -> str:
    """The whole message; trailers join a block that already ends it (git-interpret-trailers)."""
    text = message.strip()
    pairs = [
        (name, item) for name, value in trailers.items() for item in ([value] if isinstance(value, str) else value)
    ]
    lines = [f"{name}: {' '.join(value.split())}" for name, value in pairs]
    if not lines:
        return f"{text}\n"
    gap = "\n" if _ends_in_trailers(text) else "\n\n"
    return text + gap + "\n".join(lines) + "\n"


def trailer_line(trailers: Trailers) -> str:
    """The line of the first trailer, by which a commit is found again; empty when there is none."""
    return next(iter(compose("", dict([next(iter(trailers.items()))])).splitlines()[-1:]), "") if trailers else ""


def _ends_in_trailers(text: str) -> bool:
    """Whether the last paragraph has only trailers; the subject is never one of them."""
    _, gap, last = text.rpartition("\n\n")
    return bool(gap) and all(_TRAILER.match(line) for line in last.splitlines())
