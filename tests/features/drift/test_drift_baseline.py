"""Baselines: today's findings are let be, only new ones fail; shrinking is free, growing is asked for."""

import os
import sys
from pathlib import Path

import pytest
from drift_plane import NO_PANDAS, Plane, states

from wmsgit.features.check.actions.run import check
from wmsgit.features.drift.actions.baseline import BaselineUpdate, draw
from wmsgit.features.drift.actions.scan import Request, scan
from wmsgit.workspace.workspace import Workspace

BASELINE = Path("records/baselines/core.yaml")


def drawn(plane: Plane, *names: str, grow: bool = False) -> BaselineUpdate:
    ws = plane.workspace()
    return draw(ws, scan(ws, Request(names)), grow=grow)


def items(plane: Plane, name: str = "core") -> list[str]:
    ws = Workspace(plane.root)
    kind = ws.kind("baseline")
    record = ws.record(ws.locate(name, kind))
    return [item["file_path"] for item in record.data.get("findings", [])]


def two_findings(plane: Plane) -> Path:
    core = plane.member("core", {"src/b.py": "import pandas\n", "src/a.py": "import pandas\n"})
    plane.decide(NO_PANDAS)
    return core


def test_baseline_lets_be_what_is_there_and_only_new_findings_fail(plane: Plane) -> None:
    core = two_findings(plane)
    assert drawn(plane).added == 2
    assert items(plane) == ["src/a.py", "src/b.py"]
    assert [state for state, _, _ in states(plane.scan())] == ["baselined", "baselined"]
    plane.commit(core, {"src/c.py": "import pandas\n"})
    assert [(finding.state, finding.gates) for finding in plane.scan().findings] == [
        ("baselined", False),
        ("baselined", False),
        ("new", True),
    ]


def test_baseline_grows_only_when_told_to(plane: Plane) -> None:
    core = two_findings(plane)
    drawn(plane)
    plane.commit(core, {"src/c.py": "import pandas\n"})
    before = plane.log()
    refused = drawn(plane)
    assert [one.violation.path for one in refused.refused] == ["src/c.py"]
    assert plane.log() == before
    assert drawn(plane, grow=True).added == 1
    assert items(plane) == ["src/a.py", "src/b.py", "src/c.py"]


def test_what_is_gone_leaves_the_baseline_when_the_scan_records(plane: Plane) -> None:
    core = two_findings(plane)
    drawn(plane)
    plane.commit(core, {"src/a.py": "import os\n"})
    report = plane.scan()
    assert [(notice.code, notice.about) for notice in report.notices] == [("stale-baseline", "core")]
    plane.record()
    assert items(plane) == ["src/b.py"]
    plane.commit(core, {"src/a.py": "import pandas\n"})
    assert [state for state, _, _ in states(plane.scan())] == ["new", "baselined"]


def test_emptied_baseline_stays_so_that_it_does_not_grow_by_itself(plane: Plane) -> None:
    core = two_findings(plane)
    drawn(plane)
    plane.commit(core, {"src/a.py": None, "src/b.py": None})
    assert (drawn(plane).dropped, items(plane)) == (2, [])
    plane.commit(core, {"src/a.py": "import pandas\n"})
    assert (drawn(plane).added, items(plane)) == (0, [])


def test_renamed_file_stays_in_the_baseline(plane: Plane) -> None:
    core = two_findings(plane)
    drawn(plane)
    plane.git(core, "mv", "src/a.py", "src/z.py")
    plane.commit(core, {})
    assert [state for state, _, _ in states(plane.scan())] == ["baselined", "baselined"]
    plane.record()
    assert items(plane) == ["src/b.py", "src/z.py"]


def test_what_could_not_be_evaluated_stays_in_the_baseline(plane: Plane) -> None:
    core = two_findings(plane)
    plane.member("api", {"src/a.py": "import os\n"})
    drawn(plane)
    plane.commit(core, {"src/a.py": "import (\n", "src/b.py": "import os\n"})
    plane.record("api")
    assert items(plane) == ["src/a.py", "src/b.py"]
    plane.record()
    assert items(plane) == ["src/a.py"]


def test_baseline_has_the_name_of_its_repository_and_neither_hides_the_other(plane: Plane) -> None:
    two_findings(plane)
    drawn(plane)
    ws = plane.workspace()
    assert ws.locate("core").kind == "repo"
    assert ws.locate("cor").kind == "repo"
    assert ws.locate("core", ws.kind("baseline")).path == str(BASELINE)
    assert [item.code for item in check(ws).findings if item.level == "error"] == []


def test_drawing_an_unchanged_baseline_again_makes_no_commit(plane: Plane) -> None:
    two_findings(plane)
    drawn(plane)
    text, log = (plane.root / BASELINE).read_text(), plane.log()
    drawn(plane)
    assert ((plane.root / BASELINE).read_text(), plane.log()) == (text, log)


def test_two_branches_that_shrink_one_baseline_merge_in_git(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    # Git runs the merge driver, which is installed beside this interpreter.
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    core = plane.member("core", {f"src/{name}.py": "import pandas\n" for name in "abcd"})
    plane.decide(NO_PANDAS)
    drawn(plane)
    for branch, fixed in (("one", "b"), ("two", "c")):
        plane.git(plane.root, "switch", "-qc", branch, "main")
        plane.commit(core, {f"src/{fixed}.py": "import os\n"})
        plane.record()
        plane.commit(core, {f"src/{fixed}.py": "import pandas\n"})
    assert items(plane) == ["src/a.py", "src/b.py", "src/d.py"]
    plane.git(plane.root, "merge", "-q", "-m", "met", "one")
    assert items(plane) == ["src/a.py", "src/d.py"]
    assert [state for state, _, _ in states(plane.scan())] == ["baselined", "new", "new", "baselined"]
