"""What other tools find, taken in from SARIF files as findings with a life under a decision's rule."""

import json
from pathlib import Path
from typing import Any

import pytest
from drift_plane import Plane, states

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.drift.actions.choose import choose
from wmsgit.features.drift.actions.handle import Waiver, waive
from wmsgit.features.drift.actions.import_sarif import SarifImport, import_sarif
from wmsgit.features.drift.sarif_file import read_sarif

RULE = {"id": "no-secrets", "kind": "sarif", "severity": "HIGH", "tool": "Gitleaks"}


def result(path: str = "src/a.py", line: int = 3, rule: str = "aws-key", **fields: Any) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": {"uri": path}, "region": {"startLine": line}}}
    return {"ruleId": rule, "message": {"text": "a key.\n"}, "level": "error", "locations": [place], **fields}


def sarif(*results: dict[str, Any], tool: str = "gitleaks") -> dict[str, Any]:
    return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": tool}}, "results": list(results)}]}


@pytest.fixture
def leaky(plane: Plane) -> Plane:
    plane.member("core", {"src/a.py": "KEY = 1\n", "src/b.py": ""})
    plane.decide(RULE)
    return plane


def taken(plane: Plane, *results: dict[str, Any], tool: str = "gitleaks") -> SarifImport:
    file = plane.root.parent / "found.sarif"
    file.write_text(json.dumps(sarif(*results, tool=tool)))
    return import_sarif(plane.workspace(), file, "core")


def statuses(plane: Plane) -> list[tuple[str, str]]:
    return sorted((data["file_path"], data["status"]) for data in plane.recorded().values())


def test_finding_has_a_life_from_one_import_to_the_next(leaky: Plane) -> None:
    before = len(leaky.log())
    taken(leaky, result(), result("src/b.py", 1))
    assert len(leaky.log()) == before + 1
    assert statuses(leaky) == [("src/a.py", "open"), ("src/b.py", "open")]
    taken(leaky, result(line=9))
    assert statuses(leaky) == [("src/a.py", "open"), ("src/b.py", "resolved")]
    taken(leaky, result("src/b.py", 1))
    assert statuses(leaky) == [("src/a.py", "resolved"), ("src/b.py", "open")]
    assert len(leaky.log()) == before + 3
    taken(leaky, result("src/b.py", 1))
    assert len(leaky.log()) == before + 3


def test_scan_tells_what_is_recorded_and_resolves_nothing(leaky: Plane) -> None:
    taken(leaky, result())
    report = leaky.record()
    assert [(finding.state, finding.gates) for finding in report.findings] == [("open", True)]
    assert report.vacuous == ()
    assert statuses(leaky) == [("src/a.py", "open")]


def test_rule_for_which_nothing_was_ever_taken_in_is_named(leaky: Plane) -> None:
    (notice,) = leaky.scan().notices
    assert (notice.code, notice.about) == ("vacuous", "ADR-001/no-secrets")
    taken(leaky, result())
    assert leaky.scan().notices == ()


def test_waiver_holds_for_what_was_taken_in(leaky: Plane) -> None:
    taken(leaky, result())
    ws = leaky.workspace()
    waive(ws, choose(ws, list(leaky.recorded())), Waiver("Ann", "rotated", "2026-12-01"))
    assert [state for state, _, _ in states(leaky.scan())] == ["waived"]
    assert [finding.state for finding in taken(leaky, result()).report.findings] == ["waived"]


def test_scan_of_what_changed_tells_it_for_these_files_alone(leaky: Plane) -> None:
    taken(leaky, result())
    leaky.commit(leaky.root.parent / "core", {"src/b.py": "x\n"})
    assert states(leaky.scan(is_partial=True)) == []
    leaky.commit(leaky.root.parent / "core", {"src/a.py": "x\n"})
    assert [state for state, _, _ in states(leaky.scan(is_partial=True))] == ["open"]


def test_finding_is_known_by_the_fingerprint_of_the_tool_or_by_what_it_says(leaky: Plane) -> None:
    taken(leaky, result(partialFingerprints={"b": "2", "a": "1"}))
    (first,) = leaky.recorded()
    taken(leaky, result(line=30, message={"text": "another text"}, partialFingerprints={"a": "1", "b": "3"}))
    assert list(leaky.recorded()) == [first]
    assert statuses(leaky) == [("src/a.py", "open")]


