"""Patterns of module names: `pandas`, `pandas.**`, `app.*.models`, `@scope/*`."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

_ANY_NUMBER = "**"
_WILD = frozenset("*?[")


class ModulePatterns:
    """Whether modules fit any of some patterns.

    A pattern without wild cards fits the module of that name and all below it, since importing `pandas.core`
    imports `pandas`. A part of a name may have the wild cards of the shell; the part `**` stands for one or more
    parts.

    Args:
        patterns: the patterns.
        separator: what parts names: `.` in Python, `/` in JavaScript.
    """

    def __init__(self, patterns: Sequence[str], separator: str = ".") -> None:
        self._separator = separator
        self._plain = frozenset(item for item in patterns if _WILD.isdisjoint(item))
        self._wild = [tuple(item.split(separator)) for item in patterns if not _WILD.isdisjoint(item)]
        self._known: dict[str, bool] = {}

    def fits(self, name: str) -> bool:
        """Whether a module's full name fits."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._fits(name)
        return known

    def _fits(self, name: str) -> bool:
        parts = tuple(name.split(self._separator))
        above = (self._separator.join(parts[:count]) for count in range(1, len(parts) + 1))
        return any(one in self._plain for one in above) or any(_matches(wild, parts) for wild in self._wild)


def _matches(pattern: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether the parts fit, in time of the product of both lengths: a row of what is reachable per pattern part."""
    reachable = {0}
    for piece in pattern:
        if piece == _ANY_NUMBER:
            first = min(reachable, default=len(parts))
            reachable = set(range(first + 1, len(parts) + 1))
        else:
            reachable = {at + 1 for at in reachable if at < len(parts) and fnmatchcase(parts[at], piece)}
    return len(parts) in reachable
