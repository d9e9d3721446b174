"""How many git processes a command starts, counted by Git itself (`GIT_TRACE2_EVENT`), and what a write imports."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_program import Program

MAINTENANCE = {"maintenance", "gc"}


def started(program: Program, trace: Path, *words: str) -> list[str]:
    """The commands of the git processes that a run starts, without those that git itself starts."""
    trace.unlink(missing_ok=True)
    program(*words, GIT_TRACE2_EVENT=str(trace))
    events = [json.loads(line) for line in trace.read_text().splitlines()]
    names = [event["name"] for event in events if event["event"] == "cmd_name" and "/" not in event["sid"]]
    return [name for name in names if name not in MAINTENANCE]


def test_set_of_one_field_starts_three(tasks: Program, tmp_path: Path) -> None:
    commands = started(tasks, tmp_path / "trace", "task", "set", "WS-TASK-001", "next_step=x")
    assert commands == ["config", "status", "commit"]


def test_set_of_files_with_hand_edits_starts_four(tasks: Program, tmp_path: Path) -> None:
    for name in ("WS-TASK-001", "WS-TASK-003"):
        path = tasks.folder / "records" / "tasks" / f"{name}.yaml"
        path.write_text(path.read_text() + "notes: by hand\n")
    commands = started(tasks, tmp_path / "trace", "task", "set", "WS-TASK-001", "WS-TASK-003", "next_step=x")
    assert commands == ["config", "status", "cat-file", "commit"]
    assert tasks.git("log", "-1", "--format=%B").count("notes → by hand") == 3


def test_marked_file_is_refused_though_status_does_not_show_it(tasks: Program) -> None:
    path = "records/tasks/WS-TASK-001.yaml"
    tasks.git("update-index", "--skip-worktree", path)
    done = tasks("task", "set", "WS-TASK-001", "WS-TASK-003", "next_step=x", code=5)
    assert "skip-worktree" in done.stderr
    assert tasks.git("status", "--porcelain") == ""


@pytest.mark.parametrize("count", [0, 1])
def test_end_of_a_session_starts_at_most_eight(tasks: Program, tmp_path: Path, count: int) -> None:
    for number in range(count):
        folder = tasks.folder.parent / f"member{number}"
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        tasks("repo", "add", f"../member{number}")
    tasks("session", "start", "-m", "goal")
    tasks("task", "set", "WS-TASK-001", "status=in_progress")
    commands = started(tasks, tmp_path / "trace", "session", "end", "-m", "notes")
    assert len(commands) <= 8, commands


def test_set_imports_neither_jsonschema_nor_yaml_nor_typer_and_tries_no_git(tasks: Program) -> None:
    script = (
        "import sys\nfrom wmsgit.cli.main import main\n"
        "try:\n    main(sys.argv[1:5])\nexcept SystemExit as ended:\n    assert not ended.code\n"
        "print(sorted({*sys.argv[5:]} & set(sys.modules)))"
    )
    rooms = ("wmsgit.features.review.actions.verdict", "wmsgit.features.records.gates", "wmsgit.index.index")
    unwanted = ("jsonschema", "referencing", "attr", "rich", "sqlite3", "re2", "typer", "yaml", *rooms)
    done = subprocess.run(
        [sys.executable, "-c", script, "task", "set", "WS-TASK-001", "next_step=x", *unwanted],
        cwd=tasks.folder, env=dict(tasks.environ), capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
