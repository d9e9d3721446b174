"""Rules that a decision takes from a pack are judged by `check --base` as its own are."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from cli_program import Program

PANDAS = {"id": "no-pandas", "kind": "forbidden_import", "modules": ["pandas", "polars"]}
NUMPY = {"id": "no-numpy", "kind": "forbidden_import", "modules": ["numpy"]}
WEAKER = {**PANDAS, "modules": ["polars"]}
CODES = ("AMENDED", "POLICY-CHANGED", "RULE-WEAKENED", "RULE")


def pack(folder: Path, name: str, *rules: object) -> str:
    """Write a pack below a folder, and say what a decision calls it."""
    path = folder / name / "rules.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"rules": rules}))
    return f"{name}@{sha256(path.read_bytes()).hexdigest()[:8]}"


def decide(plane: Program, uses: list[str], *rules: object) -> None:
    data = {"title": "Take it", "status": "accepted", "date": "2026-01-01T10:00:00Z", "decision": "So be it."}
    path = plane.folder / "records/decisions/ADR-001.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**data, "rules": rules, "uses": uses}))


def commit(plane: Program) -> None:
    plane.git("add", "-A", ".")
    plane.git("commit", "-qm", "decide")
    plane.git("checkout", "-q", "-b", "topic")


@pytest.fixture
def plane(tasks: Program) -> Program:
    """A workspace whose decision takes two rules from a pack; the branch `topic` is checked out."""
    decide(tasks, [pack(tasks.folder / "packs", "base", PANDAS, NUMPY)])
    commit(tasks)
    return tasks


def errors(plane: Program) -> list[str]:
    done = plane("check", "--base", "main", "--format", "json", code=None)
    return [item["code"] for item in json.loads(done.stdout) if item["code"] in CODES and item["level"] == "error"]


def base(plane: Program, *rules: object) -> str:
    return pack(plane.folder / "packs", "base", *rules)


def test_rule_of_a_pack_that_a_weaker_own_one_stands_in_for_is_weakened(plane: Program) -> None:
    decide(plane, [base(plane, PANDAS, NUMPY)], WEAKER)
    assert errors(plane) == ["POLICY-CHANGED", "RULE-WEAKENED"]
    decide(plane, [base(plane, PANDAS, NUMPY)], {**PANDAS, "severity": "HIGH"})
    assert errors(plane) == []


def test_pack_that_is_given_up_or_comes_second_is_a_weakening(plane: Program) -> None:
    decide(plane, [])
    assert errors(plane) == ["POLICY-CHANGED", "POLICY-CHANGED", "RULE-WEAKENED", "RULE-WEAKENED"]
    decide(plane, [pack(plane.folder / "packs", "other", WEAKER), base(plane, PANDAS, NUMPY)])
    assert errors(plane) == ["POLICY-CHANGED", "RULE-WEAKENED"]
    decide(plane, [], PANDAS, NUMPY)
    assert errors(plane) == []


def test_new_content_of_a_pack_is_judged_by_its_rules(plane: Program) -> None:
    decide(plane, [base(plane, WEAKER, NUMPY)])
    assert errors(plane) == ["POLICY-CHANGED", "RULE-WEAKENED"]
    decide(plane, [base(plane, PANDAS, NUMPY, {**NUMPY, "id": "no-scipy", "modules": ["scipy"]})])
    assert errors(plane) == []
    base(plane, PANDAS)
    assert "RULE" in errors(plane)


def test_check_of_a_commit_reads_the_packs_that_it_has(plane: Program) -> None:
    assert "0 errors" in plane("check", "--at", "HEAD", code=0).stderr


def test_own_rule_beside_a_pack_that_cannot_be_read_may_stand_in_for_one_of_its_rules(tasks: Program) -> None:
    uses = ["nowhere:packs/base@3f9a1c2b"]
    decide(tasks, uses, PANDAS)
    commit(tasks)
    decide(tasks, uses, PANDAS, NUMPY)
    done = tasks("check", "--base", "main", code=1)
    assert "no-numpy may stand in the place of rules of nowhere:packs/base@3f9a1c2b" in done.stdout
    decide(tasks, [], PANDAS)
    assert "takes no rules from nowhere:packs/base@3f9a1c2b any more" in tasks("check", "--base", "main", code=1).stdout
