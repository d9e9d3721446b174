"""A workspace made by the program itself, once, and the hand-styled records of the store room's tests."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "store"))

from merge_workspace import Plane, environment


@pytest.fixture(scope="session")
def empty_plane(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "plane").mkdir()
    Plane(folder / "plane", environment(folder / "home")).wmsgit("init", ".", code=0)
    return folder / "plane"


@pytest.fixture
def plane(tmp_path: Path, empty_plane: Path) -> Plane:
    """An empty workspace of one test."""
    shutil.copytree(empty_plane, tmp_path / "plane", symlinks=True)
    return Plane(tmp_path / "plane", environment(tmp_path / "home"))
