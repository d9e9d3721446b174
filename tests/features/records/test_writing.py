"""The verbs that write, over a real workspace."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from git_output import git

from wmsgit.errors import ConflictError, InvalidError, NotFoundError
from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.features.records.actions.edit import add_text, format_records, replace_text, save, skeleton
from wmsgit.features.records.actions.transition import transition
from wmsgit.features.records.actions.write import add, note, remove, set_fields
from wmsgit.features.records.assignments import Assignment, parse_assignment
from wmsgit.features.sessions.actions.current import current_session
from wmsgit.features.sessions.actions.sessions import Opening, end_session, log_activity, start_session
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import WriteOptions

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def ws(root: Path) -> Workspace:
    return Workspace.find(root, clock=lambda: NOW, extensions=EXTENSIONS)


def given(*texts: str) -> Sequence[Assignment]:
    return [parse_assignment(text) for text in texts]


def new_task(ws: Workspace, title: str = "One", *texts: str) -> Place:
    change = add(ws, ws.kind("task"), argument=title, assignments=given(*texts)).changes[0]
    return Place("task", change.id, change.path)


def text_of(ws: Workspace, place: Place) -> str:
    return (ws.root / place.path).read_text()


def test_new_record_has_its_defaults_in_canonical_form(ws: Workspace) -> None:
    place = new_task(ws, "Rotate the keys", "priority=high", "repo=core, web", "due=tomorrow")
    assert text_of(ws, place) == (
        "# yaml-language-server: $schema=../../schemas/task.schema.json\n"
        "id: WS-TASK-001\n"
        "title: Rotate the keys\n"
        "status: pending\n"
        "priority: HIGH\n"
        "created: 2026-11-23T09:30:00Z\n"
        "repos_affected:\n"
        "  - core\n"
        "  - web\n"
        "due: 2026-11-24\n"
    )
    assert git(ws.root, "log", "-1", "--format=%s|%(trailers:key=Wmsgit-Op)").strip() == (
        "WS-TASK-001: add Rotate the keys|Wmsgit-Op: task add"
    )


def test_number_of_a_deleted_record_is_not_given_again(ws: Workspace) -> None:
    new_task(ws)
    place = new_task(ws)
    remove(ws, [place])
    assert new_task(ws).id == "WS-TASK-003"


def test_number_is_above_those_of_other_branches(ws: Workspace) -> None:
    git(ws.root, "checkout", "-q", "-b", "other")
    new_task(ws)
    new_task(ws)
    git(ws.root, "checkout", "-q", "main" if "main" in git(ws.root, "branch") else "master")
    assert new_task(ws).id == "WS-TASK-003"


def test_transition_stamps_and_set_does_not(ws: Workspace) -> None:
    place = new_task(ws)
    transition(ws, [place], "complete")
    assert "completed_at: 2026-11-23T09:30:00Z" in text_of(ws, place)
    transition(ws, [place], "reopen")
    assert "completed_at" not in text_of(ws, place)
    set_fields(ws, [place], given("status=completed"))
    assert "completed_at" not in text_of(ws, place)


def test_transition_that_the_status_does_not_allow_names_the_legal_ones(ws: Workspace) -> None:
    place = new_task(ws, "One", "status=closed")
    with pytest.raises(InvalidError, match="reopen"):
        transition(ws, [place], "start")
    with pytest.raises(InvalidError, match="reopen"):
        set_fields(ws, [place], given("status=in_progress"))


def test_options_and_message_of_a_transition_fill_fields(ws: Workspace) -> None:
    one, two = new_task(ws), new_task(ws)
    transition(ws, [one], "block", options={"on": two.id}, how=WriteOptions(message="waits"))
    data = ws.record(one).data
    assert (data["status"], data["blocked_by"], data["blocked_reason"]) == ("blocked", [two.id], "waits")


def test_supersede_lets_the_newer_decision_refer_to_the_older(ws: Workspace) -> None:
    kind = ws.kind("adr")
    for title in ("Old", "New"):
        add(ws, kind, argument=title, assignments=given("decision=x", "status=accepted"))
    before = git(ws.root, "rev-list", "--count", "HEAD")
    transition(ws, [ws.locate("ADR-001", exact=True)], "supersede", options={"by": "2"})
    assert ws.record(ws.locate("ADR-002", exact=True)).data["supersedes"] == ["ADR-001"]
    assert int(git(ws.root, "rev-list", "--count", "HEAD")) == int(before) + 1


def test_several_records_change_in_one_commit(ws: Workspace) -> None:
    places = [new_task(ws), new_task(ws)]
    set_fields(ws, places, given("priority=LOW"))
    assert git(ws.root, "log", "-1", "--format=%s").strip() == "WS-TASK-001, WS-TASK-002: priority → LOW"


def test_one_bad_record_of_several_leaves_all_as_they_were(ws: Workspace) -> None:
    good, bad = new_task(ws), new_task(ws, "Two", "status=closed")
    before = text_of(ws, good)
    with pytest.raises(InvalidError):
        set_fields(ws, [good, bad], given("status=approved"))
    assert text_of(ws, good) == before
    assert git(ws.root, "status", "--porcelain") == ""


def test_dependency_that_leads_back_is_refused(ws: Workspace) -> None:
    one, two = new_task(ws), new_task(ws)
    set_fields(ws, [two], given(f"dependencies+={one.id}"))
    with pytest.raises(InvalidError, match="WS-TASK-001 → WS-TASK-002 → WS-TASK-001"):
        set_fields(ws, [one], given(f"dependencies+={two.id}"))
    with pytest.raises(InvalidError, match="lead back"):
        set_fields(ws, [one], given(f"dependencies+={one.id}"))


def test_removal_of_a_record_that_others_name_is_refused_unless_unlinked(ws: Workspace) -> None:
    one, two = new_task(ws), new_task(ws)
    set_fields(ws, [two], given(f"dependencies={one.id}"))
    with pytest.raises(ConflictError, match="WS-TASK-002"):
        remove(ws, [one])
    remove(ws, [one], unlink=True)
    assert "dependencies" not in text_of(ws, two)
    with pytest.raises(NotFoundError):
        ws.locate(one.id, exact=True)


def test_dry_run_says_what_would_change_and_changes_nothing(ws: Workspace) -> None:
    place = new_task(ws)
    before = git(ws.root, "rev-parse", "HEAD")
    outcome = set_fields(ws, [place], given("priority=LOW"), how=WriteOptions(dry_run=True))
    assert [str(change) for change in outcome.changes] == ["WS-TASK-001: priority → LOW"]
    assert outcome.commit == ""
    assert git(ws.root, "rev-parse", "HEAD") == before
    assert git(ws.root, "status", "--porcelain") == ""


def test_note_is_appended_with_its_author(ws: Workspace) -> None:
    place = new_task(ws)
    note(ws, [place], "Looks fine\nto me")
    assert ws.record(place).data["comments"] == [
        {"at": "2026-11-23T09:30:00Z", "by": "Ann Lee", "text": "Looks fine\nto me"}
    ]


def test_problem_that_was_there_before_does_not_stop_another_edit(ws: Workspace) -> None:
    place = new_task(ws)
    path = ws.root / place.path
    path.write_text(path.read_text() + "colour: red\n")
    git(ws.root, "commit", "-qam", "by hand")
    outcome = set_fields(ws, [place], given("priority=LOW"))
    assert "colour" in outcome.warnings[0]
    assert "colour: red" in text_of(ws, place)


def test_problem_that_the_edit_mends_is_not_warned_of(ws: Workspace) -> None:
    place = new_task(ws)
    path = ws.root / place.path
    path.write_text(path.read_text().replace("status: pending", "status: pendng"))
    assert set_fields(ws, [place], given("status=approved")).warnings == ()


def test_manual_commit_setting_leaves_the_commit_to_the_user(ws: Workspace) -> None:
    git(ws.root, "config", "wmsgit.commit", "manual")
    new_task(ws)
    assert "records/tasks/" in git(ws.root, "status", "--porcelain")


def test_save_commits_hand_edits_with_a_subject_from_what_changed(ws: Workspace) -> None:
    place = new_task(ws)
    path = ws.root / place.path
    path.write_text(path.read_text().replace("status: pending", "status: approved"))
    save(ws)
    assert git(ws.root, "log", "-1", "--format=%s").strip() == "WS-TASK-001: status pending → approved"
    assert git(ws.root, "status", "--porcelain") == ""
    assert save(ws).commit == ""


def test_save_refuses_what_is_not_valid_and_names_every_problem(ws: Workspace) -> None:
    one, two = new_task(ws), new_task(ws)
    for place in (one, two):
        path = ws.root / place.path
        path.write_text(path.read_text().replace("pending", "pendng"))
    with pytest.raises(InvalidError) as caught:
        save(ws)
    assert len(caught.value.details) == 2
    assert "did you mean 'pending'" in str(caught.value)


def test_edit_replaces_the_text_unless_the_file_has_moved_on(ws: Workspace) -> None:
    place = new_task(ws)
    base = (ws.root / place.path).read_bytes()
    text = base.replace(b"title: One", b"# mine\ntitle:   Uno")
    replace_text(ws, place, text, base=base)
    assert (ws.root / place.path).read_bytes() == text
    with pytest.raises(ConflictError):
        replace_text(ws, place, base, base=base)
    with pytest.raises(InvalidError, match=r"WS-TASK-001\.yaml:\d+:\d+"):
        replace_text(ws, place, text.replace(b"pending", b"pendng"), base=text)


def test_skeleton_becomes_a_record_when_its_blanks_are_filled(ws: Workspace) -> None:
    text = skeleton(ws, ws.kind("task"), None, (), {})
    assert b"title:" in text
    filled = text.replace(b"title:  #", b"title: Filled in  #")
    outcome = add_text(ws, ws.kind("task"), filled)
    assert outcome.changes[0].id == "WS-TASK-001"
    assert ws.record(ws.locate("WS-TASK-001")).data["title"] == "Filled in"


def test_fmt_keeps_comments_and_says_what_it_changed(ws: Workspace) -> None:
    place = new_task(ws)
    path = ws.root / place.path
    path.write_text("status: pending # now\ncreated: 2026-11-23T09:30:00Z\ntitle: 'One'\n")
    _, stale = format_records(ws, [place], write=False)
    assert stale == (place.path,)
    assert path.read_text().startswith("status")
    format_records(ws, [place], write=True)
    assert "status: pending # now" in path.read_text()
    assert format_records(ws, [place], write=True)[1] == ()


def test_session_is_private_to_its_worktree(ws: Workspace, tmp_path: Path) -> None:
    start_session(ws, Opening(goal="Write the store", ai_assistant="Helper 2"))
    session = current_session(ws)
    assert session is not None
    assert session.id == "2026-11-23-session-helper-2-001"
    log_activity(ws, "code", "Wrote it", files_created=["a.py"])
    git(ws.root, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    side = Workspace.find(tmp_path / "side", clock=lambda: NOW, extensions=EXTENSIONS)
    assert current_session(side) is None
    with pytest.raises(ConflictError):
        start_session(ws)
    end_session(ws, how=WriteOptions(message="All done"))
    assert current_session(ws) is None
    data = ws.record(ws.locate(session.id)).data
    assert (data["status"], data["handoff_notes"]) == ("completed", "All done")
    assert data["activities"][0]["files_created"] == ["a.py"]


def test_write_in_a_linked_worktree_lands_on_its_branch(ws: Workspace, tmp_path: Path) -> None:
    git(ws.root, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    side = Workspace.find(tmp_path / "side", clock=lambda: NOW, extensions=EXTENSIONS)
    place = new_task(side)
    assert place.path in git(ws.root, "ls-tree", "-r", "--name-only", "side")
    assert place.path not in git(ws.root, "ls-tree", "-r", "--name-only", "HEAD")
    assert new_task(ws).id == "WS-TASK-002"


def test_first_commit_of_a_repository_can_be_a_record(ws: Workspace) -> None:
    git(ws.root, "update-ref", "-d", "HEAD")
    git(ws.root, "rm", "-rq", "--cached", ".")
    new_task(ws)
    assert git(ws.root, "ls-tree", "-r", "--name-only", "HEAD").split() == ["records/tasks/WS-TASK-001.yaml"]
