"""Operations: the commits that wmsgit made, found again by their trailer."""

import re
from collections.abc import Iterable
from pathlib import Path

from wmsgit.vcs.process import try_git

TRAILER = "Wmsgit-Op"
RENUMBER = "Wmsgit-Renumber"
"""The trailer that has a pair of ids: the one before, a space, and the one after."""


def last_operation(root: Path, names: Iterable[str], path: str) -> str | None:
    """The id of the newest commit of HEAD's history in which one of these operations wrote `path`; None for none."""
    alternatives = "|".join(map(re.escape, names))
    outcome, output = try_git(
        root,
        "log",
        "-1",
        "--format=%H",
        "--extended-regexp",
        f"--grep=^{TRAILER}: ({alternatives})$",
        "HEAD",
        "--",
        path,
    )
    return output.decode().strip() or None if outcome.status == 0 else None
