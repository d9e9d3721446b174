"""The Python API as its users write it."""

import json
import subprocess
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from git_output import git

from wmsgit import WorkspaceDB
from wmsgit.errors import ConflictError, InvalidError, NotFoundError, UsageError


@pytest.fixture
def db(root: Path) -> WorkspaceDB:
    return WorkspaceDB(workspace_root=root)


def commits(root: Path) -> int:
    return int(git(root, "rev-list", "--count", "HEAD"))


def test_task_that_was_added_is_read_back_with_its_fields(db: WorkspaceDB, root: Path) -> None:
    before = commits(root)
    db.add_task("WS-TASK-001", "Write it", priority="HIGH", repos_affected=["core"], metadata={"a": 1})
    task = db.get_task("WS-TASK-001")
    assert task is not None
    assert (task.title, task.status, task.priority, task.repos_affected) == (
        "Write it",
        "pending",
        "HIGH",
        ["core"],
    )
    assert isinstance(task.created, datetime)
    assert task.created.tzinfo == UTC
    assert (task.dependencies, task.assigned_to, task.metadata) == ([], None, {"a": 1})
    assert task.to_dict()["kind"] == "task"
    with pytest.raises(AttributeError):
        _ = task.colour
    assert commits(root) == before + 1
    assert git(root, "status", "--porcelain") == ""


def test_lists_filter_and_come_newest_first(db: WorkspaceDB) -> None:
    with db.transaction("three tasks"):
        for number, repos in ((1, ["core"]), (2, ["all"]), (3, ["web"])):
            db.add_task(f"T-{number}", f"Task {number}", repos_affected=repos)
    for number in (1, 2, 3):
        path = db.workspace.root / "records" / "tasks" / f"T-{number}.yaml"
        text = path.read_text()
        created = next(line for line in text.splitlines() if line.startswith("created:"))
        path.write_text(text.replace(created, f"created: 2026-01-0{number}T00:00:00Z"))
    fresh = WorkspaceDB(workspace_root=db.workspace.root)
    assert [task.id for task in fresh.get_tasks()] == ["T-3", "T-2", "T-1"]
    assert [task.id for task in fresh.get_tasks(repo="core")] == ["T-2", "T-1"]
    assert [task.id for task in fresh.get_tasks(repo=None, limit=1)] == ["T-3"]
    assert fresh.get_tasks(status="closed") == []
    assert fresh.get_task("T-9") is None


def test_status_is_assigned_freely_but_must_exist(db: WorkspaceDB) -> None:
    db.add_task("T-1", "One", status="closed")
    assert db.update_task_status("T-1", "planning") is True
    assert db.get_task("T-1").status == "planning"  # type: ignore[union-attr]
    assert db.update_task_status("T-9", "planning") is False
    with pytest.raises(InvalidError, match="did you mean 'pending'"):
        db.update_task_status("T-1", "pendng")


def test_session_with_an_activity_is_opened_and_ended(db: WorkspaceDB) -> None:
    assert db.get_current_session() is None
    db.add_session("2026-11-23-session-001", user="ann", ai_assistant="helper", handoff_notes="Notes")
    assert db.get_current_session().id == "2026-11-23-session-001"  # type: ignore[union-attr]
    db.add_session_activity("2026-11-23-session-001", "code", "Wrote the store", files_created=["a.py"], outcome="done")
    session = db.get_current_session()
    assert session is not None
    assert session.activities[0]["files_created"] == ["a.py"]
    assert isinstance(session.activities[0]["time"], datetime)
    assert db.end_session("2026-11-23-session-001") is True
    assert db.get_current_session() is None
    assert db.end_session("nothing") is False
    with pytest.raises(NotFoundError):
        db.add_session_activity("nothing", "code", "x")


@pytest.mark.parametrize("together", [False, True])
def test_end_of_a_session_gathers_what_git_says(db: WorkspaceDB, root: Path, together: bool) -> None:
    api = root.parent / "api"
    api.mkdir()
    git(api, "init", "-q")
    git(api, "commit", "-q", "--allow-empty", "-m", "first")
    (root / "records" / "repos").mkdir(exist_ok=True)
    (root / "records" / "repos" / "api.yaml").write_text("path: ../api\n")
    git(root, "config", "wmsgit.repo.api.path", "../api")
    db.add_session("S-1", user="ann")
    (api / "a.py").write_text("1")
    git(api, "add", "a.py")
    git(api, "commit", "-q", "-m", "Add a")
    with db.transaction("the end") if together else nullcontext():
        assert db.end_session("S-1") is True
    [record] = db.records("session", id="S-1")
    assert (record.status, db.get_current_session()) == ("completed", None)
    assert [act["files_created"] for act in record.activities] == [[f"api@{git(api, 'rev-parse', 'HEAD')[:12]}:a.py"]]
    before = git(root, "rev-parse", "HEAD")
    assert db.end_session("S-1") is True
    assert git(root, "rev-parse", "HEAD") == before


