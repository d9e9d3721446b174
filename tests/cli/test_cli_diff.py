"""`diff`: real repositories, through the program."""

import json
from pathlib import Path

import pytest
from cli_program import Program
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.fixture
def topic(tasks: Program) -> Program:
    """A branch `topic`, checked out, on which WS-TASK-009 lost its last blocker; `main` has moved on, too."""
    write(tasks, "WS-TASK-009", "title: Announce\nstatus: pending\ndependencies: [WS-TASK-001]\n")
    save(tasks, "nine")
    tasks.git("checkout", "-q", "-b", "topic")
    edit(tasks, "WS-TASK-001", "status: pending", "status: completed")
    save(tasks, "done")
    tasks.git("checkout", "-q", "main")
    edit(tasks, "WS-TASK-003", "title: Ship it", "title: Ship it soon")
    save(tasks, "main moves")
    tasks.git("checkout", "-q", "topic")
    return tasks


def record(program: Program, record_id: str) -> Path:
    return program.folder / "records" / "tasks" / f"{record_id}.yaml"


def write(program: Program, record_id: str, body: str) -> None:
    record(program, record_id).write_text(f"id: {record_id}\ncreated: '2026-01-09T10:00:00Z'\n{body}")


def edit(program: Program, record_id: str, old: str, new: str) -> None:
    text = record(program, record_id).read_text()
    assert old in text
    record(program, record_id).write_text(text.replace(old, new))


def save(program: Program, message: str) -> None:
    program.git("add", ".")
    program.git("commit", "-qm", message)


def found(program: Program, *words: str) -> list[tuple[str, str]]:
    rows = json.loads(program("diff", *words, "--format", "json").stdout)
    return [(row["id"], row["change"]) for row in rows]


def test_ranges_mean_what_git_means_by_them(topic: Program) -> None:
    assert found(topic, "main..topic") == [("WS-TASK-001", "changed"), ("WS-TASK-003", "changed")]
    assert found(topic, "main...topic") == [("WS-TASK-001", "changed")]
    assert found(topic, "main...") == [("WS-TASK-001", "changed")]
    assert found(topic) == []
    edit(topic, "WS-TASK-002", "title: Clean up", "title: Clean")
    assert found(topic) == [("WS-TASK-002", "changed")]
    assert found(topic, "HEAD~1") == [("WS-TASK-001", "changed"), ("WS-TASK-002", "changed")]
    assert found(topic, "HEAD~1", "WS-TASK-002") == [("WS-TASK-002", "changed")]
    assert found(topic, "WS-TASK-001") == []
    assert found(topic, "HEAD~1", "records/tasks") == found(topic, "HEAD~1")


def test_change_is_told_with_what_follows_in_every_format(topic: Program) -> None:
    words = "closes the last blocker of WS-TASK-009, which is now ready"
    for name in ("text", "markdown", "json", "github"):
        assert words in topic("diff", "main...topic", "--format", name).stdout
    assert "- Rotate the keys (WS-TASK-001, completed)" in topic("diff", "main...", "--format", "changelog").stdout
    assert "WS-TASK-001.yaml#L3" in topic("diff", "main...", "--format", "markdown").stdout


def test_layout_alone_is_no_change(topic: Program) -> None:
    path = record(topic, "WS-TASK-001")
    lines = path.read_text().splitlines()
    path.write_text("# a remark\n\n" + "\n".join(reversed(lines)).replace("HIGH", '"HIGH"') + "\n\n")
    assert topic("diff", "--format", "markdown").stdout == ""
    assert topic("diff", "--format", "json").stdout == "[]\n"
    shown = topic("diff")
    assert (shown.stdout, shown.stderr) == ("", "nothing changed in meaning\n")


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.permutations(range(6)),
    st.lists(st.sampled_from(["plain", "quoted", "commented"]), min_size=6, max_size=6),
    st.booleans(),
)
def test_formatting_only_change_gives_no_markdown(
    tasks: Program, order: list[int], styles: list[str], blank: bool
) -> None:
    before = tasks.git("show", "HEAD:records/tasks/WS-TASK-001.yaml").splitlines()
    shapes = {"plain": "{}: {}", "quoted": '{}: "{}"', "commented": "{}:   {}   # why"}
    lines = []
    for number in order:
        name, _, value = before[number].partition(": ")
        value = value.strip("'")
        style = "plain" if value.startswith("[") else styles[number]
        lines.append(shapes[style].format(name, value))
    record(tasks, "WS-TASK-001").write_text(("\n\n" if blank else "\n").join(lines) + "\n")
    assert tasks("diff", "--format", "markdown").stdout == ""


