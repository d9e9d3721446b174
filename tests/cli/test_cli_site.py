"""`site build`, `stats flow` and `list --view` as a person types them."""

import json
from pathlib import Path

import pytest
from cli_program import Program

SETTINGS = """\
name: plane
requires_wmsgit: ">=0.2"
views:
  high: {kind: task, filter: [priority=HIGH], sort: [-id], columns: [id, title]}
"""


@pytest.fixture
def planned(wmsgit: Program) -> Program:
    for number, priority in enumerate(("HIGH", "LOW", "HIGH"), start=1):
        wmsgit("task", "add", f"Task {number}", "--priority", priority)
    (wmsgit.folder / "records" / "workspace.yaml").write_text(SETTINGS)
    return wmsgit


def test_view_is_listed_as_the_settings_say(planned: Program) -> None:
    rows = json.loads(planned("task", "list", "--view", "high", "--format", "json").stdout)
    assert [row["id"] for row in rows] == ["WS-TASK-003", "WS-TASK-001"]
    assert list(rows[0]) == ["id", "title"]
    more = planned("task", "list", "title=Task 1", "--view", "high", "--format", "ids")
    assert more.stdout == "WS-TASK-001\n"
    planned("check")


def test_unknown_view_is_refused_with_the_nearest(planned: Program) -> None:
    refused = planned("task", "list", "--view", "hihg", code=4)
    assert "did you mean 'high'" in refused.stderr
    assert "no view of issue records" in planned("issue", "list", "--view", "high", code=4).stderr


def test_site_is_built_and_named(planned: Program, tmp_path: Path) -> None:
    built = planned("site", "build", str(tmp_path / "pages"), "--at", "HEAD")
    assert built.stdout == f"{tmp_path / 'pages' / 'index.html'}\n"
    assert (tmp_path / "pages" / "records" / "task" / "WS-TASK-001.html").is_file()
    assert "Task 2" in (tmp_path / "pages" / "board.html").read_text()
    planned("site", "build", str(tmp_path / "one.html"), "--single-file", "WS-TASK-001")
    assert "Task 1" in (tmp_path / "one.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--exclude", "nonsense"), 2), (("--include", "all"), 2), (("--base", "nowhere"), 4), (("--url", "x:y"), 2)],
)
def test_wrong_option_builds_nothing(planned: Program, tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    planned("site", "build", str(tmp_path / "pages"), *arguments, code=code)
    assert not (tmp_path / "pages").exists()


def test_flow_is_printed_for_people_and_programs(planned: Program) -> None:
    planned("task", "complete", "WS-TASK-001")
    result = json.loads(planned("stats", "flow", "task", "priority=HIGH", "--format", "json").stdout)
    assert result["records"] == 2
    assert result["lead"]["count"] == 1
    assert result["definitions"]["lead time"]
    assert "lead time" in planned("stats", "flow").stdout
    planned("stats", "--since", "-7d", code=2)
    planned("stats", "flow", "task", "issue", code=2)
    planned("stats", "flow", "--since", "2026-02-02", "--until", "2026-02-01", code=2)
