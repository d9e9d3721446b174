"""What tests of imports by the command line have in common: a workspace of their own, and the program in it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from git_environment import git_environment
from in_process import Result, run_here
from template_copies import copy_of


@pytest.fixture
def plane(tmp_path: Path, empty_plane: Path) -> Path:
    return copy_of(empty_plane, tmp_path)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return git_environment(tmp_path / "home")


@pytest.fixture
def run(plane: Path, environ: dict[str, str]) -> Callable[..., Result]:
    """Runs the program in the workspace, or in `folder`, with further variables of the environment by their names."""

    def call(*words: object, code: int = 0, stdin: str | bytes = "", folder: Path = plane, **more: str) -> Result:
        result = run_here(tuple(map(str, words)), folder, {**environ, **more}, stdin)
        assert result.returncode == code, result.stdout + result.stderr
        return result

    return call
