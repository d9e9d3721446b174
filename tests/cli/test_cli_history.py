"""`log`, `blame` and the table `record_changes`, as they are typed."""

import json
from typing import Any

import pytest
from cli_program import Program
from places import ROOT

PAGE = ROOT / "docs" / "past.md"


def parsed(program: Program, *words: str) -> Any:
    return json.loads(program(*words, "--format", "json").stdout)


def commit_at(program: Program, day: str, message: str = "by hand") -> None:
    program.git("add", "-A")
    program.environ.update({"GIT_AUTHOR_DATE": f"{day}T10:00:00Z", "GIT_COMMITTER_DATE": f"{day}T10:00:00Z"})
    program.git("commit", "-q", "-m", message)


def test_log_tells_fields_newest_first(tasks: Program) -> None:
    tasks("task", "start", "1")
    tasks(
        "task", "set", "1", "labels+=ops", "repos_affected-=api", "notes=" + "every word but one stays as it was " * 3
    )
    tasks("task", "set", "1", "notes=" + "every word but two stays as it was " * 3)
    found = parsed(tasks, "log", "WS-TASK-001")
    assert [set(entry) for entry in found] == [{"commit", "author", "date", "subject", "changes"}] * 4
    assert found[2]["changes"][0] == {"field": "status", "old": "pending", "new": "in_progress"}
    assert {"field": "repos_affected", "old": ["api"], "new": []} not in found[-1]["changes"]
    text = tasks("log", "WS-TASK-001").stdout
    assert "status: pending → in_progress" in text
    assert "labels: + ops" in text
    assert "repos_affected: − api" in text
    assert "[-one-]{+two+}" in text
    assert "added records/tasks/WS-TASK-001.yaml" in text


def test_log_narrows_to_fields_days_and_a_number(tasks: Program) -> None:
    tasks("task", "start", "1")
    tasks("task", "set", "1", "priority=LOW")
    assert [len(entry["changes"]) for entry in parsed(tasks, "log", "WS-TASK-001", "--field", "status")] == [1, 1]
    assert len(parsed(tasks, "log", "WS-TASK-001", "--limit", "1")) == 1
    assert parsed(tasks, "log", "WS-TASK-001", "--since", "+1d") == []
    assert "did you mean 'status'" in tasks("log", "WS-TASK-001", "--field", "statis", code=3).stderr
    assert "is no date" in tasks("log", "--since", "soon", code=2).stderr


def test_layout_alone_is_no_change_and_a_move_is_one(tasks: Program) -> None:
    path = tasks.folder / "records" / "tasks" / "WS-TASK-001.yaml"
    path.write_bytes(b"# a remark\r\n" + path.read_bytes().replace(b"\n", b"\r\n"))
    commit_at(tasks, "2026-11-24")
    assert len(parsed(tasks, "log", "WS-TASK-001")) == 1
    (path.parent / "2026").mkdir()
    path.rename(path.parent / "2026" / path.name)
    commit_at(tasks, "2026-11-25")
    assert parsed(tasks, "log", "WS-TASK-001")[0]["changes"] == [
        {
            "field": "record_path",
            "old": "records/tasks/WS-TASK-001.yaml",
            "new": "records/tasks/2026/WS-TASK-001.yaml",
        }
    ]


def test_version_that_cannot_be_read_is_named_and_skipped(tasks: Program) -> None:
    path = tasks.folder / "records" / "tasks" / "WS-TASK-001.yaml"
    good = path.read_text()
    path.write_text("title: [unclosed\n")
    commit_at(tasks, "2026-11-24")
    path.write_text(good.replace("pending", "approved"))
    commit_at(tasks, "2026-11-25")
    run = tasks("log", "WS-TASK-001", "--format", "json")
    assert json.loads(run.stdout)[0]["changes"] == [{"field": "status", "old": "pending", "new": "approved"}]
    assert "warning: records/tasks/WS-TASK-001.yaml:" in run.stderr


