"""The real program, as a user types it, on real repositories in a temporary folder."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
LEGACY = Path(__file__).parent.parent / "exchange" / "legacy"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment of its own: a home without settings, one identity, no colours."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Ann Lee\n\temail = ann@example.org\n[init]\n\tdefaultBranch = main\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "WMSGIT_"))}
    return kept | {
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_COLOR": "1",
        "TZ": "UTC",
        "COLUMNS": "200",
    }


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str]) -> Run:
    """Runs `wmsgit ARGUMENTS` and checks its exit code, 0 unless told otherwise."""

    def runner(
        *arguments: str, code: int | None = 0, cwd: Path = tmp_path, stdin: str = "", **extra: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "wmsgit", *arguments],
            cwd=cwd,
            env=environment | extra,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        if code is not None:
            assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return runner


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


@pytest.fixture
def plane(tmp_path: Path, run: Run) -> Path:
    """An empty workspace."""
    run("init", "plane")
    return tmp_path / "plane"


@pytest.fixture
def older(plane: Path, run: Run) -> Path:
    """A workspace with the older system's real files in it."""
    run("-C", "plane", "import", "json", str(LEGACY))
    return plane
