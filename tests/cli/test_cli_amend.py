"""`adr amend`, and what a change may not do to the rules of a decision in force: through the program."""

import json

import pytest
from cli_program import Program

RULE = "{id: no-pandas, kind: forbidden_import, modules: [pandas, polars]}"
CODES = ("AMENDED", "FROZEN", "RULE-WEAKENED")
DECISION = f"""\
title: Use files
status: accepted
date: '2026-01-01T10:00:00Z'
decision: One file a record.
rules:
  - {RULE}
"""


@pytest.fixture
def plane(tasks: Program) -> Program:
    """A workspace with an accepted decision on `main`; the branch `topic` is checked out."""
    path = tasks.folder / "records/decisions/ADR-001.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(DECISION)
    tasks.git("add", "-A", ".")
    tasks.git("commit", "-qm", "decide")
    tasks.git("checkout", "-q", "-b", "topic")
    return tasks


def decision(plane: Program, old: str = "", new: str = "") -> str:
    path = plane.folder / "records/decisions/ADR-001.yaml"
    if old:
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
    return path.read_text()


def codes(plane: Program, code: int | None = None) -> list[tuple[str, str]]:
    done = plane("check", "--base", "main", "--accept-policy", "--format", "json", code=code)
    return [(item["code"], item["level"]) for item in json.loads(done.stdout) if item["code"] in CODES]


def test_amended_text_is_a_warning_of_a_change_and_its_entry_says_why(plane: Program) -> None:
    plane("adr", "set", "1", "decision=Two files.", code=5)
    plane("adr", "amend", "1", "-m", "the vendor renamed it", "decision=Two files.")
    shown = json.loads(plane("adr", "show", "1", "--format", "json").stdout)[0]
    assert shown["decision"] == "Two files."
    (entry,) = shown["amendments"]
    assert (entry["reason"], entry["fields"]) == ("the vendor renamed it", ["decision"])
    assert codes(plane, code=0) == [("AMENDED", "warning")]


def test_hand_edit_is_amended_whole(plane: Program) -> None:
    decision(plane, "One file a record.", "Two files.")
    assert codes(plane, code=1) == [("FROZEN", "error")]
    plane("adr", "amend", "ADR-001", "-m", "why")
    assert codes(plane, code=0) == [("AMENDED", "warning")]


def test_another_field_than_the_entry_names_stays_frozen(plane: Program) -> None:
    plane("adr", "amend", "1", "-m", "why", "decision=Two files.")
    decision(plane, "title: Use files", "title: Use tables")
    assert sorted(codes(plane, code=1)) == [("AMENDED", "warning"), ("FROZEN", "error")]


def test_entry_may_not_go_nor_change(plane: Program) -> None:
    plane("adr", "amend", "1", "-m", "why", "decision=Two files.")
    plane.git("branch", "-f", "main", "HEAD")
    decision(plane, "reason: why", "reason: because")
    assert ("FROZEN", "error") in codes(plane, code=1)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[pandas, polars]", "[pandas]", [("RULE-WEAKENED", "error")]),
        (f"rules:\n  - {RULE}\n", "", [("RULE-WEAKENED", "error")]),
        ("polars]}", "polars], enforce: warn}", [("RULE-WEAKENED", "error")]),
        ("[pandas, polars]", "[pandas, polars, numpy]", []),
        ("polars]}", "polars], message: no data frames}", []),
        ("status: accepted", "status: deprecated", []),
    ],
)
def test_rule_of_a_decision_in_force_may_not_get_weaker(
    plane: Program, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    decision(plane, old, new)
    assert codes(plane) == expected


def test_weaker_rule_is_amended(plane: Program) -> None:
    decision(plane, ", polars", "")
    plane("save", code=5)
    plane("adr", "amend", "1", "-m", "polars is small")
    assert codes(plane, code=0) == [("AMENDED", "warning")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("1", "decision=x"), "an amendment needs its reason"),
        (("1", "-m", "why"), "nothing is to be amended"),
        (("-m", "why"), "one decision is amended at a time"),
        (("2", "-m", "why", "decision=x"), "its text may still change"),
        (("1", "-m", "why", "status=draft"), "status is not amended"),
        (("1", "-m", "why", "decision=x", "amendments="), "amendments only grow"),
    ],
)
def test_amendment_that_is_none_is_refused(plane: Program, arguments: tuple[str, ...], words: str) -> None:
    plane("adr", "add", "Try it", "decision=Perhaps.", "status=draft")
    assert words in plane("adr", "amend", *arguments, code=2).stderr


def test_retiring_says_what_goes_with_the_rules(plane: Program) -> None:
    done = plane("adr", "deprecate", "1")
    assert "warning: ADR-001: nothing takes over ADR-001/no-pandas" in done.stderr


def test_successor_is_named_by_number_and_a_rule_with_was_is_taken_over(plane: Program) -> None:
    rule = "rules=[{id: no-pandas, kind: forbidden_import, modules: [pandas], was: [ADR-001/no-pandas]}]"
    plane("adr", "add", "Use plain lists", "decision=Lists.", "status=accepted", rule)
    done = plane("adr", "supersede", "1", "--by", "2")
    assert "nothing takes over" not in done.stderr
    assert "there is no adr" in plane("adr", "supersede", "2", "--by", "9", code=4).stderr


def test_baseline_option_stands_where_rules_come_into_force(plane: Program) -> None:
    assert "--baseline" in plane("adr", "accept", "--help").stdout
    assert "--baseline" not in plane("adr", "reject", "--help").stdout


def test_a_try_records_nothing(plane: Program) -> None:
    assert "cannot be combined" in plane("drift", "scan", "--try", "ADR-001", "--record", code=2).stderr
    plane("drift", "scan", "--try", "ADR-001", code=0)
