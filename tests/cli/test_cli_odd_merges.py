"""Merges where Git is configured oddly, and conflicts that no merge has left: what is printed is what happened."""

from pathlib import Path

import pytest
from cli_program import Program, copied_program, made_once


@pytest.fixture(scope="module")
def sides_template(tmp_path_factory: pytest.TempPathFactory, tasks_template: Path) -> Path:
    return made_once(tmp_path_factory, tasks_template, _branch_off)


def _branch_off(tasks: Program) -> None:
    tasks.git("checkout", "-qb", "side")
    tasks("task", "set", "1", "priority=LOW")
    tasks.git("checkout", "-q", "main")
    tasks("task", "set", "2", "notes=mine")


@pytest.fixture
def sides(tmp_path: Path, sides_template: Path) -> Program:
    return copied_program(sides_template, tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("branch.main.mergeOptions", "--squash"), ("branch.main.mergeOptions", "--no-commit --no-ff"),
        ("branch.main.mergeOptions", "--ff-only"), ("merge.ff", "only"), ("merge.ff", "false"), ("pull.rebase", "true"),
        ("rerere.enabled", "true"), ("core.commentChar", "W"), ("trailer.separators", "="), ("commit.cleanup", "strip"),
    ],
)  # fmt: skip
def test_a_merge_does_what_it_says_however_git_is_configured(sides: Program, name: str, value: str) -> None:
    sides.git("config", name, value)
    said = sides("merge", "side").stderr
    head = sides.git("rev-parse", "HEAD").strip()
    assert f"committed {head[:10]}" in said
    assert len(sides.git("log", "-1", "--format=%P").split()) == 2
    assert sides.git("status", "--porcelain") == ""
    sides("task", "set", "3", "notes=more")
    assert "nothing" not in sides("undo").stderr
    assert "more" not in (sides.folder / "records/tasks/WS-TASK-003.yaml").read_text()


def test_an_earlier_resolution_is_not_taken_without_a_word(tasks: Program) -> None:
    tasks.git("config", "rerere.enabled", "true")
    tasks.git("config", "rerere.autoupdate", "true")
    tasks.git("checkout", "-qb", "side")
    tasks("task", "set", "1", "title=Theirs")
    tasks.git("checkout", "-q", "main")
    tasks("task", "set", "1", "title=Ours")
    tasks.git("config", "--remove-section", "merge.wmsgit")
    tasks("merge", "side", code=5)
    tasks("merge", "WS-TASK-001", "title=theirs", code=None)
    tasks("merge", "--continue")
    tasks.git("reset", "-q", "--hard", "HEAD~1")
    assert "title" in tasks("merge", "side", code=5).stdout
    tasks("merge", "--abort")


def stash(tasks: Program) -> None:
    tasks("task", "set", "1", "title=Theirs", "--no-commit")
    tasks.git("stash")
    tasks("task", "set", "1", "title=Ours")
    with pytest.raises(Exception, match="stash"):
        tasks.git("stash", "pop")


def checkout(tasks: Program) -> None:
    tasks.git("branch", "other")
    tasks("task", "set", "1", "title=Theirs")
    tasks.git("checkout", "-q", "other")
    tasks("task", "set", "1", "title=Ours", "--no-commit")
    tasks.git("checkout", "-m", "main")


def apply(tasks: Program) -> None:
    tasks("task", "set", "1", "title=Theirs", "--no-commit")
    patch = tasks.folder.parent / "x.patch"
    patch.write_text(tasks.git("diff"))
    tasks.git("checkout", "-q", ".")
    tasks("task", "set", "1", "title=Ours")
    with pytest.raises(Exception, match="apply"):
        tasks.git("apply", "-3", str(patch))


def pick(tasks: Program) -> None:
    tasks.git("checkout", "-qb", "other")
    tasks("task", "set", "1", "title=Theirs")
    tasks.git("checkout", "-q", "main")
    tasks("task", "set", "1", "title=Ours")
    with pytest.raises(Exception, match="cherry-pick"):
        tasks.git("cherry-pick", "-n", "other")


@pytest.mark.parametrize("leave", [stash, checkout, apply, pick])
@pytest.mark.parametrize("driver", [True, False])
def test_conflicts_without_a_merge_are_finished_by_merge(tasks: Program, leave: object, driver: bool) -> None:
    if not driver:
        tasks.git("config", "--remove-section", "merge.wmsgit")
    leave(tasks)  # type: ignore[operator]
    head = tasks.git("rev-parse", "HEAD")
    assert "title" in tasks("merge", code=5).stdout
    assert "nothing to go back to" in tasks("merge", "--abort", code=2).stderr
    tasks("merge", "--continue", code=5)
    said = tasks("merge", "WS-TASK-001", "title=Both").stderr
    if "--continue" in said:
        said = tasks("merge", "--continue").stderr
    assert "wmsgit save" in said
    assert tasks.git("rev-parse", "HEAD") == head
    assert "UU" not in tasks.git("status", "--porcelain")
    tasks("save")
    assert "title: Both" in (tasks.folder / "records/tasks/WS-TASK-001.yaml").read_text()
    assert tasks.git("status", "--porcelain") == ""
