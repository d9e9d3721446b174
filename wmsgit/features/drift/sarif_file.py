"""SARIF files: the results of other tools (Static Analysis Results Interchange Format 2.1.0, OASIS)."""

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import unquote, urlsplit

from wmsgit.errors import InvalidError

_VERSION = "2.1.0"
_DEFAULT_LEVEL = "warning"
_MAX_TEXT = 500
_OF_A_COMMIT = frozenset({"commitSha", "email", "author", "date", "commitMessage"})
"""Names under `partialFingerprints` that say who brought a result in, as gitleaks has them: many share one value."""
_SHOWN_DIGITS = 8


@dataclass(frozen=True, slots=True)
class ToolResult:
    """One result.

    Attributes:
        tool: the tool's name.
        rule: its rule's id.
        level: `error`, `warning`, `note` or `none`.
        path: the file, from the repository's top; `.` for none.
        line: counted from 1; 0 for unknown.
        message: what is wrong, in one line.
        print: the tool's own fingerprint, else the digest of the text that it shows; empty for neither.
    """

    tool: str
    rule: str
    level: str
    path: str
    line: int
    message: str
    print: str


@dataclass(frozen=True, slots=True)
class ToolRuns:
    """What a file has: the tools that ran, and what they found that nobody has suppressed."""

    tools: tuple[str, ...]
    results: tuple[ToolResult, ...]


def read_sarif(text: bytes, *, where: str, root: str = "") -> ToolRuns:
    """The runs of a SARIF file.

    Args:
        text: its bytes.
        where: its name, for messages.
        root: the folder on this machine that the repository lies in, of which absolute paths are made relative.

    Raises:
        InvalidError: when it is no SARIF 2.1.0.
    """
    try:
        whole = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InvalidError(f"it is no JSON: {error}", where=where) from error
    runs = whole.get("runs") if isinstance(whole, Mapping) else None
    if not isinstance(runs, list) or whole.get("version") != _VERSION:
        raise InvalidError(f"it is no SARIF {_VERSION}: 'version' and 'runs' say so", where=where)
    known = [run for run in runs if isinstance(run, Mapping)]
    results = [result for run in known for result in _results(run, root)]
    return ToolRuns(tuple(dict.fromkeys(map(_tool, known))), tuple(results))


def _tool(run: Mapping[str, Any]) -> str:
    return str(_at(run, "tool", "driver", "name") or "")


def _results(run: Mapping[str, Any], root: str) -> Iterator[ToolResult]:
    levels = {
        str(rule.get("id")): str(_at(rule, "defaultConfiguration", "level") or _DEFAULT_LEVEL)
        for rule in _items(_at(run, "tool", "driver", "rules"))
    }
    for result in _items(run.get("results")):
        accepted = [item for item in _items(result.get("suppressions")) if item.get("status") != "rejected"]
        if accepted or result.get("kind", "fail") != "fail" or result.get("baselineState") == "absent":
            continue
        rule = str(result.get("ruleId") or _at(result, "rule", "id") or "")
        place = next(_items(result.get("locations")), {})
        line = _at(place, "physicalLocation", "region", "startLine")
        yield ToolResult(
            _tool(run),
            rule,
            str(result.get("level") or levels.get(rule, _DEFAULT_LEVEL)),
            _path(str(_at(place, "physicalLocation", "artifactLocation", "uri") or ""), root),
            line if isinstance(line, int) else 0,
            " ".join(str(_at(result, "message", "text") or rule).split())[:_MAX_TEXT].rstrip("."),
            _print(result, place),
        )


def _print(result: Mapping[str, Any], place: Mapping[str, Any]) -> str:
    """The tool's fingerprint, of several kinds the first by name; a final one before a partial one.

    A value with white space is none: Semgrep writes `requires login` for all that it finds. Where there is none, the
    text that the result shows tells it from others. Only a few digits of its hash are kept, since it may be a secret.
    """
    for name in ("fingerprints", "partialFingerprints"):
        values = result.get(name)
        for key, value in sorted(values.items()) if isinstance(values, Mapping) else ():
            if key not in _OF_A_COMMIT and str(value).split() == [str(value)]:
                return f"{key}={value}"
    shown = " ".join(str(_at(place, "physicalLocation", "region", "snippet", "text") or "").split())
    return f"text={sha256(shown.encode('utf-8', 'replace')).hexdigest()[:_SHOWN_DIGITS]}" if shown else ""


def _path(uri: str, root: str) -> str:
    """The file from the repository's top: relative addresses as they are, others as they lie below `root`."""
    parts = urlsplit(uri)
    path = unquote(parts.path)
    if parts.scheme in {"", "file"} and root and path.startswith(f"{root.rstrip('/')}/"):
        path = path[len(root.rstrip("/")) + 1 :]
    path = posixpath.normpath(path.lstrip("/")) if path else "."
    return "." if path.startswith("..") else path


def _items(value: Any) -> Iterator[Mapping[str, Any]]:
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, Mapping))


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
