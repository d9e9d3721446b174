"""What `check --base` would refuse is said before the commit; with a reason it is written, and CI only warns."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_program import Program, copied_program, made_once

ACCEPTED = "decision: one\nstatus: accepted\ntitle: N\ndate: 2026-01-01T00:00:00Z\n"


@pytest.fixture(scope="module")
def plane_template(tmp_path_factory: pytest.TempPathFactory, tasks_template: Path) -> Path:
    return made_once(tmp_path_factory, tasks_template, _add_decision)


def _add_decision(tasks: Program) -> None:
    folder = tasks.folder / "records"
    (folder / "repos").mkdir()
    (folder / "repos" / "api.yaml").write_text("id: api\npath: ../api\n")
    (folder / "decisions").mkdir()
    (folder / "decisions" / "ADR-001.yaml").write_text(ACCEPTED)
    tasks.git("add", ".")
    tasks.git("commit", "-qm", "more")


@pytest.fixture
def plane(tmp_path: Path, plane_template: Path) -> Program:
    """Three tasks, the repository `api`, and an accepted decision."""
    return copied_program(plane_template, tmp_path)


def head(plane: Program) -> str:
    return plane.git("rev-parse", "HEAD")


def rewrite(plane: Program, path: str, old: str, new: str) -> None:
    file = plane.folder / path
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def edit_decision(plane: Program) -> tuple[str, ...]:
    rewrite(plane, "records/decisions/ADR-001.yaml", "decision: one", "decision: two")
    return ("save",)


def skip_status(plane: Program) -> tuple[str, ...]:
    rewrite(plane, "records/tasks/WS-TASK-002.yaml", "status: closed", "status: deferred")
    return ("save",)


def reopen_awaited(plane: Program) -> tuple[str, ...]:
    plane("task", "set", "1", "dependencies=WS-TASK-002")
    plane("task", "complete", "1")
    return ("task", "reopen", "2")


def close_waiting(plane: Program) -> tuple[str, ...]:
    plane("task", "set", "1", "dependencies=WS-TASK-003")
    return ("task", "set", "1", "status=completed")


def close_waiting_by_hand(plane: Program) -> tuple[str, ...]:
    plane("task", "set", "1", "dependencies=WS-TASK-003")
    rewrite(plane, "records/tasks/WS-TASK-001.yaml", "status: pending", "status: completed")
    return ("note", "WS-TASK-001", "done")


def delete_named(plane: Program) -> tuple[str, ...]:
    plane("task", "set", "1", "dependencies=WS-TASK-002")
    (plane.folder / "records/tasks/WS-TASK-002.yaml").unlink()
    return ("save",)


def skip_gate(plane: Program) -> tuple[str, ...]:
    settings = plane.folder / "records/workspace.yaml"
    gate = "gates:\n  task:\n    complete:\n      review: {type: plan, grade: B}\n"
    settings.write_text(f"{settings.read_text()}{gate}")
    plane("save")
    rewrite(plane, "records/tasks/WS-TASK-003.yaml", "status: in_progress", "status: completed")
    return ("save",)


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda _: ("adr", "set", "1", "decision=two"), "FROZEN"),
        (lambda _: ("adr", "rm", "1"), "FROZEN"),
        (edit_decision, "FROZEN"),
        (skip_status, "TRANSITION"),
        (reopen_awaited, "OPEN-DEPENDENCY"),
        (close_waiting, "OPEN-DEPENDENCY"),
        (close_waiting_by_hand, "OPEN-DEPENDENCY"),
        (delete_named, "DELETED"),
        (skip_gate, "GATE"),
    ],
)
def test_what_a_review_refuses_is_refused_at_the_write_unless_overridden(
    plane: Program, prepare: Callable[[Program], tuple[str, ...]], code: str
) -> None:
    command = prepare(plane)
    before, status = head(plane), plane.git("status", "--porcelain")
    refused = plane(*command, code=5)
    assert code in refused.stderr
    assert "--override -m" in refused.stderr
    assert (head(plane), plane.git("status", "--porcelain")) == (before, status)
    plane(*command, "--override", code=2)
    written = plane(*command, "--override", "-m", "the board wants it")
    assert code in written.stderr
    assert "Override: the board wants it" in plane.git("log", "-1", "--format=%B")
    judged = plane("check", "--base", before.strip(), "--format", "json", code=None)
    mine = [item for item in json.loads(judged.stdout) if item["code"] == code]
    assert {item["level"] for item in mine} == {"warning"}
    assert "the board wants it" in mine[0]["message"]


def test_new_references_that_lead_nowhere_are_refused_or_warned_of(plane: Program) -> None:
    assert "did you mean 'api'?" in plane("task", "add", "x", "--repo", "apj", code=4).stderr
    assert plane("task", "set", "1", "repos_affected+=all").stderr.count("warning") == 0
    warned = plane("task", "set", "1", "dependencies+=WS-TASK-999")
    assert "warning: WS-TASK-001: dependencies: there is no task 'WS-TASK-999'" in warned.stderr
    assert "warning" in plane("task", "block", "1", "--on", "WS-TASK-007").stderr
    assert plane("task", "set", "1", "priority=LOW").stderr.count("warning") == 0  # what was there before
    assert plane("task", "set", "3", "dependencies=other-plane:WS-TASK-4").stderr.count("warning") == 0
    assert "other-plane" not in plane("check").stdout
    file = plane.folder / "records/tasks/WS-TASK-004.yaml"
    file.write_text("title: By hand\nstatus: pending\ncreated: 2026-01-01T00:00:00Z\nrepos_affected: [apj]\n")
    assert "did you mean 'api'?" in plane("save", code=4).stderr
    plane("save", "--override", "-m", "it is made tomorrow")


def test_the_settings_say_what_is_refused(plane: Program) -> None:
    settings = plane.folder / "records/workspace.yaml"
    text = settings.read_text().partition("references:")[0]
    for value, code in (
        ("references: strict", 4), ("references: {records: strict}", 4), ("references: warn", 0), ("", 0),
        ("references: {records: strickt}", 3), ("references: {recrods: strict}", 3), ("refrences: strict", 3),
    ):  # fmt: skip
        settings.write_text(f"{text}{value}\n")
        result = plane("task", "set", "1", "dependencies=WS-TASK-999", "--dry-run", code=code)
        if code == 3:
            assert "did you mean" in result.stderr
            assert "did you mean" in plane("check", code=1).stdout
            plane("task", "set", "1", "priority=LOW", "--dry-run")  # nothing that it governs
            plane("save", "--dry-run")


def test_a_workspace_without_repositories_is_only_warned(wmsgit: Program) -> None:
    assert "warning" in wmsgit("task", "add", "x", "--repo", "aip").stderr


def test_an_id_in_another_case_is_the_records_own(plane: Program) -> None:
    plane("task", "set", "1", "dependencies=ws-task-003", "repos_affected=API")
    text = (plane.folder / "records/tasks/WS-TASK-001.yaml").read_text()
    assert "- WS-TASK-003" in text
    assert "api" in text
    assert "API" not in text


@pytest.mark.parametrize("verb", [("task", "set", "1", "priority=LOW"), ("save",), ("note", "WS-TASK-001", "x")])
def test_hand_edits_that_are_not_valid_are_not_committed_by_any_write(plane: Program, verb: tuple[str, ...]) -> None:
    before = head(plane)
    rewrite(plane, "records/tasks/WS-TASK-001.yaml", "status: pending", "status: nonsense")
    assert "nonsense" in plane(*verb, code=3).stderr
    plane.git("checkout", "-q", ".")
    for name, other in (("1", "3"), ("3", "1")):
        file = plane.folder / f"records/tasks/WS-TASK-00{name}.yaml"
        file.write_text(f"{file.read_text()}dependencies: [WS-TASK-00{other}]\n")
    assert "lead back" in plane(*verb, code=3).stderr
    assert head(plane) == before


def test_a_kind_whose_schema_is_not_committed_takes_no_records(plane: Program) -> None:
    schema = {"type": "object", "description": "A risk.", "properties": {"title": {"type": "string"}}}
    (plane.folder / "schemas/risk.schema.json").write_text(json.dumps(schema))
    assert "wmsgit save schemas/risk.schema.json" in plane("risk", "add", "title=x", code=5).stderr
    plane("risk", "add", "title=x", "--dry-run")
    plane("save")
    plane("risk", "add", "title=x")


def test_the_older_calls_write_as_they_did_and_say_so(plane: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from wmsgit import WorkspaceDB

    for name, value in plane.environ.items():
        monkeypatch.setenv(name, value)
    plane("task", "set", "1", "dependencies=WS-TASK-003")
    before = head(plane).strip()
    assert WorkspaceDB(workspace_root=Path(plane.folder)).update_task_status("WS-TASK-001", "completed")
    assert "Override: older-api" in plane.git("log", "-1", "--format=%B")
    result = plane("check", "--base", before)
    assert "older-api" in result.stdout


def test_references_to_what_goes_are_taken_out_in_the_same_write(plane: Program) -> None:
    plane("issue", "add", "I", "issue_type=x", "severity=LOW", "related_task_id=WS-TASK-001")
    plane("placement", "add", "P", "component_type=module", "correct_repo=api")
    plane("task", "add", "Waits", "dependencies=WS-TASK-001", "placement=PLACE-001")
    assert plane("task", "rm", "1", code=5).stderr.count("refers to WS-TASK-001") == 2
    plane("task", "rm", "1", "--unlink")
    plane("placement", "rm", "PLACE-001", "--unlink")
    (task,) = json.loads(plane("task", "show", "WS-TASK-004", "--format", "json").stdout)
    assert {"dependencies", "placement"}.isdisjoint(task)
    assert "related_task_id" not in json.loads(plane("issue", "show", "1", "--format", "json").stdout)[0]
    assert "0 errors" in plane("check", "--base", "HEAD~3").stderr
