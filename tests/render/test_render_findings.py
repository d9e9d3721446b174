"""Findings as text, JSON, GitHub annotations and SARIF."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wmsgit.errors import UsageError
from wmsgit.model.finding import Finding
from wmsgit.render.findings import render_findings
from wmsgit.render.sarif import sarif_log

PROPERTY = settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The schema that OASIS publishes with SARIF 2.1.0.
SCHEMA = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
ERROR = Finding("records/tasks/T-1.yaml", 4, 9, "SCHEMA", "'pendng' is not one of pending; did you mean 'pending'?")
WHOLE = Finding("records/tasks/T-2.yaml", 0, 0, "SYMLINK", "a symbolic link")
WARNINGS = [
    Finding(f"records/tasks/T-{n}.yaml", n, 3, "DANGLING", f"no session 'S' in T-{n}", "warning", "no session 'S'")
    for n in range(1, 6)
]
ALONE = Finding("records/tasks/T-9.yaml", 1, 1, "DANGLING", "no task 'X'", "warning", "no task 'X'")
findings = st.builds(
    Finding,
    path=st.text(min_size=1, max_size=15),
    line=st.integers(0, 50),
    column=st.integers(0, 50),
    code=st.sampled_from(["SCHEMA", "YAML", "CYCLE", "FILE-NAME"]),
    message=st.text(min_size=1, max_size=30),
    level=st.sampled_from(["error", "warning"]),
    cause=st.sampled_from(["", "one", "two"]),
)


def rendered(name: str, *items: Finding) -> str:
    return "".join(render_findings(name, items, version="0.1.0"))


def test_text_names_the_place_and_groups_warnings_by_cause() -> None:
    assert rendered("text", ERROR, *WARNINGS, WHOLE, ALONE).splitlines() == [
        "records/tasks/T-1.yaml:4:9: SCHEMA 'pendng' is not one of pending; did you mean 'pending'?",
        "records/tasks/T-2.yaml: SYMLINK a symbolic link",
        "records/tasks/T-9.yaml:1:1: DANGLING no task 'X' (warning)",
        f"warning: DANGLING no session 'S' (5: {', '.join(item.place for item in WARNINGS[:3])}, …)",
    ]


def test_json_has_every_finding() -> None:
    items = json.loads(rendered("json", ERROR, *WARNINGS))
    assert len(items) == 6
    assert items[0] == {
        "path": ERROR.path,
        "line": 4,
        "column": 9,
        "code": "SCHEMA",
        "level": "error",
        "message": ERROR.message,
        "cause": "",
    }


def test_annotations_escape_what_the_runner_reads() -> None:
    odd = Finding("a,b:c%.yaml", 2, 0, "X", "100% of\r\nlines, all: done")
    assert rendered("github", odd) == "::error file=a%2Cb%3Ac%25.yaml,line=2,title=X::100%25 of%0Alines, all: done\n"


def test_annotations_have_errors_first_and_one_warning_a_cause() -> None:
    lines = rendered("github", *WARNINGS, ALONE, WHOLE, ERROR).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::error", "::warning", "::warning"]
    assert lines[0] == "::error file=records/tasks/T-2.yaml,title=SYMLINK::a symbolic link"
    assert lines[3].endswith("no session 'S' in T-1 (and 4 more with the same cause)")


@PROPERTY
@given(st.lists(findings, max_size=5))
def test_sarif_satisfies_its_schema(items: list[Finding]) -> None:
    VALIDATOR.validate(sarif_log(items, version="0.1.0"))


@PROPERTY
@given(st.lists(findings, max_size=4), st.sampled_from(["text", "json", "github", "sarif"]))
def test_any_finding_can_be_written(items: list[Finding], name: str) -> None:
    text = rendered(name, *items)
    text.encode()
    assert "\x1b" not in text


def results(*items: Finding) -> list[dict[str, Any]]:
    log: dict[str, Any] = sarif_log(items)
    return log["runs"][0]["results"]


def test_sarif_names_the_place_and_the_rule() -> None:
    log = json.loads(rendered("sarif", ERROR, WHOLE))
    driver, (first, second) = log["runs"][0]["tool"]["driver"], log["runs"][0]["results"]
    assert (driver["name"], driver["semanticVersion"]) == ("wmsgit", "0.1.0")
    assert [rule["id"] for rule in driver["rules"]] == ["SCHEMA", "SYMLINK"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("SCHEMA", 0, "error")
    location = first["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "records/tasks/T-1.yaml", "uriBaseId": "%SRCROOT%"}
    assert location["region"] == {"startLine": 4, "startColumn": 9}
    assert "region" not in second["locations"][0]["physicalLocation"]


def test_a_fingerprint_stays_when_lines_and_words_change_and_tells_equals_apart() -> None:
    def fingerprints(*items: Finding) -> list[str]:
        return [item["partialFingerprints"]["primaryLocationLineHash"] for item in results(*items)]

    moved = Finding(ERROR.path, 40, 1, ERROR.code, "other words")
    assert fingerprints(ERROR) == fingerprints(moved)
    first, second = fingerprints(ERROR, moved)
    assert first.endswith(":1")
    assert second == first.removesuffix("1") + "2"
    assert fingerprints(ERROR) != fingerprints(WHOLE)


def test_a_path_is_spelled_as_a_uri() -> None:
    place = results(Finding("records/tasks/ä b#.yaml", 0, 0, "X", "y"))[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "records/tasks/%C3%A4%20b%23.yaml"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError):
        rendered("xml")
