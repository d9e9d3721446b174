"""A fault at every step of `task start --worktree` and `task clean`: nothing half made, and nothing lost."""

import json
import os
import random
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from across_plane import Across, copied
from failing_git import FailingGit
from in_process import run_here
from killed_runs import TAKES_SPACE, Point, calls_of, run_failing_at

BRANCH = "ws-task-001-rotate-the-keys"
KEPT = f"refs/wmsgit/kept/WS-TASK-001/{BRANCH}"
REPOS = ("api", "lib", "web")
MOST = 200
"""No command here starts git so often."""


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    made = copied(across_template, tmp_path)
    made.wmsgit("task", "add", "Rotate the keys", *(f"repos_affected+={name}" for name in REPOS))
    return made


def has_branch(across: Across, name: str) -> bool:
    return bool(across.at(name).git("branch", "--list", BRANCH))


def worktrees(across: Across) -> list[bool]:
    """Whether each repository has a worktree of the task, by git and by the folder, which must agree."""
    result = []
    for name in REPOS:
        listed = across.at(name).git("worktree", "list", "--porcelain").count("worktree ") > 1
        assert (across.folder / "work/WS-TASK-001" / name).exists() == listed, name
        result.append(listed)
    return result


def status(across: Across) -> str:
    return str(json.loads(across.wmsgit("task", "show", "1", "--format", "json").stdout)[0]["status"])


