"""The program in an empty workspace, for tests of what comes in and goes out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from git_environment import git_environment
from in_process import Result, run_here
from template_copies import copy_of


@pytest.fixture
def plane(tmp_path: Path, empty_plane: Path) -> Path:
    """An empty workspace."""
    return copy_of(empty_plane, tmp_path)


@pytest.fixture
def run(plane: Path, tmp_path: Path) -> Callable[..., Result]:
    """Runs the program there, and checks its exit code."""
    environ = git_environment(tmp_path / "home")

    def call(*words: object, code: int = 0, stdin: str | bytes = "", **more: str) -> Result:
        result = run_here(tuple(map(str, words)), plane, {**environ, **more}, stdin)
        assert result.returncode == code, result.stdout + result.stderr
        return result

    return call
