"""The real program, as a user types it, on real repositories in a temporary folder."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from acceptance_program import Run, environment_in, runner_in
from places import LEGACY
from template_copies import copy_of, slimmed


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of one test."""
    return environment_in(tmp_path / "home")


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str]) -> Run:
    """Runs `wmsgit` for one test."""
    return runner_in(tmp_path, environment)


@pytest.fixture
def git(environment: dict[str, str]) -> Callable[..., str]:
    """Runs git in a folder and gives what it prints."""

    def runner(folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
        return done.stdout

    return runner


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workspaces made once by the real program: `tidy` has three tasks, `older` the older files."""
    folder = tmp_path_factory.mktemp("templates")
    environ = environment_in(folder / "home")
    run = runner_in(folder, environ)
    for name in ("tidy", "older"):
        run("init", name, "--name", "plane")
    for title in ("One", "Two", "Three"):
        run("-C", "tidy", "task", "add", title)
    run("-C", "older", "import", "json", str(LEGACY))
    return slimmed(folder, environ)


@pytest.fixture
def plane(tmp_path: Path, empty_plane: Path) -> Path:
    """An empty workspace."""
    return copy_of(empty_plane, tmp_path)


@pytest.fixture
def tidy(tmp_path: Path, templates: Path) -> Path:
    """A workspace with three tasks."""
    return copy_of(templates / "tidy", tmp_path)


@pytest.fixture
def older(tmp_path: Path, templates: Path) -> Path:
    """A workspace with the older system's real files in it."""
    return copy_of(templates / "older", tmp_path)
