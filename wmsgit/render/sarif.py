"""SARIF 2.1.0: findings for code scanning (OASIS, Static Analysis Results Interchange Format 2.1.0)."""

import hashlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from wmsgit.model.finding import Finding
from wmsgit.render.text import clean

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT_LENGTH = 16


def sarif_log(findings: Sequence[Finding], *, version: str = "") -> dict[str, Any]:
    """One SARIF log with one run.

    Paths are relative to `%SRCROOT%`, the workspace. A result's fingerprint is made of its code, its path and
    its
    cause, with a count among equals, never of its line or message: it stays when the file changes elsewhere.

    Args:
        findings: in the order of the results.
        version: wmsgit's release; empty to leave it out.
    """
    rules = list(dict.fromkeys(finding.code for finding in findings))
    driver = {"name": "wmsgit", "rules": [_rule(code) for code in rules]}
    if version:
        driver["semanticVersion"] = version
    seen: dict[str, int] = {}
    results = [_result(finding, rules.index(finding.code), seen) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    words = code.replace("-", " ").replace("_", " ").capitalize()
    return {"id": code, "shortDescription": {"text": clean(words)}}


def _result(finding: Finding, rule: int, seen: dict[str, int]) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.level,
        "message": {"text": clean(finding.message)},
        "locations": [{"physicalLocation": _location(finding)}],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(finding, seen)},
    }


def _location(finding: Finding) -> dict[str, Any]:
    uri = quote(finding.path.encode("utf-8", errors="surrogateescape"))
    location: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}}
    if finding.line:
        column = {"startColumn": finding.column} if finding.column else {}
        location["region"] = {"startLine": finding.line, **column}
    return location


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    """A hash and this finding's number among those with the same one, as code scanning spells its own."""
    basis = f"{finding.code}\0{finding.path}\0{finding.cause}"
    digest = hashlib.sha256(basis.encode("utf-8", errors="backslashreplace")).hexdigest()[:_FINGERPRINT_LENGTH]
    seen[digest] = seen.get(digest, 0) + 1
    return f"{digest}:{seen[digest]}"