def run(across: Across, git: FailingGit, number: int, how: str, *words: str) -> tuple[int, str]:
    """The exit code, and all that was said; what a killed command left is settled by another one."""
    process = across.wmsgit.start(
        *words, environ=git.environ(number, how), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    text, _ = process.communicate(timeout=60)
    if process.returncode == -9:
        across.wmsgit("task", "clean", "--merged", code=None)
    return process.returncode, f"{git.hit()}: {text}"


def require_all_or_nothing(across: Across, head: str) -> bool:
    """Whether the task is started; branches, worktrees, the record and the plane's history must say the same."""
    made = [has_branch(across, name) for name in REPOS]
    assert made == worktrees(across)
    assert set(made) in ({True}, {False})
    assert status(across) == ("in_progress" if made[0] else "pending")
    assert (across.wmsgit.git("rev-parse", "HEAD") != head) == made[0]
    assert across.wmsgit.git("status", "--porcelain") == ""
    return made[0]


@pytest.mark.deep  # as many runs as the command starts git
@pytest.mark.parametrize("how", ["fail", "kill"])
def test_start_makes_all_or_nothing_whichever_start_of_git_fails(across: Across, how: str) -> None:
    git = FailingGit(across.folder / "bin", across.wmsgit.environ["PATH"])
    head = across.wmsgit.git("rev-parse", "HEAD")
    for number in range(1, MOST):
        code, text = run(across, git, number, how, "task", "start", "1", "--worktree")
        made = require_all_or_nothing(across, head)
        assert made or code != 0, text
        if made and not git.hit():
            break
        if made:
            across.wmsgit("task", "clean", "1")
            across.wmsgit("undo", "--yes", code=None)
            across.wmsgit.git("reset", "-q", "--hard", head.strip())
            for name in REPOS:
                across.at(name).git("update-ref", "-d", KEPT)
    assert number > 10


def require_nothing_lost(across: Across, tips: dict[str, str], text: str) -> list[str]:
    """The repositories whose branch is gone: its tip is kept, and so is what was in no commit."""
    gone = [name for name in REPOS if not has_branch(across, name)]
    assert worktrees(across) == [name not in gone for name in REPOS], text
    for name in gone:
        assert across.at(name).git("merge-base", KEPT, tips[name]).strip() == tips[name]
    new = across.folder / "work/WS-TASK-001/web/new"
    assert new.exists() or across.at("web").git("show", f"{KEPT}:new") == "new\n", text
    return gone


@pytest.mark.deep  # as many runs as the command starts git
@pytest.mark.parametrize("how", ["fail", "kill"])
def test_clean_loses_nothing_whichever_start_of_git_fails(across: Across, how: str) -> None:
    git = FailingGit(across.folder / "bin", across.wmsgit.environ["PATH"])
    across.wmsgit("task", "start", "1", "--worktree")
    tips = {name: across.commit(f"work/WS-TASK-001/{name}", f"In {name}") for name in REPOS}
    new = across.folder / "work/WS-TASK-001/web/new"
    for number in range(1, MOST):
        new.write_text("new\n")
        code, text = run(across, git, number, how, "task", "clean", "1", "--discard", "--yes")
        gone = require_nothing_lost(across, tips, text)
        assert code != 0 or gone == list(REPOS), text
        assert how == "kill" or all(f"removed {name}: " in text for name in gone), text
        if not git.hit():
            break
        if gone and how == "fail":
            across.wmsgit("undo")
        for name in (name for name in gone if not has_branch(across, name)):
            across.at(name).git("worktree", "add", "-q", "-b", BRANCH, f"../work/WS-TASK-001/{name}", tips[name])
        assert [has_branch(across, name) for name in REPOS] == [True, True, True]
    assert number > 10


def points_of(across: Across, words: tuple[str, ...], count: int) -> list[Point]:
    """The calls of a run that take space, or so many of them, in their order."""
    points = [
        point for point in calls_of(words, across.wmsgit.folder, across.wmsgit.environ) if point.kind in TAKES_SPACE
    ]
    chosen = random.Random(17).sample(points, min(count, len(points)))
    return [point for point in points if point in chosen]


def on_a_full_disk(across: Across, words: tuple[str, ...], point: Point, *, lasts: bool) -> tuple[int, str]:
    """The exit code of a run whose own disk is full from there on, or once, and all that it said."""
    with (across.folder / "said").open("w+b") as said:

        def run(arguments: tuple[str, ...], folder: Path, environ: Mapping[str, str]) -> int:
            result = run_here(arguments, folder, environ)
            os.pwrite(said.fileno(), (result.stdout + result.stderr).encode(), 0)  # which the full disk lets through
            return result.returncode

        code = run_failing_at(point, words, across.wmsgit.folder, across.wmsgit.environ, lasts=lasts, run=run)
        return code, f"{point}: {said.read().decode()}"


FULL = [
    pytest.param(3, False),
    pytest.param(MOST, False, marks=pytest.mark.deep),
    pytest.param(MOST, True, marks=pytest.mark.deep),
]


@pytest.mark.parametrize(("count", "lasts"), FULL)
def test_start_on_a_full_disk_makes_all_or_nothing(
    across_template: Path, tmp_path: Path, count: int, *, lasts: bool
) -> None:
    words = ("task", "start", "1", "--worktree", "--code-workspace")
    for number, point in enumerate(points_of(with_ignored(across_template, tmp_path), words, count)):
        across = with_ignored(across_template, tmp_path / f"{number}")
        head = across.wmsgit.git("rev-parse", "HEAD")
        code, text = on_a_full_disk(across, words, point, lasts=lasts)
        assert require_all_or_nothing(across, head) == (code == 0), text
        carried = across.folder / "work/WS-TASK-001/api/.env"
        assert not carried.exists() or carried.read_text() == "secret\n", text
        assert code == 0 or not (across.folder / "work/WS-TASK-001").exists(), text
        assert code in {0, 6}, text


@pytest.mark.parametrize(("count", "lasts"), FULL)
def test_clean_on_a_full_disk_loses_nothing(across_template: Path, tmp_path: Path, count: int, *, lasts: bool) -> None:
    words = ("task", "clean", "1", "--discard", "--yes")
    for number, point in enumerate(points_of(with_work(across_template, tmp_path)[0], words, count)):
        across, tips = with_work(across_template, tmp_path / f"{number}")
        code, text = on_a_full_disk(across, words, point, lasts=lasts)
        gone = require_nothing_lost(across, tips, text)
        assert (code == 0) == (gone == list(REPOS)), text
        assert all(f"removed {name}: " in text for name in gone), text


def with_ignored(template: Path, folder: Path) -> Across:
    """A task that is not started, in a plane whose member has an ignored file to carry."""
    folder.mkdir(exist_ok=True)
    across = copied(template, folder)
    across.wmsgit("task", "add", "Rotate the keys", *(f"repos_affected+={name}" for name in REPOS))
    (across.folder / "api/.git/info").mkdir(exist_ok=True)
    (across.folder / "api/.git/info/exclude").write_text(".env\n")
    (across.folder / "api/.env").write_text("secret\n")
    across.wmsgit.git("config", "wmsgit.repo.api.carry", ".env")
    return across


def with_work(template: Path, folder: Path) -> tuple[Across, dict[str, str]]:
    """A task with a commit in each worktree, whose tips are given, and a file that is in no commit."""
    across = with_ignored(template, folder)
    across.wmsgit("task", "start", "1", "--worktree")
    tips = {name: across.commit(f"work/WS-TASK-001/{name}", f"In {name}") for name in REPOS}
    (across.folder / "work/WS-TASK-001/web/new").write_text("new\n")
    return across, tips
