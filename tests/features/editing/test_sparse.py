"""A sparse checkout: what Git has and the disk has not is known to the editor, as it is to `check`."""

from pathlib import Path

import pytest
from git_environment import use_git_environment
from git_output import git
from lsp_desk import make_plane

from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.features.check.actions.run import check
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.workspace.workspace import Workspace


def test_record_that_is_not_checked_out_is_no_dangling_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plane = make_plane(tmp_path.resolve())
    use_git_environment(tmp_path / "home", monkeypatch)
    git(plane, "sparse-checkout", "set", "--no-cone", "/*", "!/records/tasks/WS-TASK-001.yaml")
    assert not (plane / "records/tasks/WS-TASK-001.yaml").exists()
    edited = EditedWorkspace(Workspace(plane, extensions=EXTENSIONS))
    list(edited.begin())
    said = [finding for path in edited.paths() for finding in edited.findings(path)[0]]
    assert [item.code for item in said] == []
    assert said == list(check(Workspace(plane, use_cache=False, extensions=EXTENSIONS)).findings)
    assert edited.plane.catalogue.record("WS-TASK-001") is not None
    assert "Move the keyring" in edited.plane.text("records/tasks/WS-TASK-001.yaml")
    assert edited.look().paths == frozenset()
    assert edited.hint() == set()
