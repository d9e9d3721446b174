"""The older system's calls behave as they did, row by row of what its callers rely on."""

import inspect
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wmsgit import WorkspaceDB
from wmsgit.errors import NotFoundError
from wmsgit.features.setup.actions.initialise import initialise, plan_init


@pytest.fixture
def db(tmp_path: Path) -> WorkspaceDB:
    initialise(plan_init(tmp_path / "plane"))
    return WorkspaceDB(workspace_root=tmp_path / "plane")


def test_a_context_switch_ends_the_one_before(db: WorkspaceDB) -> None:
    db.log_context_switch("core", "/repos/core")
    db.log_context_switch("web", "/repos/web")
    db.log_context_switch("trading", "/repos/trading", previous_context="core")
    switches = {switch.repo: switch for switch in db.records("context")}
    assert switches["core"].deactivated_at is not None
    assert switches["core"].duration_seconds >= 0
    assert switches["web"].deactivated_at is None
    assert switches["trading"].duration_seconds is None


def test_an_activity_comes_back_as_itself(db: WorkspaceDB) -> None:
    db.add_session("S-1", user="ann")
    first = db.add_session_activity("S-1", "code", "Wrote it", files_created=["a.py"], metadata={"n": 1})
    second = db.add_session_activity("S-1", "test", "Ran it")
    assert (first.id, first.session_id, first.activity_type, first.description) == (1, "S-1", "code", "Wrote it")
    assert (first.files_created, first.extra_metadata, first.outcome) == (["a.py"], {"n": 1}, None)
    assert isinstance(first.time, datetime)
    assert second.to_dict()["id"] == 2


def test_the_current_session_is_the_newest_that_is_open(db: WorkspaceDB) -> None:
    db.add_session("S-9")
    db.add_session("S-10")
    db.end_session("S-10")
    current = db.get_current_session()
    assert current is not None
    assert current.id == "S-9"
    db.end_session("S-9")
    assert db.get_current_session() is None


def test_an_issue_is_detected_by_hand_where_nobody_is_named(db: WorkspaceDB) -> None:
    assert db.add_issue("I-1", "general", "LOW", "One").detected_by == "manual"
    assert db.add_issue("I-2", "general", "LOW", "Two", detected_by="ann").detected_by == "ann"


def test_places_are_told(db: WorkspaceDB, tmp_path: Path) -> None:
    assert db.workspace_root == (tmp_path / "plane").resolve()
    assert db.db_path.name == "workspace.db"
    assert WorkspaceDB("x.db", db.workspace_root).db_path == Path("x.db")
    assert WorkspaceDB(db.workspace_root).workspace_root == db.workspace_root


def test_no_limit_is_zero(db: WorkspaceDB) -> None:
    db.add_task("T-1", "One")
    db.add_task("T-2", "Two")
    assert len(db.get_tasks(limit=0)) == 2
    assert len(db.get_tasks(limit=1)) == 1


def test_words_of_enumerations_may_have_any_case(db: WorkspaceDB) -> None:
    assert db.add_task("T-1", "One", priority="high", status="Pending").priority == "HIGH"
    assert db.update_task_status("T-1", "APPROVED")
    task = db.get_task("T-1")
    assert task is not None
    assert task.status == "approved"


def test_attributes_of_the_older_objects_are_there(db: WorkspaceDB) -> None:
    reviews = [
        {"at": "2026-11-23T09:30:00Z", "type": "plan", "reviewer": "ann", "grade": "C"},
        {"at": "2026-11-24T09:30:00Z", "type": "plan", "reviewer": "ann", "grade": "A"},
    ]
    db.add_task("T-1", "One", metadata={"a": 1})
    db.add_issue("I-1", "general", "LOW", "Of it", related_task_id="T-1")
    with db.transaction("reviews"):
        path = db.workspace_root / "records/tasks/T-1.yaml"
    path.write_text(path.read_text() + f"reviews: {reviews}\n")
    task, issue = db.get_task("T-1"), db.get_issues()[0]
    assert task is not None
    assert (task.extra_metadata, issue.related_task) == ({"a": 1}, "T-1")
    assert [found.id for found in task.related_issues] == ["I-1"]
    assert (task.bastard_plan_grade, task.bastard_completion_grade) == ("A", None)
    assert timedelta() <= datetime.now(UTC) - task.updated < timedelta(minutes=5)
    assert issue.updated <= datetime.now(UTC)
    with pytest.raises(AttributeError):
        _ = issue.duration_seconds


def test_a_whole_dict_has_every_key(db: WorkspaceDB) -> None:
    whole = db.add_task("T-1", "One").to_dict(all=True)
    assert (whole["id"], whole["due"], whole["labels"]) == ("T-1", None, [])
    assert "due" not in db.get_task("T-1").to_dict()  # type: ignore[union-attr]


