"""A scan of drift as text, JSON, GitHub annotations, SARIF and JUnit XML."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wmsgit.render.drift import DRIFT_FORMATS
from wmsgit.render.drift_rows import Scanned

PROPERTY = settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCHEMA = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
RULE = {
    "rule": "ADR-001/no-pandas",
    "kind": "forbidden_import",
    "severity": "HIGH",
    "title": "Keep it small",
    "rationale": "It grows.",
    "message": "",
    "fix": "Move it.",
}


def finding(**fields: Any) -> dict[str, Any]:
    return {
        "fingerprint": "3f9a1c2b",
        "rule": "ADR-001/no-pandas",
        "repo": "core",
        "file_path": "src/a.py",
        "line": 3,
        "severity": "HIGH",
        "state": "new",
        "message": "src/a.py in core imports pandas",
        "fix": "Move it.",
        "record": None,
        "title": "Keep it small",
        "rationale": "It grows.",
        "reason": "",
        "gates": True,
        **fields,
    }


def scanned(*findings: dict[str, Any], **fields: Any) -> Scanned:
    return Scanned(findings, **{"rules": [RULE], "repos": ["core"], "version": "0.1.0", **fields})


def rendered(name: str, scan: Scanned) -> str:
    return "".join(DRIFT_FORMATS[name](scan))


def test_text_has_the_decision_its_reason_the_fix_and_each_state() -> None:
    waived = finding(state="waived", record="DRIFT-1", line=None)
    expired = finding(state="open", record="DRIFT-2", reason="its waiver expired on 2026-11-01")
    unknown = {"rule": "ADR-001/no-pandas", "repo": "away", "file_path": None, "reason": "it is not here"}
    assert rendered("text", scanned(finding(), waived, expired, unknowns=[unknown])).splitlines() == [
        "ADR-001/no-pandas HIGH Keep it small",
        "  because: It grows.",
        "  fix: Move it.",
        "  new: core/src/a.py:3: imports pandas",
        "  waived: core/src/a.py: imports pandas [DRIFT-1]",
        "  open (its waiver expired on 2026-11-01): core/src/a.py:3: imports pandas [DRIFT-2]",
        "unknown: away: it is not here (ADR-001/no-pandas)",
    ]


def test_annotations_are_the_worst_ten_and_the_rest_in_one_line() -> None:
    rows = [finding(severity="LOW", file_path=f"src/{n}.py") for n in range(11)] + [finding(severity="CRITICAL")]
    lines = rendered("github", scanned(*rows, counts={"new": 12})).splitlines()
    assert lines[0].startswith("::error file=src/a.py,line=3,title=ADR-001/no-pandas::core: ")
    assert lines[0].endswith("%0Afix: Move it.")
    assert [line.partition(" ")[0] for line in lines] == ["::error", *["::notice"] * 9, "::warning", "::notice"]
    assert lines[10] == "::warning title=more::and 2 more findings: ADR-001/no-pandas (2)"
    assert lines[11] == "::notice title=drift scan::12 new"


def test_baselined_and_waived_findings_are_no_annotations() -> None:
    scan = scanned(finding(state="baselined"), finding(state="waived"), counts={"baselined": 1, "waived": 1})
    assert rendered("github", scan) == "::notice title=drift scan::1 baselined, 1 waived\n"


def test_what_is_only_aimed_at_is_a_notice() -> None:
    assert rendered("github", scanned(finding(gates=False))).startswith("::notice file=src/a.py")


def runs(scan: Scanned) -> list[dict[str, Any]]:
    log = json.loads(rendered("sarif", scan))
    VALIDATOR.validate(log)
    found: list[dict[str, Any]] = log["runs"]
    return found


def test_sarif_has_a_run_a_repository_with_our_fingerprint_and_only_what_fails() -> None:
    rows = [finding(), finding(state="waived"), finding(state="baselined"), finding(repo="api", line=None)]
    core, api = runs(scanned(*rows, repos=["core", "api"]))
    assert core["automationDetails"] == {"id": "wmsgit-drift/core/"}
    (result,) = core["results"]
    assert result["partialFingerprints"] == {"primaryLocationLineHash": "3f9a1c2b:1"}
    assert (result["level"], result["ruleId"]) == ("error", "ADR-001/no-pandas")
    assert api["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    (rule,) = core["tool"]["driver"]["rules"]
    assert rule["fullDescription"]["text"] == "It grows.\nMove it."


def test_sarif_of_a_clean_scan_has_an_empty_run_that_closes_alerts() -> None:
    (run,) = runs(scanned())
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is True


def test_sarif_says_what_could_not_be_evaluated_and_what_is_vacuous() -> None:
    unknown = {"rule": None, "repo": None, "file_path": None, "reason": "no way"}
    notice = {"code": "vacuous", "about": "ADR-001/x", "message": "nothing in its scope"}
    (run,) = runs(scanned(unknowns=[unknown], notices=[notice]))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "no way" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert invocation["toolConfigurationNotifications"][0]["message"]["text"] == "ADR-001/x: nothing in its scope"


def cases(scan: Scanned) -> list[tuple[str, str]]:
    root = ET.fromstring(rendered("junit", scan))
    return [
        (str(case.get("classname")), case[0].tag if len(case) else "passed")
        for suite in root.iter("testsuite")
        for case in suite
    ]


def test_junit_has_a_case_a_finding_and_a_passing_one_for_a_clean_rule() -> None:
    states = ["new", "waived", "baselined", "resolved", "unknown"]
    clean = {**RULE, "rule": "ADR-001/clean"}
    notice = {"code": "vacuous", "about": "ADR-001/idle", "message": "nothing in its scope"}
    scan = scanned(*(finding(state=state, reason="why") for state in states), rules=[RULE, clean], notices=[notice])
    assert cases(scan) == [
        *(("ADR-001/no-pandas", tag) for tag in ("failure", "skipped", "skipped", "passed", "error")),
        ("ADR-001/clean", "passed"),
        ("ADR-001/idle", "skipped"),
    ]
    root = ET.fromstring(rendered("junit", scan))
    assert [root.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["7", "1", "1", "3"]


texts = st.text(max_size=20)
rows = st.builds(
    finding,
    repo=st.sampled_from(["core", "api"]),
    rule=texts,
    file_path=texts,
    message=texts,
    fix=st.none() | texts,
    line=st.none() | st.integers(1, 9),
    state=st.sampled_from(["new", "open", "baselined", "waived", "resolved", "unknown"]),
    severity=st.sampled_from(["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"]),
    title=texts,
    rationale=texts,
)


@PROPERTY
@given(st.lists(rows, max_size=4), st.sampled_from(sorted(DRIFT_FORMATS)))
def test_any_scan_can_be_written_and_commands_no_terminal(items: list[dict[str, Any]], name: str) -> None:
    text = rendered(name, scanned(*items, columns=tuple(finding())))
    text.encode()
    assert "\x1b" not in text
    assert "\x9b" not in text
    if name == "junit":
        ET.fromstring(text)
    if name == "sarif":
        VALIDATOR.validate(json.loads(text))


def test_junit_loses_what_xml_cannot_hold() -> None:
    text = rendered("junit", scanned(finding(message="a\x00\x0b\ufffe<&\"'\x1b[31mred\ud800")))
    (case,) = ET.fromstring(text).iter("testcase")
    assert str(case.get("name")) == "core/src/a.py: a\n<&\"'red\ufffd"
