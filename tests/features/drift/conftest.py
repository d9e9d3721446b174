"""What tests of drift share: a workspace with three repositories, and a decision with a rule."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from drift_plane import Plane
from git_environment import git_environment, use_git_environment
from template_copies import copy_of, slimmed


@pytest.fixture(autouse=True)
def git_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    use_git_environment(tmp_path_factory.mktemp("home"), monkeypatch)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-11-23T09:30:00Z")


@pytest.fixture
def git() -> Callable[..., str]:
    """Runs git in a folder and gives what it prints."""

    def runner(folder: Path, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True, encoding="utf-8")
        return done.stdout

    return runner


@pytest.fixture(scope="session")
def empty_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository without a commit."""
    folder = tmp_path_factory.mktemp("repository")
    environ = git_environment(folder / "home")
    subprocess.run(["git", "init", "-q", "empty"], cwd=folder, env=environ, check=True)
    return slimmed(folder / "empty", environ)


@pytest.fixture
def plane(tmp_path: Path, empty_plane: Path, git: Callable[..., str], empty_repository: Path) -> Plane:
    """An empty workspace at `tmp_path/plane`."""
    return Plane(copy_of(empty_plane, tmp_path), git, empty_repository)