def test_moved_and_renumbered_records_are_renamed(tasks: Program) -> None:
    folder = record(tasks, "WS-TASK-001").parent
    (folder / "2026").mkdir()
    record(tasks, "WS-TASK-001").rename(folder / "2026" / "WS-TASK-001.yaml")
    record(tasks, "WS-TASK-002").rename(folder / "WS-TASK-012.yaml")
    text = (folder / "WS-TASK-012.yaml").read_text()
    (folder / "WS-TASK-012.yaml").write_text(text.replace("WS-TASK-002", "WS-TASK-012"))
    tasks.git("add", ".")
    tasks.git("commit", "-qm", "move\n\nWmsgit-Renumber: WS-TASK-002 WS-TASK-012")
    rows = json.loads(tasks("diff", "HEAD~1..", "--format", "json").stdout)
    assert [(row["id"], row["change"], row["from"]["id"]) for row in rows] == [
        ("WS-TASK-001", "renamed", "WS-TASK-001"),
        ("WS-TASK-012", "renamed", "WS-TASK-002"),
    ]
    assert found(tasks, "HEAD~1..", "WS-TASK-002") == [("WS-TASK-012", "renamed")]


def test_file_that_cannot_be_read_is_said_and_is_no_removal(tasks: Program) -> None:
    record(tasks, "WS-TASK-001").write_text("title: [\n")
    shown = tasks("diff", "--format", "markdown")
    assert "**Cannot be read**" in shown.stdout
    assert "WS-TASK-001.yaml" in shown.stderr
    assert found(tasks) == []


@pytest.mark.parametrize("words", [("nope",), ("nope..HEAD",), ("HEAD..nope",), ("HEAD", "WS-TASK-777"), ("--", "-x")])
def test_unknown_revision_or_record_is_not_found(tasks: Program, words: tuple[str, ...]) -> None:
    assert tasks("diff", *words, code=4).stdout == ""


def test_before_the_first_commit_everything_is_added(outside: Program) -> None:
    outside("init", "--no-commit", "plane")
    plane = Program(outside.folder / "plane", outside.environ)
    plane("task", "add", "First", "--no-commit")
    assert found(plane) == [("WS-TASK-001", "added")]
    assert plane("diff", "HEAD", code=4).stdout == ""


def test_shallow_clone_says_that_the_parting_cannot_be_known(topic: Program, tmp_path: Path) -> None:
    topic.git("clone", "-q", "--depth=1", "--no-single-branch", f"file://{topic.folder}", str(tmp_path / "shallow"))
    shallow = Program(tmp_path / "shallow", topic.environ)
    assert "shallow" in shallow("diff", "origin/main...origin/topic", code=7).stderr
    assert found(shallow, "origin/main..origin/topic") == [("WS-TASK-001", "changed"), ("WS-TASK-003", "changed")]


def test_changed_schema_is_listed(tasks: Program) -> None:
    path = tasks.folder / "schemas" / "task.schema.json"
    schema = json.loads(path.read_text())
    path.write_text(json.dumps(schema, indent=8))
    assert tasks("diff").stdout == ""
    schema["x-wmsgit"]["closed"] = ["closed"]
    path.write_text(json.dumps(schema))
    assert tasks("diff").stdout == "schema changed: schemas/task.schema.json: x-wmsgit.closed\n"


def test_two_commits_are_the_range_of_both_as_git_has_it(tasks: Program) -> None:
    tasks("task", "set", "2", "notes=x")
    tasks.git("tag", "done")
    tasks("task", "add", "Later")
    assert tasks("diff", "HEAD~2", "done").stdout == tasks("diff", "HEAD~2..done").stdout
    assert "WS-TASK-002" in tasks("diff", "HEAD~2", "done", "WS-TASK-002").stdout
    assert "there is no record 'nowhere'" in tasks("diff", "HEAD~1", "nowhere", code=4).stderr
