"""`merge`: every step of a merge without a terminal, with the driver and without it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_program import Program, copied_program, made_once

TASK = "records/tasks/WS-TASK-001.yaml"
OTHER = "records/tasks/WS-TASK-002.yaml"


def change(program: Program, path: str, *pairs: tuple[str, str]) -> None:
    file = program.folder / path
    text = file.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text)


def commit(program: Program, message: str) -> None:
    program.git("add", "-A")
    program.git("commit", "-q", "--no-verify", "-m", message)


def git(program: Program, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["git", *arguments],
        cwd=program.folder,
        env=dict(program.environ),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def clash_template(tmp_path_factory: pytest.TempPathFactory, tasks_template: Path) -> Path:
    return made_once(tmp_path_factory, tasks_template, _clash)


@pytest.fixture
def clash(request: pytest.FixtureRequest, tmp_path: Path, clash_template: Path) -> Program:
    """Two branches that both changed the status, and each something else; with the driver on PATH or without."""
    program = copied_program(clash_template, tmp_path)
    if getattr(request, "param", "text") == "driver":
        path = f"{Path(sys.executable).parent}{os.pathsep}{program.environ['PATH']}"
        return Program(program.folder, {**program.environ, "PATH": path})
    return program


def _clash(tasks: Program) -> None:
    tasks.git("checkout", "-q", "-b", "topic")
    change(tasks, TASK, ("status: pending", "status: blocked"), ("[api]", "[api, web]"))
    commit(tasks, "topic")
    tasks.git("checkout", "-q", "main")
    change(tasks, TASK, ("status: pending", "status: approved"), ("HIGH", "LOW"), ("[api]", "[api, core]"))
    commit(tasks, "main")


def rows(program: Program, *arguments: str, code: int = 5) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(program("merge", *arguments, "--format", "json", code=code).stdout)
    return found


@pytest.mark.parametrize("clash", ["driver", "text"], indirect=True)
def test_merge_of_a_branch_lists_the_open_field_and_takes_a_choice(clash: Program) -> None:
    (row,) = rows(clash, "topic")
    assert {name: row[name] for name in ("id", "field", "base", "ours", "theirs", "conflict")} == {
        "id": "WS-TASK-001",
        "field": "status",
        "base": "pending",
        "ours": "approved",
        "theirs": "blocked",
        "conflict": "field",
    }
    assert rows(clash) == [row]
    assert rows(clash, "WS-TASK-001", "status=theirs", code=0) == []
    clash("merge", "--continue")
    text = (clash.folder / TASK).read_text()
    assert "status: blocked" in text
    assert "priority: LOW" in text
    assert "[api, core, web]" in text
    assert len(clash.git("rev-list", "--parents", "-1", "HEAD").split()) == 3
    assert clash.git("log", "-1", "--format=%s").strip() == "Merge topic into main"
    assert not clash.git("status", "--porcelain")


def test_merge_takes_a_value_and_refuses_one_that_the_schema_does_not_have(clash: Program) -> None:
    clash("merge", "topic", code=5)
    before = (clash.folder / TASK).read_text()
    assert "status" in clash("merge", "WS-TASK-001", "status=nonsense", code=3).stderr
    assert (clash.folder / TASK).read_text() == before
    assert "open: status" in clash("merge", "WS-TASK-001", "title=x", code=2).stderr
    clash("merge", "WS-TASK-001", "status=in_progress")
    assert "status: in_progress" in (clash.folder / TASK).read_text()


def test_merge_refuses_a_value_that_no_further_choice_could_mend(clash: Program) -> None:
    change(clash, TASK, ("title: ", "title: Our "))
    commit(clash, "our title")
    clash.git("checkout", "-q", "topic")
    change(clash, TASK, ("title: ", "title: Their "))
    commit(clash, "their title")
    clash("merge", "main", code=5)
    assert "'title' is required" in clash("merge", "WS-TASK-001", "title=", code=3).stderr
    assert [row["field"] for row in rows(clash)] == ["title", "status"]


def test_merge_continue_refuses_while_something_is_open(clash: Program) -> None:
    clash("merge", "topic", code=5)
    head = clash.git("rev-parse", "HEAD")
    assert "WS-TASK-001: status" in clash("merge", "--continue", code=5).stderr
    assert clash.git("rev-parse", "HEAD") == head


def test_merge_abort_leaves_everything_as_before(clash: Program) -> None:
    before = (clash.folder / TASK).read_text()
    clash("merge", "topic", code=5)
    clash("merge", "--abort")
    assert (clash.folder / TASK).read_text() == before
    assert not clash.git("status", "--porcelain")
    clash("merge", "--abort", code=2)
    clash("merge", code=2)


def test_merge_continues_what_was_resolved_in_an_editor(clash: Program) -> None:
    clash("merge", "topic", code=5)
    text = (clash.folder / TASK).read_text()
    for line in ("<<<<<<< ours\n", "=======\nstatus: blocked\n>>>>>>> theirs\n"):
        assert line in text
        text = text.replace(line, "")
    (clash.folder / TASK).write_text(text)
    assert rows(clash, code=0) == []
    clash("merge", "--continue")
    assert "status: approved" in clash.git("show", f"HEAD:{TASK}")


def test_merge_continue_checks_what_was_resolved_in_an_editor(clash: Program) -> None:
    clash("merge", "topic", code=5)
    (clash.folder / TASK).write_text("id: WS-TASK-001\ntitle: x\nstatus: nonsense\ncreated: 2026-01-01T00:00:00Z\n")
    assert "nonsense" in clash("merge", "--continue", code=3).stderr


def test_merge_finishes_a_rebase(clash: Program) -> None:
    clash.git("checkout", "-q", "topic")
    assert git(clash, "rebase", "-q", "main").returncode == 1
    shown = clash("merge", code=5)
    assert "theirs is your own commit" in shown.stderr
    clash("merge", "WS-TASK-001", "theirs")
    clash("merge", "--continue")
    assert "status: blocked" in clash.git("show", f"HEAD:{TASK}")
    assert "[api, core, web]" in clash.git("show", f"HEAD:{TASK}")
    assert clash.git("log", "-1", "--format=%s").strip() == "topic"
    assert not clash.git("status", "--porcelain")


def test_merge_without_conflicts_is_committed_and_a_second_time_nothing(tasks: Program) -> None:
    tasks.git("checkout", "-q", "-b", "topic")
    change(tasks, TASK, ("HIGH", "LOW"))
    commit(tasks, "topic")
    tasks.git("checkout", "-q", "main")
    change(tasks, OTHER, ("LOW", "HIGH"))
    commit(tasks, "main")
    assert "committed" in tasks("merge", "topic", "-m", "Take the topic in").stderr
    assert tasks.git("log", "-1", "--format=%s").strip() == "Take the topic in"
    assert "nothing to do" in tasks("merge", "topic").stderr


def test_merge_keeps_away_from_hand_edits_and_names_that_are_none(tasks: Program) -> None:
    tasks.git("checkout", "-q", "-b", "topic")
    change(tasks, TASK, ("HIGH", "LOW"))
    commit(tasks, "topic")
    tasks.git("checkout", "-q", "main")
    change(tasks, TASK, ("HIGH", "MEDIUM"))
    assert "not committed" in tasks("merge", "topic", code=5).stderr
    assert "MEDIUM" in (tasks.folder / TASK).read_text()
    tasks("merge", "no-such-branch", code=4)
    tasks("merge", "--", "--upload-pack=x", code=4)


@pytest.fixture(scope="module")
def collision_template(tmp_path_factory: pytest.TempPathFactory, tasks_template: Path) -> Path:
    return made_once(tmp_path_factory, tasks_template, _collide)


def _collide(tasks: Program) -> None:
    new = "records/tasks/WS-TASK-004.yaml"
    tasks.git("checkout", "-q", "-b", "topic")
    tasks("task", "add", "Theirs", "--id", "WS-TASK-004", "labels=a", "created=2026-01-01T00:00:00Z")
    tasks.git("checkout", "-q", "main")
    tasks("task", "add", "Ours", "--id", "WS-TASK-004", "labels=b", "created=2026-01-01T00:00:00Z")
    assert (tasks.folder / new).exists()


@pytest.fixture
def collision(tmp_path: Path, collision_template: Path) -> Program:
    """Two branches that made a record each, under one id."""
    return copied_program(collision_template, tmp_path)


def test_merge_of_two_new_records_offers_renumber_or_the_same_record(collision: Program) -> None:
    shown = collision("merge", "topic", code=5)
    assert "wmsgit renumber --base REF" in shown.stderr
    (row,) = rows(collision)
    assert (row["conflict"], row["ours"]["title"], row["theirs"]["title"]) == ("two records", "Ours", "Theirs")
    collision("merge", "WS-TASK-004", "title=ours", code=2)
    (row,) = rows(collision, "WS-TASK-004", "same")
    assert (row["field"], row["ours"], row["theirs"]) == ("title", "Ours", "Theirs")
    assert rows(collision) == [row]
    collision("merge", "WS-TASK-004", "title=Both")
    collision("merge", "--continue")
    assert json.loads(collision("task", "show", "WS-TASK-004", "--format", "json").stdout)[0]["labels"] == ["a", "b"]


def test_merge_of_a_record_that_one_side_removed_wants_a_choice(tasks: Program) -> None:
    tasks.git("checkout", "-q", "-b", "topic")
    tasks.git("rm", "-q", OTHER)
    commit(tasks, "topic")
    tasks.git("checkout", "-q", "main")
    change(tasks, OTHER, ("LOW", "HIGH"))
    commit(tasks, "main")
    tasks("merge", "topic", code=5)
    (row,) = rows(tasks)
    assert (row["id"], row["conflict"], row["theirs"]) == ("WS-TASK-002", "removed", None)
    tasks("merge", "--continue", code=5)
    tasks("merge", "WS-TASK-002", "theirs")
    tasks("merge", "--continue")
    assert not (tasks.folder / OTHER).exists()
    assert not tasks.git("status", "--porcelain")


def test_merge_of_a_record_that_one_side_moved_takes_what_the_other_wrote(tasks: Program) -> None:
    moved = "records/tasks/2026/WS-TASK-002.yaml"
    tasks.git("checkout", "-q", "-b", "topic")
    (tasks.folder / moved).parent.mkdir()
    tasks.git("mv", OTHER, moved)
    with (tasks.folder / moved).open("a") as file:  # so much that Git does not find the two alike
        file.write("description: |\n" + "".join(f"  line {number}\n" for number in range(60)))
    commit(tasks, "topic")
    tasks.git("checkout", "-q", "main")
    change(tasks, OTHER, ("LOW", "HIGH"))
    commit(tasks, "main")
    assert moved in tasks("merge", "topic").stderr
    tasks("merge", "--continue")
    text = tasks.git("show", f"HEAD:{moved}")
    assert "priority: HIGH" in text
    assert "line 59" in text
    assert not (tasks.folder / OTHER).exists()
    assert not tasks.git("status", "--porcelain")


@pytest.mark.parametrize("has_driver", [True, False])
def test_merge_does_not_take_binary_junk_for_resolved(tasks: Program, *, has_driver: bool) -> None:
    program = f"{sys.executable} -m wmsgit.cli.merge_driver %O %A %B %L %P" if has_driver else "git merge-file %A %O %B"
    tasks.git("config", "merge.wmsgit.driver", program)
    tasks.git("checkout", "-q", "-b", "topic")
    (tasks.folder / TASK).write_bytes(b"\0junk\xff\n")
    commit(tasks, "topic")
    tasks.git("checkout", "-q", "main")
    change(tasks, TASK, ("HIGH", "LOW"))
    commit(tasks, "main")
    tasks("merge", "topic", code=5)
    (row,) = rows(tasks)
    assert row["conflict"] == "unreadable"
    tasks("merge", "WS-TASK-001", "ours")
    tasks("merge", "--continue")
    assert "LOW" in tasks.git("show", f"HEAD:{TASK}")


def test_merge_names_other_files_that_are_unmerged(tasks: Program) -> None:
    (tasks.folder / "code.txt").write_text("a\n")
    commit(tasks, "code")
    tasks.git("checkout", "-q", "-b", "topic")
    (tasks.folder / "code.txt").write_text("b\n")
    commit(tasks, "topic")
    tasks.git("checkout", "-q", "main")
    (tasks.folder / "code.txt").write_text("c\n")
    commit(tasks, "main")
    assert "code.txt" in tasks("merge", "topic", code=5).stderr
    assert "code.txt" in tasks("merge", "--continue", code=5).stderr
    (tasks.folder / "code.txt").write_text("d\n")
    tasks.git("add", "code.txt")
    tasks("merge", "--continue")
    assert tasks.git("show", "HEAD:code.txt") == "d\n"


@pytest.mark.parametrize(
    ("choice", "kept", "priorities"),
    [("ours", "new", ["HIGH", "MEDIUM"]), ("theirs", "2026", ["HIGH", "MEDIUM"]), ("ours", "new", ["LOW", "HIGH"])],
)
@pytest.mark.parametrize("is_begun_by_git", [False, True])
def test_merge_of_a_record_that_both_sides_moved_and_changed_keeps_the_chosen_place(
    tasks: Program, choice: str, kept: str, priorities: list[str], *, is_begun_by_git: bool
) -> None:
    for branch, folder, priority in (("topic", "2026", priorities[0]), ("main", "new", priorities[1])):
        tasks.git("checkout", "-q", *(("-b", branch) if branch == "topic" else (branch,)))
        (tasks.folder / "records/tasks" / folder).mkdir()
        tasks.git("mv", OTHER, f"records/tasks/{folder}/WS-TASK-002.yaml")
        change(tasks, f"records/tasks/{folder}/WS-TASK-002.yaml", ("LOW", f"{priority}\ngoal: {branch}"))
        commit(tasks, branch)
    if is_begun_by_git:
        git(tasks, "merge", "-q", "topic")
    shown = tasks("merge", *(() if is_begun_by_git else ("topic",)), code=5)
    assert "both sides moved WS-TASK-002, to different folders" in shown.stderr
    assert "WS-TASK-002" in tasks("merge", "--continue", code=5).stderr
    opened = ["priority", "goal"] if "LOW" not in priorities else ["goal"]
    assert [row["field"] for row in rows(tasks, "WS-TASK-002", choice)] == opened
    tasks("merge", "WS-TASK-002", *(f"{name}=theirs" for name in opened))
    tasks("merge", "--continue")
    path = f"records/tasks/{kept}/WS-TASK-002.yaml"
    assert [line for line in tasks.git("ls-files", "records/tasks").splitlines() if "002" in line] == [path]
    assert "priority: HIGH\ngoal: topic\n" in tasks.git("show", f"HEAD:{path}")
    assert not tasks.git("status", "--porcelain")
