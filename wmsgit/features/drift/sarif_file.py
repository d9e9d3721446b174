"""SARIF files: the results of other tools (Static Analysis Results Interchange Format 2.1.0, OASIS)."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.drift.sarif_paths import SarifPaths

_VERSION = "2.1.0"
_DEFAULT_LEVEL, _ACCEPTED = "warning", "accepted"
_PLACEHOLDER = re.compile(r"\{(\d{1,3})\}")
_MAX_LINE = 2**31 - 1
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
    """What a file has.

    Attributes:
        tools: the tools that ran.
        results: what they found that nobody has suppressed.
        failed: tool → why one of its runs is not whole, so that what it did not find may be there still.
    """

    tools: tuple[str, ...]
    results: tuple[ToolResult, ...]
    failed: Mapping[str, str]


def read_sarif(text: bytes, *, where: str, root: str = "", files: Collection[str] = ()) -> ToolRuns:
    """The runs of a SARIF file.

    Args:
        text: its bytes.
        where: its name, for messages.
        root: the folder on this machine that the repository lies in, of which absolute paths are made relative.
        files: the repository's files, one of which a path of another machine may end with.

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
    results = [result for run in known for result in _results(run, SarifPaths(run, root, files))]
    failed = {_tool(run): fault for run in known if (fault := _fault(run))}
    return ToolRuns(tuple(dict.fromkeys(map(_tool, known))), tuple(results), failed)


def _tool(run: Mapping[str, Any]) -> str:
    return str(_at(run, "tool", "driver", "name") or "")


def _fault(run: Mapping[str, Any]) -> str:
    """Why a run is not whole; empty for one that is. One without results did not come to look (section 3.14.23)."""
    for invocation in _items(run.get("invocations")):
        if invocation.get("executionSuccessful") is False:
            notes = _items(invocation.get("toolExecutionNotifications"))
            words = next((str(text) for note in notes if (text := _at(note, "message", "text"))), "")
            return f"it did not end well{f': {one_line(words)[:_MAX_TEXT]}' if words else ''}"
    return "" if isinstance(run.get("results"), list) else "it has no list of results"


def _results(run: Mapping[str, Any], paths: SarifPaths) -> Iterator[ToolResult]:
    rules = _Rules(run)
    for result in _items(run.get("results")):
        accepted = [item for item in _items(result.get("suppressions")) if item.get("status", _ACCEPTED) == _ACCEPTED]
        if accepted or result.get("kind", "fail") != "fail" or result.get("baselineState") == "absent":
            continue
        rule = rules.of(result)
        name = str(result.get("ruleId") or _at(result, "rule", "id") or rule.get("id") or "")
        place = next(_items(result.get("locations")), {})
        line = _at(place, "physicalLocation", "region", "startLine")
        yield ToolResult(
            _tool(run),
            name,
            str(result.get("level") or _at(rule, "defaultConfiguration", "level") or _DEFAULT_LEVEL),
            paths.of(_at(place, "physicalLocation", "artifactLocation")),
            line if type(line) is int and 0 < line <= _MAX_LINE else 0,
            one_line(_text(result.get("message"), rule) or name)[:_MAX_TEXT].rstrip("."),
            _print(result, place),
        )


class _Rules:
    """The rules of a run: those of its driver, and those of extensions, such as CodeQL's packs of queries."""

    def __init__(self, run: Mapping[str, Any]) -> None:
        tool = run.get("tool")
        self._driver = list(_items(_at(tool, "driver", "rules")))
        self._extensions = [list(_items(item.get("rules"))) for item in _items(_at(tool, "extensions"))]
        every = [rule for rules in (self._driver, *self._extensions) for rule in rules]
        self._by_id = {str(rule.get("id")): rule for rule in reversed(every)}

    def of(self, result: Mapping[str, Any]) -> Mapping[str, Any]:
        """The rule of a result, by its index or its id; a rule `A/b` may be told by `A` (section 3.27.5)."""
        extension, at = _at(result, "rule", "toolComponent", "index"), _at(result, "rule", "index")
        at = result.get("ruleIndex", at)
        rules = _nth(self._extensions, extension) if type(extension) is int else self._driver
        named = str(result.get("ruleId") or _at(result, "rule", "id") or "")
        by_id = self._by_id.get(named) or self._by_id.get(named.rpartition("/")[0])
        return by_id or _nth(rules or [], at) or {}


def _nth(items: Sequence[Any], at: Any) -> Any:
    return items[at] if type(at) is int and 0 <= at < len(items) else None


def _text(message: Any, rule: Mapping[str, Any]) -> str:
    """What a message says: its text, or the rule's of its id, with its arguments in their places (section 3.11)."""
    text = _at(message, "text") or _at(rule, "messageStrings", str(_at(message, "id")), "text")
    given = _at(message, "arguments")
    arguments = list(map(str, given)) if isinstance(given, list) else []
    return _PLACEHOLDER.sub(lambda match: str(_nth(arguments, int(match[1])) or match[0]), str(text or ""))


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


def _items(value: Any) -> Iterator[Mapping[str, Any]]:
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, Mapping))


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def one_line(text: str) -> str:
    """A text with its white space folded."""
    return " ".join(text.split())
