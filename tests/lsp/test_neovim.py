"""Neovim with its own client: a whole session on a real plane, which is the one that the documentation shows."""

from pathlib import Path

import pytest
from in_process import run_here
from lsp_desk import ENVIRON
from neovim import session, shown

pytestmark = pytest.mark.editor


def test_session_is_the_one_in_the_documentation_and_its_files_are_right(plane: Path) -> None:
    text = session(plane, ENVIRON)
    assert "FAULT" not in text
    assert text == shown(), "make it anew: python tests/support/neovim.py"
    assert not (plane / "records/tasks/WS-TASK-001.yaml").exists()
    assert (plane / "records/tasks/WS-TASK-040.yaml").read_text().splitlines()[1] == "id: WS-TASK-040"
    assert "related_task_id: WS-TASK-040" in (plane / "records/issues/ISSUE-001.yaml").read_text()
    checked = run_here(("check", "--strict"), plane, ENVIRON)
    assert (checked.returncode, checked.stdout) == (0, "")