def test_a_time_without_zone_is_refused_with_the_way_out(db: WorkspaceDB) -> None:
    created = db.add_task("T-1", "One").created
    noon = datetime(2026, 11, 23, 12)  # noqa: DTZ001 - as older callers have it
    for compare in (lambda: created < noon, lambda: created >= noon, lambda: created - noon, lambda: noon - created):
        with pytest.raises(TypeError, match="naive_times=True"):
            compare()
    assert created - created == timedelta()
    assert created > datetime(2026, 1, 1, tzinfo=UTC)
    naive = WorkspaceDB(workspace_root=db.workspace_root, naive_times=True).get_task("T-1")
    assert naive is not None
    assert naive.created.tzinfo is None
    assert naive.created > datetime(2025, 1, 1)  # noqa: DTZ001 - as older callers have it


def test_a_workspace_is_made_where_asked(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="create=True"):
        WorkspaceDB(workspace_root=tmp_path)
    made = WorkspaceDB(workspace_root=tmp_path / "new", create=True)
    assert made.add_task("T-1", "One").id == "T-1"
    assert WorkspaceDB(workspace_root=tmp_path / "new", create=True).get_task("T-1") is not None


def test_an_object_shows_its_fields(db: WorkspaceDB) -> None:
    shown = repr(db.add_task("T-1", "One", priority="LOW"))
    assert shown.startswith("<task T-1: title='One'")
    assert "priority='LOW'" in shown


def test_the_past_is_read_and_not_written(db: WorkspaceDB) -> None:
    db.add_task("T-1", "One")
    past = db.at("HEAD")
    db.add_task("T-2", "Two")
    assert [task.id for task in past.get_tasks()] == ["T-1"]
    assert past.get_task("T-1").updated <= datetime.now(UTC)  # type: ignore[union-attr]


def test_an_import_counts_by_the_older_keys_what_it_took_and_names_what_it_refused(
    db: WorkspaceDB, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [{"id": "T-1", "title": "One"}, {"id": "a b/../c", "title": "Bad"}, {"title": "No id"}]
    document = {"tasks": rows, "issues": [{"id": "I-1", "title": "Of it"}], "sessions": [], "decisions": []}
    counts = db.import_from_json(document)
    assert counts == {"tasks": 1, "sessions": 0, "issues": 1, "decisions": 0}
    assert [line.partition(": ")[2].partition(":")[0] for line in counts.refused] == ["tasks[1] (a b/../c)", "tasks[2]"]
    assert [record.getMessage() for record in caplog.records] == [f"refused: {line}" for line in counts.refused]
    rows[0]["title"] = "Changed"
    assert set(db.import_from_json(document, merge=True).values()) == {0}
    assert db.import_from_json(document)["tasks"] == 1
    assert db.get_task("T-1").title == "Changed"  # type: ignore[union-attr]
    assert db.import_from_json(document)["tasks"] == 0


SIGNATURES = {
    "add_task": "task_id title status priority repos_affected dependencies description session_created assigned_to"
    " notes related_files metadata",
    "get_task": "task_id",
    "get_tasks": "status repo priority limit",
    "update_task_status": "task_id status",
    "add_session": "session_id user ai_assistant handoff_notes",
    "end_session": "session_id",
    "get_current_session": "",
    "add_session_activity": "session_id activity_type description files_created files_modified outcome metadata",
    "add_issue": "issue_id issue_type severity title description repos_affected detected_by action_required"
    " related_task_id metadata",
    "get_issues": "status severity issue_type repo limit",
    "add_decision": "decision_id session decision repos_affected rationale status impact related_files documentation"
    " metadata",
    "get_decisions": "status repo limit",
    "log_context_switch": "repo repo_path context_id previous_context context_notes activated_by",
    "add_drift_detection": "detection_id repo violation_type severity file_path violation_details expected_location"
    " actual_location component_name detected_rule detected_by related_task_id metadata",
    "get_drift_detections": "repo status severity violation_type limit",
    "get_task_statistics": "",
    "get_issue_statistics": "",
    "export_to_json": "",
    "import_from_json": "data merge",
    "export_to_json_files": "output_dir",
}


@pytest.mark.parametrize(("call", "names"), SIGNATURES.items())
def test_arguments_stand_where_older_callers_put_them(call: str, names: str) -> None:
    assert [*inspect.signature(getattr(WorkspaceDB, call)).parameters][1:] == names.split()


def test_statistics_and_documents_have_the_older_keys(db: WorkspaceDB) -> None:
    db.add_task("T-1", "One", "blocked")
    db.add_issue("I-1", "general", "MEDIUM", "Two")
    assert db.get_task_statistics() == {"total": 1, "pending": 0, "in_progress": 0, "completed": 0, "blocked": 1}
    assert db.get_issue_statistics() == {"total": 1, "open": 1, "resolved": 0, "high": 0, "medium": 1, "low": 0}
    assert [*db.export_to_json()] == [
        "version", "workspace", "exported_at", "tasks", "sessions", "issues", "decisions", "statistics",
    ]  # fmt: skip
    assert not db.update_task_status("T-9", "closed")
    assert not db.end_session("S-9")
    assert db.get_tasks(repo=None) == db.get_tasks()
