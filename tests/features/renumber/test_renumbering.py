"""Renumbering, on clones that have given one id twice."""

from pathlib import Path

import pytest
from clones import Clone, clones_of

from wmsgit.errors import AmbiguousError, ConflictError, InvalidError, NotFoundError
from wmsgit.features.renumber.actions.renumber import renumber, renumber_collisions
from wmsgit.features.sessions.actions.current import current_session
from wmsgit.features.sessions.actions.sessions import start_session
from wmsgit.workspace.writing.operation import WriteOptions

TRAILERS = "--format=%(trailers:key=Wmsgit-Op)%(trailers:key=Wmsgit-Renumber)"


@pytest.fixture
def ann(root: Path, tmp_path: Path) -> Clone:
    return clones_of(root, tmp_path, ["ann"])[0]


@pytest.fixture
def bob(ann: Clone, root: Path, tmp_path: Path) -> Clone:
    return clones_of(root, tmp_path, ["bob"])[0]


def test_record_moves_with_its_references_in_one_commit(ann: Clone) -> None:
    old = ann.task("One", "notes=mine: WS-TASK-001")
    ann.task("Two", "dependencies=WS-TASK-001")
    ann.add(
        "issue", "Late", "issue_type=x", "severity=LOW", "related_task_id=WS-TASK-001", "description=see WS-TASK-001!"
    )
    text = ann.text(old.path).replace("status:", "# kept\nstatus:  ").replace("title: One", 'title:  "One"')
    ann.write(old.path, text)
    ann.commit_all()
    outcome = renumber(ann.ws, "WS-TASK-001")
    assert [str(change) for change in outcome.changes if change.old_id] == ["WS-TASK-001 → WS-TASK-003: One"]
    wanted = text.replace("id: WS-TASK-001", "id: WS-TASK-003").replace("mine: WS-TASK-001", "mine: WS-TASK-003")
    assert ann.text("records/tasks/WS-TASK-003.yaml") == wanted
    assert not (ann.root / old.path).exists()
    assert ann.data("WS-TASK-002")["dependencies"] == ["WS-TASK-003"]
    assert ann.data("ISSUE-001")["related_task_id"] == "WS-TASK-003"
    assert ann.data("ISSUE-001")["description"] == "see WS-TASK-003!"
    assert ann.git("log", "-1", TRAILERS).split("\n") == [
        "Wmsgit-Op: renumber",
        "Wmsgit-Renumber: WS-TASK-001 WS-TASK-003",
    ]
    assert ann.git("log", "-1", "--format=%s") == "renumber WS-TASK-001 → WS-TASK-003"
    assert ann.status() == ""


def test_record_without_the_field_id_and_never_committed_moves(ann: Clone) -> None:
    ann.write("records/tasks/2026/T-1.yaml", "title: Hand\nstatus: pending\ncreated: 2026-01-01T00:00:00Z\n")
    renumber(ann.ws, "T-1", "T-2")
    assert ann.text("records/tasks/2026/T-2.yaml").startswith("title: Hand")
    assert ann.git("ls-files", "records/tasks") == "records/tasks/2026/T-2.yaml"


def test_staged_new_record_moves(ann: Clone) -> None:
    ann.write("records/tasks/T-1.yaml", "title: Hand\nstatus: pending\ncreated: 2026-01-01T00:00:00Z\n")
    ann.git("add", "records/tasks/T-1.yaml")
    renumber(ann.ws, "T-1", "T-2")
    assert ann.git("ls-files", "records/tasks") == "records/tasks/T-2.yaml"
    assert ann.status() == ""


def test_taken_unsafe_or_unknown_ids_are_refused(ann: Clone) -> None:
    ann.task("One")
    ann.add("issue", "Late", "issue_type=x", "severity=LOW")
    before = ann.head()
    for new, error in (("issue-001", ConflictError), ("../x", InvalidError), ("WS-TASK-001", ConflictError)):
        with pytest.raises(error):
            renumber(ann.ws, "WS-TASK-001", new)
    with pytest.raises(NotFoundError):
        renumber(ann.ws, "WS-TASK-009")
    assert ann.head() == before


def test_kind_whose_ids_are_given_needs_the_new_one(ann: Clone) -> None:
    ann.add("repo", "api", "path=../api")
    ann.task("One", "repo=api")
    with pytest.raises(InvalidError, match="makes no other id"):
        renumber(ann.ws, "api")
    renumber(ann.ws, "api", "core")
    assert ann.data("WS-TASK-001")["repos_affected"] == ["core"]


def test_published_record_never_moves(ann: Clone) -> None:
    ann.task("One")
    ann.push()
    with pytest.raises(ConflictError, match="a published id never moves") as caught:
        renumber(ann.ws, "WS-TASK-001")
    assert caught.value.details[0].startswith("WS-TASK-001 is on origin/")


