"""Real repositories in tmp_path, with fixed names, dates and configuration."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from vcs_plane import Plane

DATES = {"GIT_AUTHOR_DATE": "2026-11-23T09:30:00Z", "GIT_COMMITTER_DATE": "2026-11-23T09:30:00Z"}
CONFIG = """\
[user]
    name = Ann
    email = ann@example.org
[init]
    defaultBranch = main
[gc]
    auto = 0
[maintenance]
    auto = false
[commit]
    gpgsign = false
"""


@pytest.fixture(autouse=True)
def _git_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    (home / "gitconfig").write_text(CONFIG)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "xdg"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
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
    (folder / "gitconfig").write_text(CONFIG)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": str(folder / "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1"} | DATES
    plane = Plane(folder / "plane")
    plane.write("README.md", "read me\n")
    plane.write("records/tasks/T-001.yaml", "status: pending\n")
    for command in (["init", "-q", "--template="], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", *command], cwd=plane.root, env=environment, check=True)
    return plane.root


@pytest.fixture
def plane(_template: Path, tmp_path: Path) -> Plane:
    """A repository with one task and one other file, both committed."""
    shutil.copytree(_template, tmp_path / "plane")
    return Plane(tmp_path / "plane")
