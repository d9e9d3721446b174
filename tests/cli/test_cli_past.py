"""`--at`: reading commands look at a revision, say which, and leave the files alone."""

import json

import pytest
from cli_program import Program


@pytest.fixture
def history(tasks: Program) -> Program:
    """Three tasks at `v1`; then one is completed, one removed, and one added that is not committed."""
    tasks.git("tag", "v1")
    tasks("task", "set", "WS-TASK-001", "status=completed")
    tasks("task", "rm", "WS-TASK-002")
    (tasks.folder / "records/tasks/WS-TASK-004.yaml").write_text(
        "title: Later\nstatus: pending\ncreated: '2026-01-04T10:00:00Z'\n"
    )
    return tasks


@pytest.mark.parametrize("kind", ["", "task"])
def test_show_at_a_tag_shows_the_record_as_it_was(history: Program, kind: str) -> None:
    words = [kind] if kind else []
    (shown,) = json.loads(history(*words, "show", "WS-TASK-001", "--at", "v1", "--format", "json").stdout)
    (now,) = json.loads(history(*words, "show", "WS-TASK-001", "--format", "json").stdout)
    assert (shown["status"], now["status"]) == ("pending", "completed")


def test_every_read_looks_at_the_revision_and_says_which(history: Program) -> None:
    commit = history.git("rev-parse", "v1").strip()
    head = history.git("rev-parse", "HEAD")
    reads = {
        ("task", "list", "--format", "ids"): "WS-TASK-002",
        ("show", "WS-TASK-002"): "Clean up",
        ("task", "show", "2"): "Clean up",
        ("search", "clean"): "WS-TASK-002",
        ("sql", "select id from workspace_tasks"): "WS-TASK-002",
        ("stats", "task"): "3",
        ("status",): "WS-TASK-003",
        ("check",): "",
        ("schema", "show", "task"): '"x-wmsgit"',
        ("export", "json", "out"): "WORKSPACE-TASKS.json",
    }
    for words, expected in reads.items():
        for where in ("v1", commit[:12]):
            done = history(*words, "--at", where, code=None)
            assert done.stderr.startswith(f"at {commit[:10]} 20"), words
            assert done.stderr.splitlines()[0].endswith("three tasks")
            assert expected in done.stdout
            assert "WS-TASK-004" not in done.stdout
    assert "WS-TASK-002" in (history.folder / "out/WORKSPACE-TASKS.json").read_text()
    assert history.git("rev-parse", "HEAD") == head


def test_which_files_there_were_in_members_is_not_known_of_a_commit(history: Program) -> None:
    (history.folder / "api").mkdir()
    history.git("init", "-q", "api")
    history("repo", "add", "api", "--path", "api")
    history("task", "set", "WS-TASK-001", "related_files=api/gone.py")
    assert "MISSING-FILE" in history("check").stdout
    assert "MISSING-FILE" not in history("check", "--at", "HEAD").stdout


def test_a_date_is_the_end_of_that_day(history: Program) -> None:
    found = history("task", "list", "--at=2099-12-31", "--format", "ids").stdout.split()
    assert sorted(found) == ["WS-TASK-001", "WS-TASK-003"]
    assert "before the first commit" in history("task", "list", "--at", "2001-01-01", code=4).stderr


def test_a_record_that_did_not_exist_then_is_not_found(history: Program) -> None:
    history("task", "note", "WS-TASK-003", "Hm.")
    history("task", "add", "New", "--id", "WS-TASK-005")
    for words in (("show", "WS-TASK-005"), ("task", "show", "5")):
        done = history(*words, "--at", "v1", code=4)
        assert "WS-TASK-005 at " in done.stderr


@pytest.mark.parametrize("ref", ["nope", "--all", "-x", "HEAD:records", "v1..HEAD", "\n"])
def test_what_is_no_revision_is_not_found(history: Program, ref: str) -> None:
    assert "there is no revision" in history("task", "list", "--at", ref, code=4).stderr


@pytest.mark.parametrize(
    "words",
    [
        ("task", "set", "WS-TASK-001", "priority=LOW"),
        ("task", "add", "New"),
        ("task", "complete", "WS-TASK-003"),
        ("rm", "WS-TASK-001"),
        ("save",),
        ("fmt",),
    ],
)
def test_a_write_refuses_to_change_the_past(history: Program, words: tuple[str, ...]) -> None:
    head = history.git("rev-parse", "HEAD")
    assert "the past" in history(*words, "--at", "v1", code=2).stderr
    assert history.git("rev-parse", "HEAD") == head


def test_the_option_has_one_place(history: Program) -> None:
    assert "after the command" in history("--at", "v1", "task", "list", code=2).stderr
    assert "requires an argument" in history("task", "list", "--at", code=2).stderr
    assert "needs a commit" in history("task", "list", "--at=", code=2).stderr
    assert "at " not in history("task", "list", "--where", "title <> '--at x'").stderr
    assert "--at REF|DATE" in history("task", "list", "--help").stdout
    assert "--at" not in history("task", "set", "--help").stdout


def test_the_kinds_are_those_of_the_revision(history: Program) -> None:
    folder = history.folder
    (folder / "schemas/risk.schema.json").write_text('{"properties": {"level": {"enum": ["low", "high"]}}}')
    (folder / "records/risks").mkdir()
    (folder / "records/risks/RISK-001.yaml").write_text("level: high\n")
    history.git("add", ".")
    history.git("commit", "-qm", "a risk")
    (folder / "schemas/risk.schema.json").unlink()
    assert history("risk", "list", "--level", "HIGH", "--at", "HEAD", "--format", "ids").stdout == "RISK-001\n"
    history("risk", "list", code=2)
    history.git("checkout", "schemas")
    assert "there was no kind 'risk' at" in history("risk", "list", "--at", "v1", code=4).stderr


def test_what_could_not_be_read_then_is_warned_of(history: Program) -> None:
    path = history.folder / "records/tasks/WS-TASK-009.yaml"
    path.write_text("title: [\n")
    history.git("add", ".")
    history.git("commit", "-qm", "broken")
    path.unlink()
    assert "warning: records/tasks/WS-TASK-009.yaml:" in history("task", "list", "--at", "HEAD").stderr
    assert "warning" not in history("task", "list").stderr


def test_a_shallow_clone_says_what_cannot_be_known(history: Program) -> None:
    history.git("clone", "-q", "--depth=1", f"file://{history.folder}", str(history.folder / "shallow"))
    done = history("-C", "shallow", "task", "list", "--at", "2001-01-01", code=7)
    assert "cannot be known" in done.stderr
    assert "unshallow" in history("-C", "shallow", "task", "list", "--at", "HEAD~1", code=4).stderr


def test_revisions_are_completed(history: Program) -> None:
    environ = {"_WMSGIT_COMPLETE": "complete_bash", "COMP_WORDS": "wmsgit task list --at v", "COMP_CWORD": "4"}
    assert history(**environ).stdout.split() == ["v1"]
