"""Checks of one record and of its name, and of ids over all kinds."""

import pytest

from wmsgit.features.check.checks.fields import field_findings
from wmsgit.features.check.checks.identity import identity_findings
from wmsgit.features.check.checks.naming import name_findings
from wmsgit.model.finding import in_order

VALID = {"title": "A", "status": "pending", "created": "2026-11-23T09:30:00Z"}


def test_field_findings_are_empty_for_a_valid_record(kinds, position) -> None:
    assert field_findings(kinds["task"], VALID, "T-1", "p", position) == []


def test_field_findings_report_every_problem_with_its_place(kinds, position) -> None:
    data = {"title": "", "status": "pendng", "labels": ["a", 7], "colour": "red"}
    found = {str(finding) for finding in field_findings(kinds["task"], data, "T-1", "p.yaml", position)}
    assert "p.yaml: SCHEMA 'created' is required" in found
    assert "p.yaml:1:1: SCHEMA title: must not be empty" in found
    assert "p.yaml:1:1: SCHEMA colour: unknown field" in found
    assert any("status: 'pendng'" in line and "did you mean 'pending'?" in line for line in found)
    assert any(line.startswith("p.yaml:2:2: SCHEMA labels[1]: 7 is not a text") for line in found)


def test_field_findings_ask_for_the_key_of_an_unknown_field(kinds) -> None:
    asked = []

    def position(pointer, *, key=False):
        asked.append((pointer, key))
        return 1, 1

    field_findings(kinds["task"], {**VALID, "priorty": "HIGH"}, "T-1", "p", position)
    assert asked == [(("priorty",), True)]


def test_name_findings_are_empty_when_the_id_is_the_name_or_absent(position) -> None:
    assert name_findings("T-1", {"id": "T-1"}, "p", position) == []
    assert name_findings("T-1", {}, "p", position) == []
    assert name_findings("T-1", None, "p", position) == []


def test_name_findings_report_an_id_that_is_not_the_name(position) -> None:
    (finding,) = name_findings("T-1", {"id": "T-2"}, "p.yaml", position)
    assert str(finding) == "p.yaml:1:1: NAME the id 'T-2' is not the file's name, 'T-1'"


@pytest.mark.parametrize("name", ["a b", "-x", ".x", "é", "x" * 101, "con", "a:b"])
def test_name_findings_report_an_unsafe_name(name, position) -> None:
    (finding,) = name_findings(name, {}, "p.yaml", position)
    assert finding.code == "NAME"
    assert "not safe" in finding.message


def test_identity_findings_are_empty_for_distinct_ids(record, place) -> None:
    assert list(identity_findings([record("task", "T-1"), record("task", "T-2")], place)) == []


def test_identity_findings_stand_at_each_file_of_the_same_id_over_all_kinds(record, place) -> None:
    files = [record("task", "X-1", id="X-1"), record("issue", "X-1"), record("task", "T-1")]
    first, second = in_order(identity_findings(files, place))
    assert (first.place, first.code) == ("records/issues/X-1.yaml", "DUPLICATE-ID")
    assert first.message == "the id 'X-1' stands in another file too: records/tasks/X-1.yaml"
    assert str(second).startswith("records/tasks/X-1.yaml:1:1: DUPLICATE-ID")


def test_identity_findings_report_ids_that_differ_only_by_case(record, place) -> None:
    findings = list(identity_findings([record("task", "t-1"), record("task", "T-1")], place))
    assert [finding.path for finding in findings] == ["records/tasks/T-1.yaml", "records/tasks/t-1.yaml"]
    assert "differs only by case from that of records/tasks/t-1.yaml" in findings[0].message


def test_identity_findings_name_a_few_files_of_many(record, place) -> None:
    files = [record("task", "T-1", f"records/tasks/{number}/T-1.yaml") for number in range(9)]
    findings = list(identity_findings(files, place))
    assert len(findings) == 9
    assert findings[0].message.endswith(" and 5 more")
