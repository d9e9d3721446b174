"""Problems found elsewhere: where an issue was found, tasks that wait for issues, claims of issues, and their tasks."""

import json
from pathlib import Path

import pytest
from across_plane import Across, with_task
from cli_program import Program

BRANCH = "ws-task-001-rotate-the-keys"


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    return with_task(across_template, tmp_path, "web", "lib", "api")


def shown(program: Program, kind: str, number: int = 1) -> dict[str, object]:
    return json.loads(program(kind, "show", str(number), "--format", "json").stdout)[0]


def ready(program: Program, *terms: str) -> list[str]:
    return program("ready", *terms, "--format", "ids").stdout.split()


def test_an_issue_is_claimed_by_its_start_and_ready_lists_it(tasks: Program) -> None:
    tasks("issue", "add", "Keys leak", "severity=CRITICAL")
    tasks("issue", "add", "Typo", "severity=LOW")
    assert ready(tasks) == ["ISSUE-001", "WS-TASK-001", "ISSUE-002"]
    assert ready(tasks, "severity=LOW") == ["ISSUE-002"]
    assert ready(tasks, "priority=HIGH") == ["WS-TASK-001"]
    assert "no field" in tasks("ready", "colour=red", code=3).stderr
    tasks("issue", "start", "1")
    assert shown(tasks, "issue")["assigned_to"] == tasks.git("config", "user.name").strip()
    assert ready(tasks) == ["WS-TASK-001", "ISSUE-002"]
    assert "ISSUE-002" in tasks("ready", "--claim", "severity=LOW").stderr
    tasks("issue", "set", "1", "assigned_to=Somebody")
    assert "is held by Somebody" in tasks("issue", "start", "1", code=5).stderr


def test_a_task_waits_for_an_issue(tasks: Program) -> None:
    tasks("issue", "add", "Keys leak")
    done = tasks("task", "set", "1", "dependencies+=issue-1")
    assert "there is no" not in done.stderr
    assert shown(tasks, "task")["dependencies"] == ["ISSUE-001"]
    assert ready(tasks) == ["ISSUE-001"]
    assert "waits for ISSUE-001 (open)" in tasks("ready", "--explain", "WS-TASK-001").stdout
    assert "DANGLING" not in tasks("check").stdout
    assert "waits for ISSUE-001, which is open" in tasks("task", "complete", "1", code=5).stderr
    assert "ISSUE-001" in tasks("issue", "rm", "1", code=5).stderr
    tasks("issue", "resolve", "1")
    assert ready(tasks) == ["WS-TASK-001"]
    assert "now ready" in tasks("diff", "HEAD~1..HEAD").stdout
    tasks("task", "complete", "1")
    assert tasks("task", "set", "3", "dependencies=ISSUE-009", code=None).stderr.count("ISSUE-009") > 0


def test_a_task_is_blocked_on_an_issue_and_the_issue_may_be_renumbered(tasks: Program) -> None:
    tasks("issue", "add", "Keys leak")
    tasks("task", "block", "1", "--on", "ISSUE-001", "-m", "keys")
    assert shown(tasks, "task")["blocked_by"] == ["ISSUE-001"]
    tasks("renumber", "ISSUE-001", "ISSUE-007")
    assert shown(tasks, "task")["blocked_by"] == ["ISSUE-007"]
    assert "DANGLING" not in tasks("check").stdout


def test_a_promoted_issue_is_resolved_when_its_task_is_completed(tasks: Program) -> None:
    tasks("issue", "add", "Keys leak", "severity=CRITICAL", "--repo", "api", "description=Everywhere.")
    name = tasks("issue", "promote", "1").stdout.strip()
    task = shown(tasks, "task", 4)
    assert name == "WS-TASK-004"
    assert {key: task[key] for key in ("title", "priority", "description", "repos_affected", "resolves")} == {
        "title": "Keys leak", "priority": "CRITICAL", "description": "Everywhere.", "repos_affected": ["api"],
        "resolves": ["ISSUE-001"],
    }  # fmt: skip
    assert shown(tasks, "issue")["related_task_id"] == "WS-TASK-004"
    assert "WS-TASK-004 deals with it already" in tasks("issue", "promote", "1", code=5).stderr
    before = tasks.git("rev-parse", "HEAD")
    tasks("task", "complete", "4")
    assert tasks.git("rev-parse", "HEAD~1") == before, "one commit"
    issue = shown(tasks, "issue")
    assert (issue["status"], issue["resolution_notes"]) == ("resolved", "WS-TASK-004 Keys leak")
    tasks("check", "--base", "HEAD~1")
    tasks("undo")
    assert shown(tasks, "issue")["status"] == "open"
    tasks("task", "cancel", "4")
    assert shown(tasks, "issue")["status"] == "open", "cancelled work resolves nothing"
    tasks("issue", "promote", "1", "priority=LOW")
    assert (shown(tasks, "task", 5)["priority"], shown(tasks, "issue")["related_task_id"]) == ("LOW", "WS-TASK-005")
    tasks("issue", "resolve", "1")
    assert "it is resolved" in tasks("issue", "promote", "1", code=5).stderr


def test_autoclose_resolves_the_issue_of_a_task_that_is_merged(across: Across) -> None:
    plane = across.wmsgit
    plane("issue", "add", "Keys leak")
    plane("task", "set", "1", "repos_affected=api", "resolves=ISSUE-001")
    across.commit("api", "Rotate\n\nCloses: WS-TASK-001")
    across.push("api")
    plane("autoclose")
    assert shown(plane, "issue")["status"] == "resolved"


def test_an_issue_from_anywhere_has_the_session_its_task_and_the_context_s_commit(across: Across) -> None:
    plane = across.wmsgit
    across.at("web").git("switch", "-q", "-c", BRANCH)
    head = across.at("web").git("rev-parse", "HEAD").strip()
    plane("context", "set", "web")
    plane("session", "start", "--task", "WS-TASK-001", code=None)
    session = plane("session", "current").stdout.strip()
    done = plane("issue", "add", "Keys leak", "--repo", "lib")
    assert shown(plane, "issue")["found_in"] == {"session": session, "commit": f"web@{head}", "task": "WS-TASK-001"}
    assert "hidden here by the context web" in done.stderr
    plane("check")
