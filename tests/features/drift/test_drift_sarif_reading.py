"""What a SARIF file of one of many tools says: which file, which rule, which level, and whether the run was whole."""

import json
from pathlib import Path
from typing import Any

import pytest
from drift_plane import Plane

from wmsgit.features.drift.actions.import_sarif import SarifImport, import_sarif
from wmsgit.features.drift.sarif_file import ToolResult, ToolRuns, read_sarif

ROOT, FILES = "/home/ann/core", ("src/a.py", "web/src/a.py", "web/b.js")


def runs(*items: dict[str, Any]) -> bytes:
    return json.dumps({"version": "2.1.0", "runs": items}).encode()


def run(*results: dict[str, Any], tool: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    return {"tool": tool or {"driver": {"name": "tool"}}, "results": list(results), **fields}


def read(text: bytes) -> ToolRuns:
    return read_sarif(text, where="x.sarif", root=ROOT, files=FILES)


def only(result: dict[str, Any], **fields: Any) -> ToolResult:
    (found,) = read(runs(run({"ruleId": "r", "message": {"text": "bad"}, **result}, **fields))).results
    return found


def at(**location: Any) -> dict[str, Any]:
    return {"locations": [{"physicalLocation": {"artifactLocation": location}}]}


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ({"uri": "src/a.py"}, "src/a.py"),
        ({"uri": "./src/a.py"}, "src/a.py"),
        ({"uri": "src/my%20file.py"}, "src/my file.py"),
        ({"uri": f"file://{ROOT}/src/a.py"}, "src/a.py"),
        ({"uri": f"{ROOT}/src/a.py"}, "src/a.py"),
        ({"uri": "file:///builds/acme/core/web/src/a.py"}, "web/src/a.py"),
        ({"uri": "file:///builds/acme/core/gone.py"}, "builds/acme/core/gone.py"),
        ({"uri": "src\\a.py"}, "src/a.py"),
        ({"uri": "C:\\agent\\_work\\1\\s\\web\\b.js"}, "web/b.js"),
        ({"uri": "file:///C:/agent/web/b.js"}, "web/b.js"),
        ({"uri": "../core/src/a.py"}, "."),
        ({"uri": "a.py", "uriBaseId": "SRCROOT"}, "src/a.py"),
        ({"uri": "a.py", "uriBaseId": "SUB"}, "src/a.py"),
        ({"uri": "src/a.py", "uriBaseId": "CI"}, "src/a.py"),
        ({"uri": "src/a.py", "uriBaseId": "NONE"}, "src/a.py"),
        ({"uri": "a.py", "uriBaseId": "LOOP"}, "a.py"),
        ({"index": 0}, "src/a.py"),
        ({"index": 9}, "."),
        ({}, "."),
    ],
)
def test_location_means_a_file_of_the_repository(location: dict[str, Any], path: str) -> None:
    bases = {
        "SRCROOT": {"uri": f"file://{ROOT}/src/"},
        "ROOT": {"uri": f"file://{ROOT}/"},
        "SUB": {"uri": "src/", "uriBaseId": "ROOT"},
        "CI": {"uri": "file:///home/runner/work/core/core/"},
        "LOOP": {"uri": "x/", "uriBaseId": "LOOP"},
    }
    artifacts = [{"location": {"uri": "a.py", "uriBaseId": "SRCROOT"}}]
    assert only(at(**location), originalUriBaseIds=bases, artifacts=artifacts).path == path


@pytest.mark.parametrize(("line", "read_as"), [(3, 3), (-4, 0), (0, 0), ("3", 0), (True, 0), (2**70, 0), (None, 0)])
def test_line_is_one_that_a_file_may_have(line: Any, read_as: int) -> None:
    place = {"physicalLocation": {"artifactLocation": {"uri": "src/a.py"}, "region": {"startLine": line}}}
    assert only({"locations": [place]}).line == read_as


def test_rule_is_found_in_the_driver_or_an_extension_by_its_id_or_index() -> None:
    driver = [{"id": "a", "defaultConfiguration": {"level": "error"}}]
    pack = [{"id": "py/x", "defaultConfiguration": {"level": "note"}}]
    tool = {"driver": {"name": "CodeQL", "rules": driver}, "extensions": [{"name": "queries", "rules": pack}]}

    def level(result: dict[str, Any]) -> tuple[str, str]:
        (found,) = read(runs(run({"message": {"text": "m"}, **result}, tool=tool))).results
        return found.rule, found.level

    assert level({"ruleId": "a"}) == level({"ruleIndex": 0}) == ("a", "error")
    assert level({"ruleId": "a/b"}) == ("a/b", "error")
    assert level({"ruleId": "py/x"}) == level({"rule": {"index": 0, "toolComponent": {"index": 0}}}) == ("py/x", "note")
    assert level({"ruleId": "other"}) == ("other", "warning")
    assert level({"ruleId": "a", "level": "note"}) == ("a", "note")


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"text": "uses {0}", "arguments": ["eval"]}, "uses eval"),
        ({"id": "default", "arguments": ["eval", "exec"]}, "not eval but exec"),
        ({"id": "default", "arguments": ["eval"]}, "not eval but {1}"),
        ({"id": "none"}, "r"),
        ("x", "r"),
    ],
)
def test_message_is_the_text_or_the_rule_s_with_its_arguments(message: Any, text: str) -> None:
    rules = [{"id": "r", "messageStrings": {"default": {"text": "not {0} but {1}"}}}]
    assert only({"message": message}, tool={"driver": {"name": "tool", "rules": rules}}).message == text


@pytest.mark.parametrize(
    ("statuses", "counts"),
    [([None], 0), (["accepted"], 0), (["rejected"], 1), (["underReview"], 1), (["rejected", "accepted"], 0), ([], 1)],
)
def test_what_is_suppressed_does_not_count_once_that_is_accepted(statuses: list[str | None], counts: int) -> None:
    items = [{"kind": "external", **({"status": status} if status else {})} for status in statuses]
    result = {"ruleId": "r", "message": {"text": "m"}, "suppressions": items}
    assert len(read(runs(run(result))).results) == counts


CRASHED = {"executionSuccessful": False, "toolExecutionNotifications": [{"message": {"text": "out of memory"}}]}
TOOL = {"driver": {"name": "gitleaks"}}


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"tool": TOOL}, "no list of results"),
        ({"tool": TOOL, "results": None}, "no list of results"),
        (run(tool=TOOL, invocations=[CRASHED]), "it did not end well: out of memory"),
    ],
)
def test_run_that_is_not_whole_resolves_nothing(plane: Plane, broken: dict[str, Any], words: str) -> None:
    plane.member("core", {"src/a.py": "x\n"})
    plane.decide({"id": "no-secrets", "kind": "sarif", "tool": "gitleaks"})
    taken(plane, run({"ruleId": "key", "message": {"text": "a key"}, "level": "error"}, tool=TOOL))
    report = taken(plane, broken).report
    assert [finding.state for finding in report.findings] == ["unknown"]
    assert [words in unknown.reason for unknown in report.unknowns] == [True]
    assert [data["status"] for data in plane.recorded().values()] == ["open"]
    taken(plane, run(tool=TOOL))
    (data,) = plane.recorded().values()
    assert (data["status"], data["resolved_by"]) == ("resolved", "drift import")


def taken(plane: Plane, item: dict[str, Any]) -> SarifImport:
    file: Path = plane.root.parent / "found.sarif"
    file.write_bytes(runs(item))
    return import_sarif(plane.workspace(), file, "core")
