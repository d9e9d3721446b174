"""Imports of what the tools of others write: run where they are installed, skipped with a reason elsewhere."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from git_environment import git_environment
from in_process import Result
from odd_sources import leaves
from tool_programs import program

pytestmark = pytest.mark.tools
Run = Callable[..., Result]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    own = git_environment(tmp_path / "home")
    return own | {"EDITOR": "true", "VISUAL": "true", "TASKRC": str(tmp_path / "taskrc"), "PATH": os.environ["PATH"]}


@pytest.fixture
def use(tmp_path: Path, environ: dict[str, str]) -> Callable[..., bytes]:
    """Runs a tool in a repository of its own."""
    folder = tmp_path / "project"
    folder.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, env=environ, check=True)

    def call(*words: str) -> bytes:
        done = subprocess.run(
            [program(words[0]), *words[1:]], cwd=folder, env=environ, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    return call


def records(run: Run, kind: str) -> dict[str, Any]:
    return {row["id"]: row for row in json.loads(run(kind, "list", "--format", "json").stdout)}


def test_adr_tools(run: Run, use: Callable[..., bytes], tmp_path: Path) -> None:
    use("adr", "init", "docs/adr")
    use("adr", "new", "Use Postgres")
    use("adr", "new", "-s", "2", "Use SQLite")
    folder = tmp_path / "project/docs/adr"
    run("import", "madr", folder)
    decisions = records(run, "adr")
    assert {name: row["status"] for name, row in decisions.items()} == {
        "ADR-001": "accepted", "ADR-002": "superseded", "ADR-003": "accepted",
    }  # fmt: skip
    assert decisions["ADR-003"]["supersedes"] == ["ADR-002"]
    assert "0 differ" in run("export", "madr", folder, "--check").stderr


def test_log4brains(run: Run, use: Callable[..., bytes], tmp_path: Path) -> None:
    use("log4brains", "init", "--defaults")
    use("log4brains", "adr", "new", "--quiet", "Use Markdown")
    folder = tmp_path / "project/docs/adr"
    run("import", "madr", folder)
    titles = {row["title"]: row["status"] for row in records(run, "adr").values()}
    assert titles["Use Markdown"] == "draft"
    assert "0 differ" in run("export", "madr", folder, "--check").stderr


def test_backlog(run: Run, use: Callable[..., bytes], tmp_path: Path) -> None:
    use("backlog", "init", "demo", "--defaults")
    use(
        "backlog",
        "task",
        "create",
        "First",
        "-d",
        "Text",
        "-a",
        "@ann",
        "-l",
        "bug",
        "--priority",
        "high",
        "--ac",
        "Works",
    )
    use("backlog", "task", "create", "Part", "-p", "task-1", "--dep", "task-1")
    folder = tmp_path / "project/backlog"
    run("import", "backlog", folder)
    first, part = records(run, "task")["TASK-1"], records(run, "task")["TASK-1.1"]
    assert (first["assigned_to"], first["checklist"]) == ("ann", [{"text": "Works"}])
    assert (part["parent"], part["dependencies"]) == ("TASK-1", ["TASK-1"])
    run("task", "add", "Ours", "dependencies=TASK-1")
    run("task", "complete", "TASK-1.1", "--override", "-m", "done")
    run("export", "backlog", folder)
    listed = use("backlog", "task", "list", "--plain").decode()
    assert "Ours" in listed
    assert "Done" in listed
    use("backlog", "task", "edit", "2", "-s", "In Progress")
    run("import", "backlog", folder, "--theirs")
    assert records(run, "task")["WS-TASK-001"]["status"] == "in_progress"


def test_taskwarrior(run: Run, use: Callable[..., bytes], tmp_path: Path) -> None:
    (tmp_path / "taskrc").write_text(f"data.location={tmp_path}/tw\nconfirmation=off\n")
    use("task", "add", "Buy milk", "project:home", "+shop", "due:2026-12-24", "priority:H")
    use("task", "add", "Second", "depends:1")
    use("task", "1", "annotate", "two litres")
    exported = use("task", "export")
    run("import", "taskwarrior", "-", stdin=exported)
    held = {str(leaf) for leaf in leaves(records(run, "task"))}
    for row in json.loads(exported):
        passing = {"urgency", "id", "entry", "modified", "due", "priority", "annotations"}
        assert {str(leaf) for leaf in leaves({k: v for k, v in row.items() if k not in passing})} <= held
    assert "two litres" in held
    assert "nothing changed" in run("import", "taskwarrior", "-", stdin=exported).stderr
