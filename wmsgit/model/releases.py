"""Releases: whether a version is among those that a requirement names."""

import re
from collections.abc import Callable, Mapping
from itertools import zip_longest

from wmsgit.model.echo import shortened

_CLAUSE = re.compile(r"\s*(?P<operator>>=|<=|==|!=|~=|>|<)\s*(?P<version>\d+(\.\d+)*)\s*\Z")
_LEADING = re.compile(r"\d+(\.\d+)*")
_COMPARE: Mapping[str, Callable[[int], bool]] = {
    ">=": lambda order: order >= 0,
    "<=": lambda order: order <= 0,
    "==": lambda order: order == 0,
    "!=": lambda order: order != 0,
    ">": lambda order: order > 0,
    "<": lambda order: order < 0,
    "~=": lambda order: order >= 0,
}


def satisfies(version: str, requirement: str) -> bool:
    """Whether a release such as `0.2.1` is among those that `>=0.1,<2` names; `rc1` and the like are ignored.

    Raises:
        ValueError: when the requirement is not a list of comparisons.
    """
    clauses = [_CLAUSE.match(clause) for clause in requirement.split(",")]
    release = _release(version)
    return all(_holds(clause, release) for clause in _all_matched(clauses, requirement))


def _all_matched(clauses: list[re.Match[str] | None], requirement: str) -> list[re.Match[str]]:
    matched = [clause for clause in clauses if clause]
    if len(matched) < len(clauses):
        raise ValueError(f"{shortened(requirement)!r} is not a list of comparisons such as '>=0.1,<2'")
    return matched


def _holds(clause: re.Match[str], release: list[int]) -> bool:
    wanted = _release(clause["version"])
    if not _COMPARE[clause["operator"]](_order(release, wanted)):
        return False
    if clause["operator"] != "~=":
        return True
    # PEP 440, "Compatible release": ~=1.4.2 means >=1.4.2 and ==1.4.*
    return release[: len(wanted) - 1] == wanted[:-1]


def _release(version: str) -> list[int]:
    match = _LEADING.match(version)
    return [int(part) for part in match[0].split(".")] if match else []


def _order(left: list[int], right: list[int]) -> int:
    for one, other in zip_longest(left, right, fillvalue=0):
        if one != other:
            return 1 if one > other else -1
    return 0
