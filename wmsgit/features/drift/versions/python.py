"""Ranges of versions as Python packages write them: PEP 440, and what Poetry adds to it."""

import re
from functools import reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.ranges import VersionRange

_WORD = re.compile(r"(\^|~(?!=)|~=|===|==|!=|>=|<=|>|<|=)?\s*([^\s,]+)\s*,?\s*")
_PRE_RELEASE = re.compile(r"\d[._-]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)[._-]?\d*(?![a-z])", re.IGNORECASE)
_MAX_LENGTH = 500
_MAX_ALTERNATIVES = 20


def python_range(text: str, *, finals_only: bool = False) -> "VersionRange":
    """The versions that specifiers mean (PEP 440, "Version specifiers"); all for an empty text.

    Args:
        text: the specifiers.
        finals_only: whether pre-releases do not count.

    Raises:
        ValueError: when they are none.
    """
    from packaging.specifiers import SpecifierSet

    if len(text) > _MAX_LENGTH:
        raise ValueError("the range is too long")
    specifiers = SpecifierSet(text.strip().replace("===", "=="), prereleases=False if finals_only else None)
    if not hasattr(specifiers, "to_range"):
        raise ValueError("ranges of versions are compared with packaging 26.3 or newer, which is not installed")
    return specifiers.to_range()


def poetry_range(text: str, *, finals_only: bool = False) -> "VersionRange":
    """The versions that a constraint of Poetry means: PEP 440, `^1.2`, `~1.2`, `1.2.*`, `*`, alternatives with `||`.

    Raises:
        ValueError: when it is none.
    """
    if len(text) > _MAX_LENGTH:
        raise ValueError("the constraint is too long")
    alternatives = re.split(r"\|\|?", text)
    if len(alternatives) > _MAX_ALTERNATIVES:
        raise ValueError("the constraint has too many alternatives")
    parts = [python_range(_in_pep_440(part), finals_only=finals_only) for part in alternatives]
    return reduce(lambda item, other: item.union(other), parts)


def names_pre_release(text: str) -> bool:
    """Whether specifiers name a pre-release, and so mean pre-releases too (PEP 440, "Handling of pre-releases")."""
    return _PRE_RELEASE.search(text) is not None


def is_python_version(text: str) -> bool:
    """Whether a text is a version by PEP 440."""
    from packaging.version import InvalidVersion, Version

    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def _in_pep_440(text: str) -> str:
    """One alternative of a constraint in the words of PEP 440."""
    text = text.strip()
    specifiers = []
    at = 0
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            raise ValueError(f"{text!r} is no constraint of versions")
        specifiers.append(_specifier(match[1] or "", match[2]))
        at = match.end()
    return ",".join(word for word in specifiers if word)


def _specifier(operator: str, version: str) -> str:
    if version == "*":
        return ""
    if operator in {"^", "~"}:
        return f">={version},<{_ceiling(operator, version)}"
    return f"{operator if operator not in {'', '='} else '=='}{version}"


def _ceiling(operator: str, version: str) -> str:
    """The first version that is not meant any more (Poetry, "Dependency specification")."""
    from packaging.version import Version

    release = list(Version(version).release)
    if operator == "~":
        place = min(1, len(release) - 1)
    else:
        place = next((at for at, number in enumerate(release) if number), len(release) - 1)
    return ".".join(map(str, [*release[:place], release[place] + 1]))
