"""Planes for tests of pages, each made once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from git_environment import use_git_environment
from site_planes import hostile_plane, rich_plane
from template_copies import copy_of


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory, empty_plane: Path) -> Path:
    """A plane with records of every kind."""
    return _made(tmp_path_factory.mktemp("rich"), empty_plane, rich_plane)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory, empty_plane: Path) -> Path:
    """A plane whose texts try to be more than text."""
    return _made(tmp_path_factory.mktemp("hostile"), empty_plane, hostile_plane)


def _made(folder: Path, empty_plane: Path, fill: Callable[[Path], object]) -> Path:
    root = copy_of(empty_plane, folder)
    with pytest.MonkeyPatch.context() as patch:
        use_git_environment(folder / "home", patch)
        fill(root)
    return root


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_git_environment(tmp_path / "home", monkeypatch)
