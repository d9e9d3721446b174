"""SARIF 2.1.0: logs for code scanning (OASIS, Static Analysis Results Interchange Format 2.1.0)."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from wmsgit.model.finding import Finding
from wmsgit.model.text import clean

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
    visited: dict[str, int] = {}
    results = [
        result(
            finding.code,
            rules.index(finding.code),
            level=finding.level,
            message=finding.message,
            place=location(finding.path, finding.line, finding.column),
            fingerprint=_fingerprint(finding, visited),
        )
        for finding in findings
    ]
    return log([run([_rule(code) for code in rules], results, version=version)])


def log(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The log of these runs."""
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": list(runs)}


def run(rules: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]], *, version: str) -> dict[str, Any]:
    """One run of wmsgit: the rules that its results point to, and the results."""
    driver: dict[str, Any] = {"name": "wmsgit", "rules": list(rules)}
    if version:
        driver["semanticVersion"] = version
    return {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": list(results)}


def result(
    rule: str, index: int, *, level: str, message: str, place: Mapping[str, Any], fingerprint: str
) -> dict[str, Any]:
    """One result.

    Args:
        rule: the rule's id.
        index: the rule's place among those of the run.
        level: `error`, `warning` or `note`.
        message: what is wrong.
        place: what `location` gave.
        fingerprint: what code scanning tells results apart by; of all fingerprints it reads only this one.
    """
    return {
        "ruleId": rule,
        "ruleIndex": index,
        "level": level,
        "message": {"text": clean(message)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }


def location(path: str, line: int = 0, column: int = 0) -> dict[str, Any]:
    """The physical location of a file, or of a line of it, relative to `%SRCROOT%`."""
    uri = quote(path.encode("utf-8", errors="surrogateescape"))
    place: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}}
    if line:
        place["region"] = {"startLine": line, **({"startColumn": column} if column else {})}
    return place


def _rule(code: str) -> dict[str, Any]:
    words = code.replace("-", " ").replace("_", " ").capitalize()
    return {"id": code, "shortDescription": {"text": clean(words)}}


def _fingerprint(finding: Finding, visited: dict[str, int]) -> str:
    """A hash and this finding's number among those with the same one, as code scanning spells its own."""
    basis = f"{finding.code}\0{finding.path}\0{finding.cause}"
    digest = hashlib.sha256(basis.encode("utf-8", errors="backslashreplace")).hexdigest()[:_FINGERPRINT_LENGTH]
    visited[digest] = visited.get(digest, 0) + 1
    return f"{digest}:{visited[digest]}"
