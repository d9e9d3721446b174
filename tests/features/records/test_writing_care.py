"""Writes where something stands in the way: links, other repositories, files moved by hand, sparse checkouts."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from git_output import git

from wmsgit.errors import ConflictError, GitError, InvalidError
from wmsgit.features.records.actions.write import add, set_fields
from wmsgit.features.records.assignments import parse_assignment
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import WriteOptions

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ONE = "records/tasks/WS-TASK-001.yaml"


@pytest.fixture
def ws(root: Path) -> Workspace:
    workspace = anew(root)
    add(workspace, workspace.kind("task"), argument="One")
    return workspace


def anew(root: Path) -> Workspace:
    return Workspace.find(root, clock=lambda: NOW)


def set_priority(ws: Workspace, path: str) -> None:
    set_fields(ws, [Place("task", path.rpartition("/")[2][:-5], path)], [parse_assignment("priority=LOW")])


@pytest.mark.parametrize("commit", [None, False])
def test_write_below_a_linked_folder_is_refused(ws: Workspace, tmp_path: Path, commit: bool | None) -> None:
    outside = tmp_path / "outside"
    (ws.root / "records/tasks").rename(outside)
    (ws.root / "records/tasks").symlink_to(outside)
    with pytest.raises(InvalidError, match="symbolic link"):
        add(ws, ws.kind("task"), argument="Two", how=WriteOptions(commit=commit))
    assert [path.name for path in outside.iterdir()] == ["WS-TASK-001.yaml"]


def test_add_does_not_overwrite_what_is_no_record(ws: Workspace) -> None:
    (ws.root / "records/tasks/WS-TASK-007.yaml").symlink_to("nowhere")
    with pytest.raises(ConflictError, match="no record"):
        add(ws, ws.kind("task"), argument="Two", record_id="WS-TASK-007")


def test_links_and_pipes_are_named_beside_what_is_listed(ws: Workspace) -> None:
    (ws.root / "records/tasks/WS-TASK-007.yaml").symlink_to("WS-TASK-001.yaml")
    os.mkfifo(ws.root / "records/tasks/WS-TASK-008.yaml")
    assert [(found.path, found.code) for found in ws.unreadable(["task"])] == [
        ("records/tasks/WS-TASK-007.yaml", "SYMLINK"),
        ("records/tasks/WS-TASK-008.yaml", "UNREADABLE"),
    ]
    assert not ws.unreadable(["issue"])


def test_write_into_a_repository_inside_is_refused_and_undone(ws: Workspace) -> None:
    git(ws.root, "init", "-q", "records/issues")
    with pytest.raises(GitError, match="repository of its own"):
        add(ws, ws.kind("issue"), argument="Lost")
    assert [path.name for path in (ws.root / "records/issues").iterdir()] == [".git"]


@pytest.mark.parametrize("staged", [True, False])
def test_record_moved_by_hand_is_committed_with_both_its_places(ws: Workspace, staged: bool) -> None:
    (ws.root / "records/tasks/2026").mkdir()
    (ws.root / ONE).rename(ws.root / "records/tasks/2026/WS-TASK-001.yaml")
    if staged:
        git(ws.root, "add", "-A")
    set_priority(ws, "records/tasks/2026/WS-TASK-001.yaml")
    assert git(ws.root, "log", "-1", "--format=%s").strip() == "WS-TASK-001: priority → LOW"
    assert git(ws.root, "ls-tree", "-r", "--name-only", "HEAD", "records/tasks").split() == [
        "records/tasks/2026/WS-TASK-001.yaml"
    ]
    assert not git(ws.root, "status", "--porcelain")


def test_first_commit_of_a_file_made_by_hand_says_that_it_is_added(ws: Workspace) -> None:
    text = (ws.root / ONE).read_text().replace("WS-TASK-001", "WS-TASK-009")
    (ws.root / "records/tasks/WS-TASK-009.yaml").write_text(text)
    set_priority(ws, "records/tasks/WS-TASK-009.yaml")
    assert git(ws.root, "log", "-1", "--format=%s").strip() == "WS-TASK-009: add One"


def test_id_that_a_sparse_checkout_leaves_out_is_taken(ws: Workspace) -> None:
    git(ws.root, "sparse-checkout", "set", "--cone", "records/issues")
    assert not (ws.root / ONE).exists()
    sparse = anew(ws.root)
    with pytest.raises(ConflictError, match="exists already"):
        add(sparse, sparse.kind("issue"), argument="Two", record_id="ws-task-001")


def test_failed_commit_puts_files_back_by_rename_alone(ws: Workspace) -> None:
    before = (ws.root / ONE).stat()
    hook = ws.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(GitError):
        set_priority(ws, ONE)
    after = (ws.root / ONE).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert not list((ws.root / ".git/wmsgit/before").iterdir())
