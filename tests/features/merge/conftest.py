"""A workspace made by the program itself, once."""

from pathlib import Path

import pytest
from merge_workspace import Plane, environment
from template_copies import copy_of


@pytest.fixture
def plane(tmp_path: Path, empty_plane: Path) -> Plane:
    """An empty workspace of one test."""
    return Plane(copy_of(empty_plane, tmp_path), environment(tmp_path / "home"))
