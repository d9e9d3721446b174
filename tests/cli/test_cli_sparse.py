"""Records that Git has and a sparse checkout leaves out: known where that can be, said everywhere else, never lost."""

import pytest
from cli_program import Program


@pytest.fixture
def sparse(tasks: Program) -> Program:
    """An issue and a task are not checked out; the issue names a task that is, which names the other."""
    tasks("task", "add", "Waits", "dependencies=WS-TASK-001")
    tasks("issue", "add", "Leak", "issue_type=x", "severity=HIGH", "related_task_id=WS-TASK-004")
    left_out = ("!/records/issues/", "!/records/tasks/WS-TASK-001.yaml")
    tasks.git("sparse-checkout", "set", "--no-cone", "/*", *left_out)
    assert not (tasks.folder / "records" / "issues").exists()
    return tasks


@pytest.mark.parametrize(
    "words",
    [("ready",), ("status",), ("search", "Leak"), ("stats",), ("task", "list"), ("graph",), ("board",)],
)
def test_a_read_says_that_it_does_not_know_all(words: tuple[str, ...], sparse: Program) -> None:
    assert "1 record not checked out (sparse checkout)" in sparse(*words).stderr


def test_what_compares_and_checks_takes_them_from_git(sparse: Program) -> None:
    assert "nothing changed in meaning" in sparse("diff").stdout + sparse("diff").stderr
    checked = sparse("check")
    assert "checked 5 records: 0 errors" in checked.stderr
    assert "DANGLING" not in checked.stdout
    assert "0 errors" in sparse("check", "--base", "HEAD~1").stderr
    assert "is not checked out" in sparse("task", "show", "1", code=4).stderr


def test_a_change_of_what_is_not_checked_out_is_checked(sparse: Program) -> None:
    sparse("check")
    path = sparse.git("ls-files", "records/issues").strip()
    broken = sparse.folder / "broken.yaml"
    broken.write_text("title: Leak\ncolour: red\n")
    blob = sparse.git("hash-object", "-w", "broken.yaml").strip()
    broken.unlink()
    sparse.git("update-index", "--cacheinfo", f"100644,{blob},{path}")
    sparse.git("update-index", "--skip-worktree", path)
    assert "unknown field" in sparse("check", code=1).stdout


def test_what_may_be_referred_to_is_neither_removed_nor_renumbered(sparse: Program) -> None:
    head = sparse.git("rev-parse", "HEAD")
    for words in (("task", "rm", "4"), ("task", "rm", "4", "--unlink"), ("renumber", "WS-TASK-004", "WS-TASK-040")):
        assert "not checked out may refer to it" in sparse(*words, code=5).stderr
    assert (sparse.git("rev-parse", "HEAD"), sparse.git("status", "--porcelain")) == (head, "")
    sparse.git("sparse-checkout", "disable")
    sparse("renumber", "WS-TASK-004", "WS-TASK-040")
    sparse("task", "rm", "WS-TASK-040", "--unlink")
    assert "DANGLING" not in sparse("check").stdout


def test_a_file_that_is_there_counts_whatever_its_mark(tasks: Program) -> None:
    tasks.git("update-index", "--skip-worktree", "records/tasks/WS-TASK-001.yaml")
    assert "not checked out" not in tasks("task", "list").stderr
    tasks("task", "rm", "2")
