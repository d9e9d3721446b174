"""A fault at every start of git of `task start --worktree` and `task clean`: nothing half made, and nothing lost."""

import json
import subprocess
from pathlib import Path

import pytest
from across_plane import Across, copied
from failing_git import FailingGit

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