def test_issues_decisions_drift_and_contexts_are_added_and_listed(db: WorkspaceDB) -> None:
    db.add_issue("ISSUE-001", "governance", "HIGH", "Code creep", repos_affected=["all"], detected_by="ann")
    db.add_decision("DEC-001", "S-1", "Keep the core small. It is published.", ["core"], rationale="Because")
    db.add_drift_detection("DRIFT-1", "core", "import", "LOW", "src/a.py", detected_rule="ADR-001/no-pandas")
    context = db.log_context_switch("core", "/repos/core", context_notes="look")
    assert [issue.title for issue in db.get_issues(severity="HIGH", repo="core")] == ["Code creep"]
    assert [item.title for item in db.get_decisions(repo="core")] == ["Keep the core small"]
    assert db.get_decisions(status="implemented")[0].rationale == "Because"
    assert db.get_drift_detections(repo="core")[0].detected_by == "automated"
    assert context.id.startswith("CTX-")
    assert db.get_issue_statistics() == {
        "total": 1,
        "open": 1,
        "resolved": 0,
        "high": 1,
        "medium": 0,
        "low": 0,
    }


def test_task_statistics_count_by_status(db: WorkspaceDB) -> None:
    with db.transaction("tasks"):
        for number, status in enumerate(("pending", "pending", "blocked", "closed")):
            db.add_task(f"T-{number}", "x", status=status)
    assert db.get_task_statistics() == {
        "total": 4,
        "pending": 2,
        "in_progress": 0,
        "completed": 0,
        "blocked": 1,
    }


def test_transaction_is_one_commit_and_sees_its_own_writes(db: WorkspaceDB, root: Path) -> None:
    before = commits(root)
    with db.transaction("plan the release"):
        db.add_task("T-1", "One")
        db.add_task("T-2", "Two", dependencies=["T-1"])
        db.update_task_status("T-1", "approved")
        assert db.get_task("T-1").status == "approved"  # type: ignore[union-attr]
        assert {task.id for task in db.get_tasks()} == {"T-1", "T-2"}
        assert db.get_task_statistics()["total"] == 2
    assert commits(root) == before + 1
    assert git(root, "log", "-1", "--format=%s").strip() == "plan the release"


def test_transaction_that_raises_leaves_no_file_and_no_commit(db: WorkspaceDB, root: Path) -> None:
    before = commits(root)
    with pytest.raises(RuntimeError, match="stop"), db.transaction("never"):
        _add_and_stop(db)
    assert commits(root) == before
    assert git(root, "status", "--porcelain") == ""
    assert db.get_task("T-1") is None
    db.add_task("T-1", "One")
    with pytest.raises(UsageError), db.transaction("outer"), db.transaction("inner"):
        pass


def _add_and_stop(db: WorkspaceDB) -> None:
    db.add_task("T-1", "One")
    raise RuntimeError("stop")


def test_id_that_exists_is_a_conflict(db: WorkspaceDB) -> None:
    db.add_task("T-1", "One")
    with pytest.raises(ConflictError):
        db.add_task("t-1", "Again")


def test_export_and_import_are_inverse(db: WorkspaceDB, root: Path, tmp_path: Path) -> None:
    with db.transaction("fill"):
        db.add_task("T-1", "One", notes="a\nb")
        db.add_issue("I-1", "general", "LOW", "Two")
        db.add_decision("D-1", None, "Three.")
        db.add_session("S-1", user="ann")
    document = db.export_to_json()
    assert set(document) == {
        "version",
        "workspace",
        "exported_at",
        "tasks",
        "sessions",
        "issues",
        "decisions",
        "statistics",
    }
    head = git(root, "rev-parse", "HEAD")
    db.import_from_json(json.loads(json.dumps(document)))
    assert git(root, "rev-parse", "HEAD") == head
    document["tasks"][0]["title"] = "Another"
    db.import_from_json(document, merge=True)
    assert db.get_task("T-1").title == "One"  # type: ignore[union-attr]
    db.import_from_json(document)
    assert db.get_task("T-1").title == "Another"  # type: ignore[union-attr]
    paths = db.export_to_json_files(tmp_path / "out")
    assert sorted(path.name for path in paths) == sorted(path.name for path in (tmp_path / "out").iterdir())


def test_records_and_sql_serve_every_kind(db: WorkspaceDB) -> None:
    db.add_task("T-1", "One", priority="HIGH")
    assert [record.id for record in db.records("task", priority=["HIGH", "LOW"], limit=5)] == ["T-1"]
    assert [record.id for record in db.records("task", where="priority = 'HIGH'")] == ["T-1"]
    assert db.sql("select id, title from workspace_tasks") == [{"id": "T-1", "title": "One"}]
    with pytest.raises(UsageError):
        db.sql("delete from workspace_tasks")


def test_importing_the_api_loads_nothing_heavy(root: Path) -> None:
    program = (
        "import sys; from wmsgit import WorkspaceDB; db = WorkspaceDB(); db.get_tasks();"
        "print(sorted({'git', 'jsonschema', 'rich', 'typer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("text", ["", "../x", "a/b", "-"])
def test_no_record_has_what_cannot_be_an_id(db: WorkspaceDB, text: str) -> None:
    assert db.get_task(text) is None
    assert db.update_task_status(text, "closed") is False
