"""`ready`: the list, the reasons, and who gets what."""

import json
from pathlib import Path

import pytest
from cli_program import Program, at_once, copied_program


@pytest.fixture
def plane(empty_plane: Path, tmp_path: Path) -> Program:
    """The program in a workspace with three tasks of which the second waits for the first."""
    return copied_program(
        empty_plane,
        tmp_path,
        ("task", "add", "One", "--priority", "HIGH"),
        ("task", "add", "Two", "--priority", "CRITICAL", "dependencies=WS-TASK-001", "repos_affected=api"),
        ("task", "add", "Three", "due=2030-01-01"),
    )


def ids(program: Program, *words: str) -> list[str]:
    return program("ready", *words, "--format", "ids").stdout.split()


def test_ready_lists_the_weightiest_first_in_every_format(plane: Program) -> None:
    assert ids(plane) == ["WS-TASK-001", "WS-TASK-003"]
    rows = json.loads(plane("ready", "--format", "json").stdout)
    assert [row["title"] for row in rows] == ["One", "Three"]
    assert plane("ready").stdout.splitlines()[1].split()[:2] == ["WS-TASK-001", "HIGH"]


def test_ready_takes_filters_and_a_limit(plane: Program) -> None:
    plane("task", "complete", "WS-TASK-001")
    assert ids(plane, "repo=api") == ["WS-TASK-002"]
    assert ids(plane, "--limit", "1") == ["WS-TASK-002"]


def test_ready_looks_at_the_past(plane: Program) -> None:
    plane("task", "complete", "WS-TASK-001")
    assert ids(plane, "--at", "HEAD~1") == ["WS-TASK-001", "WS-TASK-003"]


def test_explain_says_why_not(plane: Program) -> None:
    rows = json.loads(plane("ready", "--explain", "WS-TASK-002", "--format", "json").stdout)
    assert rows == [
        {"id": "WS-TASK-002", "kind": "task", "ready": False, "because": ["waits for WS-TASK-001 (pending)"]}
    ]


def test_explain_of_a_closed_record_names_its_status(plane: Program) -> None:
    plane("task", "cancel", "WS-TASK-003")
    assert "is cancelled" in plane("ready", "--explain", "WS-TASK-003").stdout


def test_an_id_without_explain_is_refused_with_the_way_to_ask(plane: Program) -> None:
    assert "--explain WS-TASK-001" in plane("ready", "WS-TASK-001", code=2).stderr


def test_claim_takes_the_first_in_the_callers_name(plane: Program) -> None:
    assert plane("ready", "--claim").stdout == "WS-TASK-001\n"
    task = json.loads(plane("task", "show", "WS-TASK-001", "--format", "json").stdout)[0]
    assert (task["status"], task["assigned_to"]) == ("in_progress", "Ann Lee")
    assert plane("ready", "--claim").stdout == "WS-TASK-003\n"
    assert "nothing is ready" in plane("ready", "--claim", code=4).stderr


def test_eight_claims_at_once_on_five_ready_tasks_give_five_distinct_ones(wmsgit: Program) -> None:
    for number in range(5):
        wmsgit("task", "add", f"Task {number}")
    asked = 8
    taken: list[str] = []
    refused: list[str] = []
    while asked:  # on a slow machine the lock may not come free in 30 s: exit code 5, and one asks again
        ended = at_once([wmsgit] * asked, ("ready", "--claim"))
        assert {end.returncode for end in ended} <= {0, 4, 5}
        taken += [end.stdout.strip() for end in ended if end.returncode == 0]
        refused += [end.stderr for end in ended if end.returncode == 4]
        asked = sum(end.returncode == 5 for end in ended)
    assert sorted(taken) == [f"WS-TASK-00{number}" for number in range(1, 6)]
    assert len(refused) == 3
    assert all("nothing is ready" in text for text in refused)
    assert len(wmsgit.git("log", "--format=%h", "--grep=Wmsgit-Op: ready --claim").split()) == 5


def test_start_of_what_another_holds_is_refused_unless_stolen(plane: Program) -> None:
    plane("task", "start", "WS-TASK-001")
    plane.git("config", "wmsgit.actor", "bob")
    assert "is held by Ann Lee (here)" in plane("task", "start", "WS-TASK-001", code=5).stderr
    assert "needs a reason" in plane("task", "start", "WS-TASK-001", "--steal", code=2).stderr
    plane("task", "start", "WS-TASK-001", "--steal", "-m", "Ann is away")
    assert json.loads(plane("task", "show", "WS-TASK-001", "--format", "json").stdout)[0]["assigned_to"] == "bob"
    assert "Ann is away" in plane.git("log", "-1", "--format=%B")
    assert "already" in plane("task", "start", "WS-TASK-001").stderr


def test_start_is_refused_when_a_branch_that_is_not_merged_shows_a_holder(plane: Program) -> None:
    plane.git("switch", "-qc", "topic")
    plane("task", "start", "WS-TASK-001")
    plane.git("switch", "-q", "main")
    plane.git("config", "wmsgit.actor", "bob")
    assert "is held by Ann Lee (branch topic)" in plane("task", "start", "WS-TASK-001", code=5).stderr
    assert "branch topic" in plane("ready", "--explain", "WS-TASK-001").stdout
    assert "WS-TASK-001  false  is held by Ann Lee (branch topic)" in plane("ready", "--explain").stdout
    assert plane("ready", "--format", "ids").stdout == "WS-TASK-003\n"
    assert plane("ready", "--claim").stdout == "WS-TASK-003\n"
    plane.git("merge", "-q", "topic")
    assert "(here)" in plane("task", "start", "WS-TASK-001", code=5).stderr


def test_start_is_refused_when_another_worktree_shows_a_holder(plane: Program, tmp_path: Path) -> None:
    plane.git("worktree", "add", "-q", "--detach", str(tmp_path / "second"))
    second = Program(tmp_path / "second", plane.environ)
    second("task", "start", "WS-TASK-001", "--no-commit")
    plane.git("config", "wmsgit.actor", "bob")
    assert "is held by Ann Lee (worktree" in plane("task", "start", "WS-TASK-001", code=5).stderr


def test_a_branch_that_only_inherited_a_holder_is_no_hindrance(plane: Program) -> None:
    plane("task", "start", "WS-TASK-001")
    plane.git("switch", "-qc", "topic")
    plane("task", "note", "WS-TASK-003", "on the branch")
    plane.git("switch", "-q", "main")
    plane("task", "set", "WS-TASK-001", "status=blocked", "assigned_to=")
    plane.git("config", "wmsgit.actor", "bob")
    plane("task", "start", "WS-TASK-001")


def test_block_and_defer_take_a_task_out_of_what_is_ready(plane: Program) -> None:
    plane("task", "block", "WS-TASK-001", "--on", "WS-TASK-003", "-m", "needs the host")
    plane("task", "defer", "WS-TASK-003", "--until", "2031-01-01")
    shown = plane("ready", "--explain").stdout
    assert ids(plane) == []
    assert "is blocked: needs the host" in shown
    assert "is put off until 2031-01-01" in shown


def test_schemas_without_claims_are_named_rather_than_nothing_ready(wmsgit: Program) -> None:
    for name in ("task", "issue"):
        path = wmsgit.folder / "schemas" / f"{name}.schema.json"
        schema = json.loads(path.read_text())
        for step in schema["x-wmsgit"]["transitions"]:
            step.pop("claims", None)
        path.write_text(json.dumps(schema))
    assert "wmsgit schema upgrade" in wmsgit("ready", code=3).stderr
