"""What tests of drift share: a workspace with three repositories, and a decision with a rule."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from drift_plane import Plane

from wmsgit.features.setup.actions.initialise import initialise, plan_init


@pytest.fixture(autouse=True)
def git_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path_factory.mktemp("settings") / "gitconfig"
    settings.write_text("[user]\n\tname = Ann Lee\n\temail = ann@example.org\n[init]\n\tdefaultBranch = main\n")
    for name in [name for name in os.environ if name.startswith(("GIT_", "WMSGIT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-11-23T09:30:00Z")


@pytest.fixture
def git() -> Callable[..., str]:
    """Runs git in a folder and gives what it prints."""

    def runner(folder: Path, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True, encoding="utf-8")
        return done.stdout

    return runner


@pytest.fixture
def plane(tmp_path: Path, git: Callable[..., str]) -> Plane:
    """An empty workspace at `tmp_path/plane`."""
    initialise(plan_init(tmp_path / "plane"))
    return Plane(tmp_path / "plane", git)
