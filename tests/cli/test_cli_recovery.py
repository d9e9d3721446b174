"""Writes that are killed, refused after they have landed, or moved by hooks: whole or undone, reported as they are."""

import json
import os
import random
import signal
import time

import pytest
from cli_program import Program
from killed_program import KILL_BOTH, KILL_GIT, hook, run, start


def text_of(program: Program, number: int = 1) -> str:
    return (program.folder / f"records/tasks/WS-TASK-{number:03d}.yaml").read_text()


def state(program: Program) -> str:
    return program.git("status", "--porcelain")


def killed_in_hook(program: Program, *arguments: str) -> None:
    path = hook(program, "pre-commit", KILL_BOTH)
    assert run(program, *arguments)[0] == -signal.SIGKILL
    path.unlink()
    (program.folder / ".git/index.lock").unlink(missing_ok=True)


WRITES = [
    ("task", "set", "1", "priority=LOW"),
    ("task", "set", "--where", "true", "notes=x"),
    ("task", "add", "Buy paper"),
    ("task", "start", "1"),
    ("task", "rm", "1"),
]


@pytest.mark.parametrize("write", WRITES)
def test_killed_write_is_undone_by_the_next_one_which_says_so(tasks: Program, write: tuple[str, ...]) -> None:
    head = tasks.git("rev-parse", "HEAD")
    killed_in_hook(tasks, *write)
    assert tasks.git("rev-parse", "HEAD") == head
    done = tasks("task", "set", "2", "priority=HIGH")
    assert "was interrupted, and has been undone" in done.stderr
    assert state(tasks) == ""
    assert tasks.git("diff", "--name-only", f"{head.strip()}..HEAD") == "records/tasks/WS-TASK-002.yaml\n"


def test_same_command_again_does_all_of_it(tasks: Program) -> None:
    write = ("task", "set", "--where", "priority != 'MEDIUM'", "priority=MEDIUM")
    killed_in_hook(tasks, *write)
    assert "was interrupted" in tasks("task", "list").stderr
    done = tasks(*write)
    assert "nothing changed" not in done.stderr
    assert all("priority: MEDIUM" in text_of(tasks, number) for number in (1, 2, 3))
    assert state(tasks) == ""
    assert "was interrupted" not in tasks("task", "list").stderr


def test_edit_made_after_the_kill_is_never_touched(tasks: Program) -> None:
    killed_in_hook(tasks, "task", "set", "1", "priority=LOW")
    path = tasks.folder / "records/tasks/WS-TASK-001.yaml"
    path.write_text(path.read_text() + "goal: mine\n")
    refused = tasks("task", "set", "2", "priority=HIGH", code=5)
    assert "doctor --recover keep" in refused.stderr
    assert "goal: mine" in path.read_text()
    tasks("doctor", "--recover", "keep")
    assert "goal: mine" in path.read_text()
    tasks("task", "set", "2", "priority=HIGH")


def test_restore_brings_the_text_of_before_back(tasks: Program) -> None:
    before = text_of(tasks)
    killed_in_hook(tasks, "task", "set", "1", "priority=LOW")
    path = tasks.folder / "records/tasks/WS-TASK-001.yaml"
    path.write_text("broken")
    tasks("doctor", "--recover", "restore")
    assert path.read_text() == before
    assert state(tasks) == ""
    tasks("doctor", "--recover", "rstore", code=2)


@pytest.mark.parametrize("write", WRITES)
def test_commit_that_has_landed_is_never_reported_as_refused(tasks: Program, write: tuple[str, ...]) -> None:
    head = tasks.git("rev-parse", "HEAD")
    hook(tasks, "post-commit", KILL_GIT)
    done = tasks(*write)
    assert "committed" in done.stderr
    assert "SIGKILL" in done.stderr
    assert tasks.git("rev-parse", "HEAD^") == head
    assert state(tasks) == ""


def test_git_that_is_killed_is_named_with_its_signal_and_its_lock_found(tasks: Program) -> None:
    before = text_of(tasks)
    killer = hook(tasks, "pre-commit", KILL_GIT)
    refused = tasks("task", "set", "1", "priority=LOW", code=6)
    assert "SIGKILL" in refused.stderr
    assert "hook refused" not in refused.stderr
    killer.unlink()
    assert text_of(tasks) == before
    assert "its git process is gone" in tasks("doctor", code=1).stdout
    tasks("doctor", "--fix", code=None)
    tasks("task", "set", "1", "priority=LOW")
    assert state(tasks) == ""


