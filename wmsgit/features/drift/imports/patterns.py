"""Patterns of module names: `pandas`, `pandas.**`, `app.*.models`, `@scope/*`."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from wmsgit.features.drift.kind import Problem
from wmsgit.features.drift.rule import Rule

_ANY_NUMBER = "**"
NOT = "!"
"""Stands before a pattern that takes modules out of the others: `pandas, !pandas.testing`."""
_WILD = frozenset("*?[")


class ModulePatterns:
    """Whether modules fit any of some patterns.

    A pattern without wild cards fits the module of that name and all below it, since importing `pandas.core`
    imports `pandas`. A part of a name may have the wild cards of the shell; the part `**` stands for one or more
    parts. What a pattern with `!` before it fits is out, whatever the others say, and wherever it stands.

    Args:
        patterns: the patterns.
        separator: what parts names: `.` in Python, `/` in JavaScript.
    """

    def __init__(self, patterns: Sequence[str], separator: str = ".") -> None:
        outside = [item.removeprefix(NOT) for item in patterns if item.startswith(NOT)]
        patterns = [item for item in patterns if not item.startswith(NOT)]
        self._outside = ModulePatterns(outside, separator) if outside else None
        below = f"{separator}{_ANY_NUMBER}"
        self._separator = separator
        self._plain = frozenset(item for item in patterns if _is_plain(item))
        self._below = frozenset(
            top for item in patterns if item.endswith(below) and _is_plain(top := item.removesuffix(below))
        )
        simple = self._plain | {top + below for top in self._below}
        self._wild = [tuple(item.split(separator)) for item in patterns if item not in simple]
        firsts = {item.partition(separator)[0] for item in patterns}
        self._firsts = firsts if all(map(_is_plain, firsts)) else None
        self._known: dict[str, bool] = {}

    def may_fit(self, name: str) -> bool:
        """Whether a module or any below it could fit, judged by the first part of its name alone.

        Most imports of a repository are of nothing that a rule speaks of; this tells so at little cost.
        """
        return self._firsts is None or name.partition(self._separator)[0] in self._firsts

    def excludes(self, name: str) -> bool:
        """Whether a module's full name is taken out."""
        return self._outside is not None and self._outside.fits(name)

    def fits(self, name: str) -> bool:
        """Whether a module's full name fits."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._fits(name) and not self.excludes(name)
        return known

    def _fits(self, name: str) -> bool:
        if name in self._plain:
            return True
        at = name.find(self._separator)
        while at >= 0:
            if name[:at] in self._plain or name[:at] in self._below:
                return True
            at = name.find(self._separator, at + 1)
        parts = tuple(name.split(self._separator)) if self._wild else ()
        return any(_matches(wild, parts) for wild in self._wild)


def nothing_left(rule: Rule) -> Iterator[Problem]:
    """A list of modules that only takes some out, so that none can fit."""
    patterns = rule.texts("modules")
    if patterns and all(item.startswith(NOT) for item in patterns):
        yield ("modules",), "modules: every pattern begins with '!', so that no module is left to fit"


def _is_plain(text: str) -> bool:
    return _WILD.isdisjoint(text)


def _matches(pattern: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether the parts fit, in time of the product of both lengths: a row of what is reachable per pattern part."""
    if pattern == (_ANY_NUMBER,):
        return True
    reachable = {0}
    for piece in pattern:
        if piece == _ANY_NUMBER:
            first = min(reachable, default=len(parts))
            reachable = set(range(first + 1, len(parts) + 1))
        else:
            reachable = {at + 1 for at in reachable if at < len(parts) and fnmatchcase(parts[at], piece)}
    return len(parts) in reachable
