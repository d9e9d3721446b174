"""What tests of the workspace share: an empty workspace with an identity of its own."""

from pathlib import Path

import pytest
from git_environment import use_git_environment
from template_copies import copy_of


@pytest.fixture
def root(tmp_path: Path, empty_plane: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_git_environment(tmp_path / "home", monkeypatch)
    return copy_of(empty_plane, tmp_path)
