"""Settings: `records/workspace.yaml` follows its schema, and this release of wmsgit may work here."""

import re
from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any

from wmsgit.features.check.checks.fields import CODE, as_findings
from wmsgit.model.echo import shortened
from wmsgit.model.finding import Finding
from wmsgit.model.ports import Positions
from wmsgit.model.record import Data
from wmsgit.schema.validate import problems_by

VERSION_CODE = "VERSION"
_REQUIRES = "requires_wmsgit"
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


def settings_findings(
    schema: Mapping[str, Any], data: Data, path: str, position: Positions, version: str
) -> list[Finding]:
    """What is wrong with the settings. `version` is the running wmsgit's.

    Raises:
        SchemaError: when the settings' schema cannot be used.
    """
    findings = list(as_findings(problems_by(schema, data, "workspace"), path, position))
    required = data.get(_REQUIRES)
    if isinstance(required, str):
        findings += version_findings(required, path, position, version)
    return findings


def satisfies(version: str, requirement: str) -> bool:
    """Whether a release such as `0.2.1` is among those that `>=0.1,<2` names; `rc1` and the like are ignored.

    Raises:
        ValueError: when the requirement is not a list of comparisons.
    """
    clauses = [_CLAUSE.match(clause) for clause in requirement.split(",")]
    release = _release(version)
    return all(_holds(clause, release) for clause in _all_matched(clauses, requirement))


def version_findings(required: str, path: str, position: Positions, version: str) -> list[Finding]:
    """A finding when the running release, `version`, is not among those that the settings require."""
    line, column = position((_REQUIRES,))
    try:
        if satisfies(version, required):
            return []
    except ValueError as error:
        return [Finding(path, line, column, CODE, f"{_REQUIRES}: {error}")]
    message = f"this workspace requires wmsgit {shortened(required)}; this is {version}"
    return [Finding(path, line, column, VERSION_CODE, message)]


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