def test_deleted_record_has_a_log_and_no_blame(tasks: Program) -> None:
    tasks("task", "rm", "WS-TASK-002")
    found = parsed(tasks, "log", "WS-TASK-002")
    assert {"field": "status", "old": "closed", "new": None} in found[0]["changes"]
    assert "removed records/tasks/WS-TASK-002.yaml" in tasks("log", "WS-TASK-002").stdout
    assert "tells what became of it" in tasks("blame", "WS-TASK-002", code=4).stderr
    assert "closed" in tasks("blame", "WS-TASK-002", "--at", "HEAD~1", "--field", "status").stdout


def test_recorded_renumbering_is_followed(tasks: Program) -> None:
    tasks("task", "set", "1", "priority=LOW")
    tasks("renumber", "WS-TASK-001", "WS-TASK-050")
    tasks("task", "start", "WS-TASK-050")
    found = parsed(tasks, "log", "WS-TASK-050")
    assert [entry["changes"][0]["field"] for entry in found][:3] == ["status", "id", "priority"]
    assert found[1]["changes"][0] == {"field": "id", "old": "WS-TASK-001", "new": "WS-TASK-050"}
    assert len(found) == 4
    blamed = {row["field"]: row["commit"] for row in parsed(tasks, "blame", "WS-TASK-050")}
    assert (blamed["priority"], blamed["title"]) == (found[2]["commit"], found[3]["commit"])
    assert parsed(tasks, "log", "WS-TASK-001")[0]["changes"] == found[1]["changes"]


def test_blame_names_the_commit_of_each_value_and_item(tasks: Program) -> None:
    tasks("task", "set", "3", "repos_affected+=core", "priority=LOW")
    path = tasks.folder / "records" / "tasks" / "WS-TASK-003.yaml"
    path.write_text(path.read_text().replace("Ship it", "Ship it now"))
    head, first = tasks.git("log", "--format=%H").split()[:2]
    rows = parsed(tasks, "blame", "WS-TASK-003")
    assert set(rows[0]) == {"field", "value", "commit", "author", "date"}
    setters = {(row["field"], row["value"]): row["commit"] for row in rows}
    assert setters["repos_affected", "core"] == setters["priority", "LOW"] == head
    assert setters["repos_affected", "api"] == setters["status", "in_progress"] == first
    assert setters["title", "Ship it now"] is None
    assert "not committed yet" in tasks("blame", "WS-TASK-003", "--field", "title").stdout


def test_record_that_is_in_no_commit_has_an_empty_log(tasks: Program) -> None:
    tasks("task", "add", "New", "--no-commit")
    run = tasks("log", "WS-TASK-004", "--format", "json")
    assert json.loads(run.stdout) == []
    assert "has not been committed yet" in run.stderr
    assert {row["commit"] for row in parsed(tasks, "blame", "WS-TASK-004")} == {None}


def test_activity_lists_commits_with_their_records(tasks: Program) -> None:
    tasks("task", "rm", "WS-TASK-002")
    found = parsed(tasks, "log", "--limit", "2")
    assert found[0]["records"] == [{"kind": "task", "id": "WS-TASK-002", "change": "removed"}]
    assert [record["change"] for record in found[1]["records"]] == ["added"] * 3
    assert "WS-TASK-001, WS-TASK-002, WS-TASK-003" in tasks("log").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("log", "WS-TASK-999"), 4),
        (("blame", "WS-TASK-999"), 4),
        (("log", "WS-TASK-001", "--at", "--output=x"), 2),
        (("log", "WS-TASK-001", "--at", "nowhere"), 4),
        (("blame", "WS-TASK-001", "--at=-1"), 4),
        (("log", "../x"), 3),
        (("log", "--field", "status"), 2),
    ],
)
def test_bad_input_is_said_with_its_exit_code(tasks: Program, words: tuple[str, ...], code: int) -> None:
    assert tasks(*words, code=code).stderr.startswith("wmsgit: ")
    assert tasks.git("status", "--porcelain") == ""


def test_conflicted_file_has_a_log_but_no_blame_of_its_text(tasks: Program) -> None:
    path = tasks.folder / "records" / "tasks" / "WS-TASK-001.yaml"
    path.write_text("<<<<<<< ours\nstatus: a\n=======\nstatus: b\n>>>>>>> theirs\n")
    assert len(parsed(tasks, "log", "WS-TASK-001")) == 1
    assert "WS-TASK-001.yaml:1:1" in tasks("blame", "WS-TASK-001", code=3).stderr
    assert parsed(tasks, "blame", "WS-TASK-001", "--at", "HEAD")


