"""Releases: whether a version is among those that a requirement names."""

import re
from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any

from wmsgit.model.text import shortened

_CLAUSE = re.compile(r"\s*(?P<operator>>=|<=|==|!=|~=|>|<)\s*(?P<version>\d+(\.\d+)*)\s*\Z")
_LOWER = frozenset({">=", ">", "==", "~="})
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


def least_release(requirement: str) -> str:
    """The least release that a requirement such as `>=0.1,<2` admits: `0.1`; empty where it says none.

    Raises:
        ValueError: when the requirement is not a list of comparisons.
    """
    clauses = [_CLAUSE.match(clause) for clause in requirement.split(",")]
    least = [clause["version"] for clause in _all_matched(clauses, requirement) if clause["operator"] in _LOWER]
    return max(least, key=_release, default="")


def release_needed(requirement: Any, version: str) -> str:
    """The least release that a requirement admits, where it is a later one than `version`; empty otherwise."""
    try:
        least = least_release(requirement) if isinstance(requirement, str) else ""
    except ValueError:
        return ""  # which the check of the settings reports
    return least if least and _order(_release(version), _release(least)) < 0 else ""


def raised_requirement(requirement: str, needed: str) -> str:
    """A requirement that admits no release before `needed`: itself where it does not, its other clauses kept.

    Raises:
        ValueError: when the requirement is not a list of comparisons.
    """
    least = least_release(requirement) if requirement else ""
    if not needed or (least and _order(_release(least), _release(needed)) >= 0):
        return requirement
    others = [clause.strip() for clause in requirement.split(",") if clause and not _is_lower(clause)]
    return ",".join([f">={needed}", *others])


def _is_lower(clause: str) -> bool:
    match = _CLAUSE.match(clause)
    return match is not None and match["operator"] in {">=", ">"}


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
    for item, other in zip_longest(left, right, fillvalue=0):
        if item != other:
            return 1 if item > other else -1
    return 0
