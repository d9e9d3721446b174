"""Real repositories in tmp_path, with fixed names, dates and configuration."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from git_environment import git_environment, use_git_environment
from template_copies import copy_of
from vcs_plane import Plane

DATES = {"GIT_AUTHOR_DATE": "2026-11-23T09:30:00Z", "GIT_COMMITTER_DATE": "2026-11-23T09:30:00Z"}
CONFIG = """\
[user]
    name = Ann
    email = ann@example.org
[init]
    defaultBranch = main
[commit]
    gpgsign = false
"""


@pytest.fixture(autouse=True)
def _git_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_git_environment(tmp_path / "home", monkeypatch, CONFIG)
    for name, value in DATES.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def make_plane(tmp_path: Path) -> Callable[[str], Plane]:
    """Makes an empty repository."""

    def make(name: str) -> Plane:
        root = tmp_path / name
        subprocess.run(["git", "init", "-q", "--template=", str(root)], check=True)
        return Plane(root)

    return make


@pytest.fixture
def empty(make_plane: Callable[[str], Plane]) -> Plane:
    """A repository without a commit."""
    return make_plane("empty")


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    environment = git_environment(folder / "home", CONFIG) | DATES
    plane = Plane(folder / "plane")
    plane.write("README.md", "read me\n")
    plane.write("records/tasks/T-001.yaml", "status: pending\n")
    for command in (["init", "-q", "--template="], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", *command], cwd=plane.root, env=environment, check=True)
    return plane.root


@pytest.fixture
def plane(_template: Path, tmp_path: Path) -> Plane:
    """A repository with one task and one other file, both committed."""
    return Plane(copy_of(_template, tmp_path))
