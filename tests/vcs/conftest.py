"""Real repositories in tmp_path, with fixed names, dates and configuration."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from wmsgit.vcs.commit import commit_paths
from wmsgit.vcs.repository import Repository

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
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-11-23T09:30:00Z")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-23T09:30:00Z")


@dataclass
class Plane:
    """A worktree and what tests do with it."""

    root: Path

    @property
    def repo(self) -> Repository:
        return Repository(self.root)

    def git(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, capture_output=True, text=True, check=check, stdin=subprocess.DEVNULL
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
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        return Plane(root)

    return make


@pytest.fixture
def empty(make_plane: Callable[[str], Plane]) -> Plane:
    """A repository without a commit."""
    return make_plane("plane")


@pytest.fixture
def plane(empty: Plane) -> Plane:
    """A repository with one task and one other file, both committed."""
    empty.write("README.md", "read me\n")
    empty.write("records/tasks/T-001.yaml", "status: pending\n")
    empty.git("add", ".")
    empty.git("commit", "-q", "-m", "first")
    return empty
