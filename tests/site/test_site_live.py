"""The live pages after changes: each is what a server that has just begun would show."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from git_output import git
from site_planes import commit, write
from template_copies import copy_of

from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.features.flow.actions import lines
from wmsgit.features.survey.actions.survey import Survey
from wmsgit.features.survey.disclosure import WITHHELD
from wmsgit.site.live import LivePlane
from wmsgit.site.start import SiteRequest, site_of
from wmsgit.workspace.workspace import Workspace

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PATHS = (
    "index.html", "board.html", "board-by-person.html", "board-by-milestone.html", "boards/risk.html",
    "lists/task.html", "lists/risk.html", "decisions.html", "graph.html", "flow.html", "flow/risk.html", "drift.html",
    "repositories.html", "people.html", "sessions.html", "changes.html", "releases.html", "feed.xml",
    "assets/search.js", "records/task/WS-TASK-001.html", "records/task/WS-TASK-007.html",
    "records/risk/RISK-001.html",
)  # fmt: skip


def plane_of(root: Path) -> LivePlane:
    request = SiteRequest(include=WITHHELD)
    return LivePlane(
        lambda: Workspace(root, clock=lambda: NOW, extensions=EXTENSIONS),
        lambda ws, earlier: site_of(ws, request, is_live=True, earlier=earlier),
    )


def shown(plane: LivePlane) -> dict[str, str]:
    files = {path: plane.file(path).result() for path in PATHS}
    return {path: file.content.decode() if file else "" for path, file in files.items()}


def change(root: Path, number: int, **fields: Any) -> None:
    path = f"records/tasks/WS-TASK-00{number}.yaml"
    data = {**yaml.safe_load((root / path).read_text(encoding="utf-8")), **fields}
    write(root, path, {name: value for name, value in data.items() if value is not None})


def rename(root: Path) -> None:
    git(root, "mv", "records/tasks/WS-TASK-009.yaml", "records/tasks/WS-TASK-019.yaml")
    commit(root, "renumber\n\nWmsgit-Renumber: task WS-TASK-009 WS-TASK-019", 14)


def merge(root: Path) -> None:
    git(root, "checkout", "-qb", "side", "HEAD~1")
    change(root, 7, status="blocked", blocked_by=["WS-TASK-008"])
    commit(root, "side", 15)
    git(root, "checkout", "-q", "-")
    subprocess.run(["git", "merge", "-qm", "merge", "side"], cwd=root, check=True, capture_output=True)


def other_schema(root: Path) -> None:
    path = root / "schemas" / "risk.schema.json"
    path.write_text(path.read_text(encoding="utf-8").replace("What may go wrong.", "Another word."), encoding="utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a title by hand": lambda root: change(root, 7, title="By hand"),
    "the same, committed": lambda root: commit(root, "title", 12),
    "a status": lambda root: (change(root, 6, status="completed"), commit(root, "status", 13)),
    "a new record": lambda root: write(root, "records/risks/RISK-000.yaml", {"title": "First", "status": "open"}),
    "what was missing": lambda root: write(root, "records/tasks/WS-TASK-999.yaml", {"title": "There", "status": "pending", "created": "2026-11-01T09:00:00Z"}),  # noqa: E501
    "another reference": lambda root: (change(root, 8, dependencies=["WS-TASK-001"]), commit(root, "reference", 13)),
    "a cycle": lambda root: change(root, 1, status="pending", dependencies=["WS-TASK-005"]),
    "a record that goes": lambda root: ((root / "records/tasks/WS-TASK-004.yaml").unlink(), commit(root, "gone", 13)),
    "a record that cannot be read": lambda root: (root / "records/tasks/WS-TASK-003.yaml").write_text("title: [", encoding="utf-8"),  # noqa: E501
    "and can again": lambda root: git(root, "checkout", "records/tasks/WS-TASK-003.yaml"),
    "another id": rename,
    "a merge": merge,
    "settings": lambda root: write(root, "records/workspace.yaml", {"name": "Other", "requires_wmsgit": ">=0.2", "wip": {"task": {"pending": 1}}}),  # noqa: E501
    "a schema": other_schema,
    "a history that is another": lambda root: git(root, "reset", "-q", "--hard", "HEAD~3"),
}  # fmt: skip


def test_pages_after_each_change_are_those_of_a_server_that_has_just_begun(rich: Path, tmp_path: Path) -> None:
    root = copy_of(rich, tmp_path)
    plane = plane_of(root)
    plane.start()
    try:
        before = shown(plane)
        for name, work in CHANGES.items():
            work(root)
            plane._worker.submit(plane._look).result()
            now = shown(plane)
            fresh = plane_of(root)
            fresh._worker.submit(fresh._look).result()
            assert now == shown(fresh), name
            assert now != before, name
            fresh.close()
            before = now
    finally:
        plane.close()


def test_page_after_a_change_reads_only_what_changed(
    rich: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_of(rich, tmp_path)
    plane = plane_of(root)
    plane._worker.submit(plane._look).result()
    shown(plane)
    read: list[str] = []
    told = lines._read
    monkeypatch.setattr(Survey, "_read", lambda _: pytest.fail("every record is read"))
    monkeypatch.setattr(lines, "_read", lambda past, kind, touches: read.extend(touches) or told(past, kind, touches))
    change(root, 6, status="completed")
    commit(root, "status", 13)
    plane._worker.submit(plane._look).result()
    after = shown(plane)
    plane.close()
    assert read == ["WS-TASK-006"]
    assert "completed" in after["records/task/WS-TASK-007.html"]
