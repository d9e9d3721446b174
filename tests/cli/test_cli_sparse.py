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
    [
        *(
            ("ready", "--explain"),
            ("status",),
            ("search", "Leak"),
            ("stats",),
            ("task", "list"),
            ("graph",),
            ("brief",),
        ),
        *(
            ("board",),
            ("issue", "list"),
            ("show", "ISSUE-001"),
            ("task", "show", "1"),
            ("sql", "select id from records"),
        ),
        ("query", "status=pending"),
    ],
)
def test_a_read_shows_what_is_not_on_disk(words: tuple[str, ...], sparse: Program) -> None:
    seen = sparse(*words, code=None)
    sparse.git("sparse-checkout", "disable")
    whole = sparse(*words, code=None)
    assert (seen.stdout, seen.returncode) == (whole.stdout, whole.returncode)
    assert "not checked out" not in seen.stderr


def test_what_waits_for_a_record_that_is_not_on_disk_is_not_ready(sparse: Program) -> None:
    assert "waits for WS-TASK-001 (pending)" in sparse("ready", "--explain").stdout
    assert sparse("ready", "--format", "ids").stdout.split() == ["ISSUE-001", "WS-TASK-001"]
    sparse("ready", "--claim", code=4)  # what is not on disk cannot be taken on
    assert "waits for" in sparse("task", "complete", "4", code=5).stderr


def test_what_compares_and_checks_takes_them_from_git(sparse: Program) -> None:
    assert "nothing changed in meaning" in sparse("diff").stdout + sparse("diff").stderr
    checked = sparse("check")
    assert "checked 5 records: 0 errors" in checked.stderr
    assert "DANGLING" not in checked.stdout
    assert "0 errors" in sparse("check", "--base", "HEAD~1").stderr


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


def test_what_is_not_on_disk_is_not_written(sparse: Program) -> None:
    head = sparse.git("rev-parse", "HEAD")
    for words in (("task", "set", "1", "priority=LOW"), ("task", "rm", "4", "--unlink"), ("task", "start", "1"),
                  ("set", "ISSUE-001", "severity=LOW"), ("renumber", "WS-TASK-004", "WS-TASK-040")):  # fmt: skip
        assert "is not checked out (sparse checkout), and only read from Git" in sparse(*words, code=5).stderr
    assert "ISSUE-001 refers to WS-TASK-004" in sparse("task", "rm", "4", code=5).stderr
    assert "DANGLING" not in sparse("task", "add", "New", "dependencies=WS-TASK-001").stderr
    sparse("undo")
    assert sparse.git("diff", "--stat", head.strip()) == ""
    sparse("fmt")
    sparse.git("sparse-checkout", "disable")
    sparse("renumber", "WS-TASK-004", "WS-TASK-040")
    sparse("task", "rm", "WS-TASK-040", "--unlink")
    assert "DANGLING" not in sparse("check").stdout


def test_the_index_follows_the_checkout(tasks: Program) -> None:
    for number in range(3):
        tasks.git("sparse-checkout", "set", "--no-cone", "/*", "!/records/tasks/WS-TASK-001.yaml")
        assert "WS-TASK-001" in tasks("task", "list").stdout
        tasks.git("sparse-checkout", "disable")
        tasks("task", "set", "1", f"title=Title {number}")
        assert f"Title {number}" in tasks("task", "list").stdout


def test_a_file_that_is_there_counts_whatever_its_mark(tasks: Program) -> None:
    tasks.git("update-index", "--skip-worktree", "records/tasks/WS-TASK-001.yaml")
    assert "not checked out" not in tasks("task", "list").stderr
    tasks("task", "rm", "2")
