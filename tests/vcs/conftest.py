"""Real repositories in tmp_path, with fixed names, dates and configuration."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from wmsgit.vcs.commit import commit_paths
from wmsgit.vcs.repository import Repository

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


@dataclass
class Plane:
    """A worktree and what tests do with it."""

    root: Path

    @property
    def repo(self) -> Repository:
        return Repository(self.root)

    def git(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=check,
            stdin=subprocess.DEVNULL,
        )
        return done.stdout.rstrip("\n")

    def write(self, path: str, text: str) -> str:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
        return path

    def save(self, path: str, text: str, message: str = "by hand") -> str:
        self.write(path, text)
        self.git("add", "-f", "--", path)
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def commit(self, *paths: str, message: str = "WS-1: change", **options: float) -> str:
        return commit_paths(self.repo, paths, message, trailers={"Wmsgit-Op": "set"}, **options)

    def hook(self, name: str, script: str, folder: str = ".git/hooks") -> Path:
        path = self.root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)
        return path

    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def staged(self) -> list[str]:
        return self.git("diff", "--cached", "--name-status", "--no-renames").splitlines()

    def index(self) -> str:
        return self.git("ls-files", "-s", "-v")

    def committed(self, revision: str = "HEAD") -> list[str]:
        """The changes of one commit, as `M path`."""
        lines = self.git("show", "--format=", "--name-status", "--no-renames", revision).splitlines()
        return [line.replace("\t", " ") for line in lines if line]

    def content(self, path: str, revision: str = "HEAD") -> str:
        return self.git("show", f"{revision}:{path}")


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