def test_published_record_never_moves_after_it_was_put_into_another_folder(ann: Clone) -> None:
    old = ann.task("One")
    ann.push()
    (ann.root / "records/tasks/2026").mkdir()
    ann.git("mv", old.path, "records/tasks/2026/")
    ann.commit_all()
    with pytest.raises(ConflictError, match="published"):
        renumber(ann.ws, "WS-TASK-001")


def test_dry_run_writes_nothing(ann: Clone) -> None:
    ann.task("One")
    before = ann.head()
    assert renumber(ann.ws, "WS-TASK-001", how=WriteOptions(dry_run=True)).changes[0].id == "WS-TASK-002"
    assert (ann.head(), ann.status()) == (before, "")


def test_collision_moves_ours_with_the_references_that_we_introduced(ann: Clone, bob: Clone) -> None:
    ann.task("Shared", "notes=waits for WS-TASK-003")
    ann.task("Bob's own")
    ann.push()
    bob.pull()
    bob.task("Bob's")
    bob.set("WS-TASK-002", "dependencies=WS-TASK-003")
    bob.push()
    ann.task("Ann's")
    ann.set("WS-TASK-001", "next_step=then WS-TASK-003")
    ann.task("Next", "dependencies=WS-TASK-003")
    ann.git("fetch", "-q")
    outcome = renumber_collisions(ann.ws, "origin/HEAD")
    assert [(one.old_id, one.id) for one in outcome.changes if one.old_id] == [("WS-TASK-003", "WS-TASK-005")]
    assert ann.data("WS-TASK-001")["notes"] == "waits for WS-TASK-003"
    assert ann.data("WS-TASK-001")["next_step"] == "then WS-TASK-005"
    assert ann.data("WS-TASK-004")["dependencies"] == ["WS-TASK-005"]
    ann.pull()
    assert ann.titles() == {
        "WS-TASK-001": "Shared",
        "WS-TASK-002": "Bob's own",
        "WS-TASK-003": "Bob's",
        "WS-TASK-004": "Next",
        "WS-TASK-005": "Ann's",
    }
    assert ann.data("WS-TASK-002")["dependencies"] == ["WS-TASK-003"]


def test_collisions_in_another_case_and_kind_move_together(ann: Clone, bob: Clone) -> None:
    bob.task("B", record_id="risk-1")
    bob.task("C", record_id="X-1")
    bob.push()
    ann.task("A", record_id="RISK-1")
    ann.add("issue", "Late", "issue_type=x", "severity=LOW", "related_task_id=RISK-1", record_id="x-1")
    ann.git("fetch", "-q")
    outcome = renumber_collisions(ann.ws, "origin/HEAD")
    assert {change.old_id: change.id for change in outcome.changes} == {"RISK-1": "RISK-2", "x-1": "x-2"}
    assert ann.data("x-2")["related_task_id"] == "RISK-2"


def test_same_record_on_both_sides_is_no_collision(ann: Clone, bob: Clone) -> None:
    one = bob.task("One")
    bob.push()
    ann.write(one.path, bob.text(one.path))
    ann.commit_all()
    ann.git("fetch", "-q")
    assert renumber_collisions(ann.ws, "origin/HEAD").changes == ()


def test_collision_that_stands_in_the_tree_after_a_merge_is_mended(ann: Clone, bob: Clone) -> None:
    bob.task("Bob's")
    bob.push()
    ann.task("Ann's")
    (ann.root / "records/tasks/2026").mkdir()
    ann.git("mv", "records/tasks/WS-TASK-001.yaml", "records/tasks/2026/")
    ann.commit_all()
    ann.task("Next", "dependencies=WS-TASK-001")
    ann.pull()
    with pytest.raises(AmbiguousError):
        renumber(ann.ws, "WS-TASK-001")
    renumber_collisions(ann.ws, "origin/HEAD")
    assert ann.titles() == {"WS-TASK-001": "Bob's", "WS-TASK-003": "Ann's", "WS-TASK-002": "Next"}
    assert ann.data("WS-TASK-002")["dependencies"] == ["WS-TASK-003"]


def test_record_that_somebody_else_has_already_stops_the_renumbering(ann: Clone, bob: Clone) -> None:
    ann.task("Ann's")
    ann.push("origin", "HEAD:feature")
    bob.git("fetch", "-q")
    bob.git("checkout", "-q", "-b", "feature", "origin/feature")
    bob.set("WS-TASK-001", "labels=x")
    bob.push("origin", "feature")
    bob.git("checkout", "-q", "-")
    bob.task("Bob's", record_id="WS-TASK-001")
    bob.push()
    ann.git("fetch", "-q")
    with pytest.raises(ConflictError, match="published") as caught:
        renumber_collisions(ann.ws, "origin/HEAD")
    assert caught.value.details == ("WS-TASK-001 is on origin/feature",)


def test_open_session_stays_open_under_its_new_id(ann: Clone) -> None:
    old = start_session(ann.ws).changes[0].id
    new = renumber(ann.ws, old).changes[0].id
    session = current_session(ann.ws)
    assert new != old
    assert session is not None
    assert session.id == new