def test_shallow_clone_says_what_cannot_be_known(tasks: Program) -> None:
    tasks("task", "start", "1")
    tasks.git("clone", "-q", "--depth=1", f"file://{tasks.folder}", "../shallow")
    words = ("-C", "../shallow")
    run = tasks(*words, "log", "WS-TASK-001", "--format", "json")
    assert json.loads(run.stdout) == []
    assert "the clone is shallow" in run.stderr
    row = parsed(tasks, *words, "blame", "WS-TASK-001", "--field", "status")[0]
    assert (row["commit"][:1], row["author"], row["date"]) == ("^", None, None)
    assert tasks(*words, "sql", "select count(*) as n from record_changes", "--format", "csv").stdout == "n\r\n0\r\n"


def test_days_that_high_issues_stay_open_are_one_statement(wmsgit: Program) -> None:
    for day, words in (
        ("2026-01-01", ("issue", "add", "One", "issue_type=bug", "severity=HIGH")),
        ("2026-01-02", ("issue", "add", "Two", "issue_type=bug", "severity=LOW")),
        ("2026-01-05", ("issue", "resolve", "ISSUE-001")),
        ("2026-01-09", ("issue", "resolve", "ISSUE-002")),
    ):
        wmsgit.environ.update({"GIT_AUTHOR_DATE": f"{day}T10:00:00Z", "GIT_COMMITTER_DATE": f"{day}T10:00:00Z"})
        wmsgit(*words)
    statement = PAGE.read_text().partition("<!-- days open -->\n```sql\n")[2].partition("```")[0]
    assert parsed(wmsgit, "sql", statement) == [{"days": 4.0, "issues": 1}]


def test_record_changes_grow_by_commits_and_forget_those_that_are_gone(tasks: Program) -> None:
    query = ("sql", "select id, field, old, new from record_changes where field = 'priority' and old is not null")
    tasks("task", "set", "1", "priority=LOW")
    assert parsed(tasks, *query) == [{"id": "WS-TASK-001", "field": "priority", "old": "HIGH", "new": "LOW"}]
    tasks("task", "set", "2", "priority=CRITICAL")
    assert len(parsed(tasks, *query)) == 2
    assert len(parsed(tasks, *query, "--at", "HEAD~1")) == 1
    fresh = parsed(tasks, "--no-cache", *query)
    assert parsed(tasks, *query) == fresh
    tasks.git("reset", "-q", "--hard", "HEAD~2")
    assert parsed(tasks, *query) == []
    listed = tasks("task", "list", "--where", "id in (select id from record_changes)", "--format", "ids").stdout
    assert len(listed.split()) == 3


@pytest.mark.parametrize("name", ["history.json", "changes.image"])
def test_damaged_cache_costs_time_alone(tasks: Program, name: str) -> None:
    words = (("log", "WS-TASK-001"), ("sql", "select * from record_changes order by 1, 5, 6"))
    before = [tasks(*one).stdout for one in words]
    path = tasks.folder / ".git" / "wmsgit" / name
    whole = path.read_bytes()
    for damage in (b"", whole[:-9], whole.replace(b"WS-TASK-001", b"WS-TASK-009")):
        path.write_bytes(damage)
        assert [tasks(*one).stdout for one in words] == before


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "yaml", "ids"])
def test_every_format_prints(tasks: Program, form: str) -> None:
    for words in (("log",), ("log", "WS-TASK-001"), ("blame", "WS-TASK-001")):
        assert tasks(*words, "--format", form).stdout


def test_escapes_in_records_do_not_reach_the_terminal(tasks: Program) -> None:
    path = tasks.folder / "records" / "tasks" / "WS-TASK-001.yaml"
    path.write_text(path.read_text() + 'notes: "a\\e[2Jb"\n')
    commit_at(tasks, "2026-11-24", "sub\x1b[2Jject")
    assert "\x1b" not in tasks("log", "WS-TASK-001").stdout + tasks("log").stdout + tasks("blame", "WS-TASK-001").stdout