def test_new_record_of_a_killed_git_leaves_no_entry_in_the_index(tasks: Program) -> None:
    killer = hook(tasks, "pre-commit", KILL_GIT)
    tasks("task", "add", "Buy paper", code=6)
    killer.unlink()
    tasks("doctor", "--fix", code=None)
    tasks("task", "set", "1", "priority=LOW")
    assert state(tasks) == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signal_before_the_commit_undoes_the_write(tasks: Program, number: int) -> None:
    before, head = text_of(tasks), tasks.git("rev-parse", "HEAD")
    hook(tasks, "pre-commit", f"kill -{number} $(ps -o ppid= -p $PPID) $PPID; sleep 0.2; exit 1")
    code, _ = run(tasks, "task", "set", "1", "priority=LOW")
    assert code == 128 + number
    assert (text_of(tasks), tasks.git("rev-parse", "HEAD"), state(tasks)) == (before, head, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signal_after_the_commit_is_too_late(tasks: Program, number: int) -> None:
    hook(tasks, "post-commit", f"kill -{number} $(ps -o ppid= -p $PPID)")
    code, error = run(tasks, "task", "set", "1", "priority=LOW")
    assert code == 0
    assert "committed" in error


def test_commit_that_a_hook_undoes_is_no_success(tasks: Program) -> None:
    before = text_of(tasks)
    hook(tasks, "post-commit", "git reset -q --hard HEAD~1")
    refused = tasks("task", "set", "1", "priority=LOW", code=6)
    assert "moved HEAD away" in refused.stderr
    assert text_of(tasks) == before
    assert state(tasks) == ""


def test_printed_commit_is_the_one_that_holds_the_write(tasks: Program) -> None:
    hook(tasks, "post-commit", "test -e m && exit; touch m; git commit -q --allow-empty -m more")
    done = tasks("task", "set", "1", "priority=LOW")
    commit = tasks.git("rev-parse", "HEAD^").strip()
    assert f"committed {commit[:7]}" in done.stderr


def test_what_a_hook_stages_is_said(tasks: Program) -> None:
    path = hook(tasks, "pre-commit", "echo 'title: [' >> records/tasks/WS-TASK-001.yaml; git add records")
    said = tasks("task", "set", "1", "priority=LOW").stderr
    assert "warning: a Git hook has changed records/tasks/WS-TASK-001.yaml, which cannot be read now" in said
    assert f"committed {tasks.git('rev-parse', 'HEAD')[:7]}" in said
    path.write_text("#!/bin/sh\n")
    tasks("undo")
    assert "hook" not in tasks("task", "set", "1", "priority=MEDIUM").stderr
    path.write_text("#!/bin/sh\nsed -i s/HIGH/LOW/ records/tasks/*1.yaml\necho x > beside; git add .\n")
    said = tasks("task", "set", "1", "priority=HIGH").stderr
    assert "a Git hook has changed records/tasks/WS-TASK-001.yaml in the commit" in said
    assert "a Git hook has also committed beside" in said
    edited = tasks.folder / "records/tasks/WS-TASK-001.yaml"
    edited.write_text(edited.read_text() + "notes: by hand\n")
    path.write_text("#!/bin/sh\necho 'x: [' >> records/tasks/WS-TASK-001.yaml; git add records\n")
    assert "which cannot be read now" in tasks("save").stderr


def test_long_subject_stands_whole_in_the_body(tasks: Program) -> None:
    title = "Rotate the keys of every service " * 6
    tasks("task", "add", title.strip())
    body = tasks.git("log", "-1", "--format=%b")
    assert title.strip() in " ".join(body.split())


@pytest.mark.parametrize("seed", range(8))
def test_kill_at_any_moment_leaves_what_the_next_write_makes_whole(tasks: Program, seed: int) -> None:
    rng = random.Random(seed)
    with open(os.devnull, "r+b") as file:  # noqa: PTH123
        nothing = file.fileno()
        for turn in range(3):
            write = ("task", "set", "--where", "true", f"notes=turn {turn}")
            child = start(tasks, *write, nothing=nothing, error=nothing)
            time.sleep(rng.uniform(0.0, 0.3))
            os.kill(child, rng.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGHUP]))
            os.waitpid(child, 0)
    done = tasks("task", "set", "2", "goal=after", code=None)
    while done.returncode == 5 and "index.lock" in done.stderr:  # a git that has outlived the kill
        done = tasks("task", "set", "2", "goal=after", code=None)
    assert done.returncode == 0, done.stderr
    assert state(tasks) == ""
    assert not [name for name in os.listdir(tasks.folder / "records/tasks") if name.startswith(".")]
    assert json.loads(tasks("task", "show", "2", "--format", "json").stdout)[0]["goal"] == "after"