def shown(text: str, line: int, prints: dict[str, str]) -> dict[str, Any]:
    region = {"startLine": line, "snippet": {"text": text}}
    place = {"physicalLocation": {"artifactLocation": {"uri": "src/a.py"}, "region": region}}
    return result(locations=[place], partialFingerprints=prints)


@pytest.mark.parametrize(
    "prints",
    [
        {"author": "Ann", "commitSha": "f48e180780a4b33cc655bc1931ae0ddf87b9fbdd"},
        {"author": "", "commitSha": ""},
        {"matchBasedId/v1": "requires login"},
    ],
)
def test_what_many_results_share_is_no_fingerprint_and_the_text_shown_tells_them_apart(
    leaky: Plane, prints: dict[str, str]
) -> None:
    taken(leaky, shown("k = 'secret-1'", 4, prints))
    (first,) = leaky.recorded()
    taken(leaky, shown("k = 'secret-2'", 3, prints), shown("  k = 'secret-1'", 9, prints))
    assert {name: data["line"] for name, data in leaky.recorded().items() if name == first} == {first: 4}
    assert statuses(leaky) == [("src/a.py", "open")] * 2
    taken(leaky, shown("k = 'secret-2'", 3, prints))
    assert leaky.recorded()[first]["status"] == "resolved"
    assert "secret-" not in str(leaky.recorded())


@pytest.mark.parametrize(("tool", "is_meant"), [("Gitleaks", True), ("gitleaks OSS", True), ("gitleaks2", False)])
def test_rule_names_a_tool_by_its_first_words(leaky: Plane, tool: str, *, is_meant: bool) -> None:
    if is_meant:
        assert len(taken(leaky, result(), tool=tool).report.findings) == 1
    else:
        with pytest.raises(NotFoundError):
            taken(leaky, result(), tool=tool)


@pytest.mark.parametrize(
    "fields",
    [
        {"suppressions": [{"kind": "inSource"}]},
        {"kind": "pass"},
        {"baselineState": "absent"},
        {"level": "note"},
    ],
)
def test_what_the_tool_does_not_hold_against_the_code_is_left_out(leaky: Plane, fields: dict[str, Any]) -> None:
    assert taken(leaky, result(**fields)).report.findings == ()


def test_suppression_that_was_rejected_does_not_count(leaky: Plane) -> None:
    assert len(taken(leaky, result(suppressions=[{"kind": "external", "status": "rejected"}])).report.findings) == 1


def test_rule_may_mean_some_of_the_tool_s_rules_and_the_rest_is_named(leaky: Plane) -> None:
    leaky.decide({**RULE, "rules": ["aws-*"]})
    done = taken(leaky, result(), result(rule="jwt"))
    assert (len(done.report.findings), done.left) == (1, ("gitleaks/jwt",))


def test_file_of_no_rule_and_no_sarif_are_refused(leaky: Plane) -> None:
    with pytest.raises(NotFoundError, match="no rule in force takes results of reuse"):
        taken(leaky, result(), tool="reuse")
    for text in (b"{", b"[]", b'{"version": "2.0.0", "runs": []}'):
        with pytest.raises(InvalidError):
            read_sarif(text, where="x")
    with pytest.raises(NotFoundError):
        import_sarif(leaky.workspace(), Path("/no/such/file"), "core")


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("src/a.py", "src/a.py"),
        ("./src/a%20b.py", "src/a b.py"),
        ("file:///home/ann/core/src/a.py", "src/a.py"),
        ("/home/ann/core/src/a.py", "src/a.py"),
        ("../other/a.py", "."),
        ("", "."),
    ],
)
def test_files_are_named_from_the_top_of_the_repository(uri: str, path: str) -> None:
    runs = read_sarif(json.dumps(sarif(result(uri))).encode(), where="x", root="/home/ann/core")
    assert [item.path for item in runs.results] == [path]


def test_level_comes_from_the_tool_s_rule_where_the_result_has_none() -> None:
    whole = sarif({key: value for key, value in result().items() if key != "level"})
    whole["runs"][0]["tool"]["driver"]["rules"] = [{"id": "aws-key", "defaultConfiguration": {"level": "note"}}]
    assert [item.level for item in read_sarif(json.dumps(whole).encode(), where="x").results] == ["note"]
