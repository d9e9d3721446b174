"""A workspace made by the program itself, and the program to run in it."""

from pathlib import Path

import pytest
from across_plane import make_template
from cli_program import Program, copied_program, environment, made_once


@pytest.fixture
def wmsgit(tmp_path: Path, empty_plane: Path) -> Program:
    """The program in an empty workspace."""
    return copied_program(empty_plane, tmp_path)


@pytest.fixture
def outside(tmp_path: Path) -> Program:
    """The program in a folder that is no workspace."""
    (tmp_path / "nowhere").mkdir()
    return Program(tmp_path / "nowhere", environment(tmp_path / "home"))


@pytest.fixture(scope="session")
def tasks_template(tmp_path_factory: pytest.TempPathFactory, empty_plane: Path) -> Path:
    """A workspace with three tasks, written by hand and committed."""
    return made_once(tmp_path_factory, empty_plane, _add_tasks)


def _add_tasks(wmsgit: Program) -> None:
    folder = wmsgit.folder / "records" / "tasks"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        ("WS-TASK-001", "Rotate the keys", "pending", "HIGH", "[api]"),
        ("WS-TASK-002", "Clean up", "closed", "LOW", "[web]"),
        ("WS-TASK-003", "Ship it", "in_progress", "CRITICAL", "[api, web]"),
    ]
    for number, (name, title, status, priority, repos) in enumerate(rows, start=1):
        (folder / f"{name}.yaml").write_text(
            f"id: {name}\ntitle: {title}\nstatus: {status}\npriority: {priority}\n"
            f"created: '2026-01-0{number}T10:00:00Z'\nrepos_affected: {repos}\n"
        )
    wmsgit.git("add", ".")
    wmsgit.git("commit", "-qm", "three tasks")


@pytest.fixture
def tasks(tmp_path: Path, tasks_template: Path) -> Program:
    """The program in a workspace with three tasks."""
    return copied_program(tasks_template, tmp_path)


@pytest.fixture(scope="session")
def across_template(tmp_path_factory: pytest.TempPathFactory, empty_plane: Path) -> Path:
    """A plane and five members with remotes, to be copied by `across_plane.copied`."""
    return make_template(tmp_path_factory.mktemp("across"), empty_plane)
