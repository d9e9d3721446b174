"""The calls for every kind: what they write, what they refuse, and how they go together in a transaction."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from test_database import commits, git

from wmsgit import WorkspaceDB
from wmsgit.api.standard import CLASSES, IssueRecord, TaskRecord
from wmsgit.errors import ConflictError, InvalidError, NotFoundError


@pytest.fixture
def db(root: Path) -> WorkspaceDB:
    return WorkspaceDB(workspace_root=root)


def test_records_of_any_kind_are_added_with_an_id_of_their_own(db: WorkspaceDB, root: Path) -> None:
    before = commits(root)
    task = db.add_task(title="Write it")
    issue = db.add("issue", title="Leak", issue_type="governance", severity="high")
    assert (task.id, issue.id, issue.severity, issue.status) == ("WS-TASK-001", "ISSUE-001", "HIGH", "open")
    assert commits(root) == before + 2
    assert "Override" not in git(root, "log", "-1", "--format=%B")


def test_plain_values_become_those_of_a_record(db: WorkspaceDB) -> None:
    moment = datetime(2027, 1, 1, 12, tzinfo=UTC)
    task = db.add(TaskRecord, "T-1", title="a", due=date(2027, 1, 2), defer_until=moment, labels=("a", "b"))
    assert task.to_dict() | {"created": ""} == {
        "id": "T-1", "kind": "task", "title": "a", "status": "pending", "created": "", "labels": ["a", "b"],
        "due": "2027-01-02", "defer_until": "2027-01-01T12:00:00Z",
    }  # fmt: skip
    assert task.defer_until == moment
    with pytest.raises(InvalidError, match="no zone"):
        db.add("task", title="b", defer_until=datetime(2027, 1, 1))  # noqa: DTZ001 - that is the point


def test_set_changes_fields_and_items_of_lists(db: WorkspaceDB) -> None:
    db.add("task", "T-1", title="a", labels=["a", "b"], notes="n")
    task = db.set("T-1", title="c", notes=None, labels__add=["c", "a"], labels__remove="b", message="because")
    assert (task.title, task.notes, task.labels) == ("c", None, ["a", "c"])
    assert db.set("T-1", labels=[]).labels == []
    with pytest.raises(InvalidError, match="did you mean 'status'"):
        db.set("T-1", stauts="open")
    with pytest.raises(NotFoundError):
        db.set("T-2", title="x")


def test_a_transition_is_what_the_command_does(db: WorkspaceDB) -> None:
    for name in ("T-1", "T-2"):
        db.add("task", name, title="a")
    db.set("T-2", dependencies__add="T-1")
    with pytest.raises(ConflictError, match="waits for something open"):
        db.transition("T-2", "complete")
    started = db.transition("T-1", "start", assigned_to="Ann")
    assert (started.status, started.assigned_to) == ("in_progress", "Ann")
    assert isinstance(started.started_at, datetime)
    assert db.transition("T-2", "complete", override=True, message="It does not matter").status == "completed"
    with pytest.raises(NotFoundError, match="did you mean 'complete'"):
        db.transition("T-1", "complet")
    with pytest.raises(InvalidError, match="cannot"):
        db.transition("T-2", "block")


def test_calls_in_a_transaction_are_one_commit_or_none(db: WorkspaceDB, root: Path) -> None:
    before = commits(root)
    with db.transaction("all of it"):
        task = db.add("task", title="a")
        db.set(task.id, priority="HIGH")
        db.note(task.id, "hm")
        db.transition(task.id, "start")
        assert db.get(task.id, TaskRecord).status == "in_progress"  # type: ignore[union-attr]
    assert commits(root) == before + 1

    def remove_and_fail() -> None:
        with db.transaction("none of it"):
            db.remove(task.id)
            db.set("T-9", title="x")

    with pytest.raises(NotFoundError):
        remove_and_fail()
    assert commits(root) == before + 1
    assert db.get(task.id) is not None


def test_remove_refuses_what_is_referred_to(db: WorkspaceDB) -> None:
    db.add("task", "T-1", title="a")
    db.add("task", "T-2", title="b", dependencies=["T-1"])
    with pytest.raises(ConflictError, match="refer to it"):
        db.remove("T-1")
    db.remove("T-1", unlink=True)
    assert db.get("T-1") is None
    assert db.get("T-2", "task").dependencies == []  # type: ignore[union-attr]


def test_many_come_one_after_another_as_objects_of_their_class(db: WorkspaceDB) -> None:
    with db.transaction("many"):
        for number in range(5):
            db.add("task", title=f"t{number}", priority="LOW")
    tasks = db.iterate(TaskRecord, priority="LOW", limit=3)
    assert iter(tasks) is tasks
    assert [type(task) for task in tasks] == [TaskRecord] * 3
    assert db.records(IssueRecord) == []
    assert "title='t4'" in repr(db.get("WS-TASK-005"))


def test_own_kinds_are_served_without_a_class(db: WorkspaceDB, root: Path) -> None:
    (root / "schemas" / "risk.schema.json").write_text(
        '{"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}'
    )
    git(root, "add", "-A")
    git(root, "commit", "-qm", "risk")
    fresh = WorkspaceDB(workspace_root=root)
    risk = fresh.add("risk", title="x")
    assert (risk.id, risk.kind) == ("RISK-001", "risk")
    assert fresh.set(risk.id, title="y").title == "y"
    assert "risk" not in CLASSES
