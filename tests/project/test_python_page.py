"""The page about Python: its program runs as it stands."""

import re
from pathlib import Path

import pytest
from places import ROOT


def test_program_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (program,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(program, "docs/python.md", "exec"), names)
    assert capsys.readouterr().out == "WS-TASK-001 Write the report 2027-01-15 ['ops']\n"
    assert names["rows"] == [{"status": "in_progress", "n": 1}]
