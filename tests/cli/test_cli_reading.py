"""`list`, `show`, `search`, `sql`, `stats`, `status`: what is printed where."""

import json
import re
import shutil
from pathlib import Path

import pytest
from cli_program import Program

from wmsgit.features.planning.actions import stale


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ([], ["003", "002", "001"]),
        (["--status", "pending"], ["001"]),
        (["--status", "PENDING", "--status", "closed"], ["002", "001"]),
        (["status.not=closed", "priority=high"], ["001"]),
        (["--repo", "web"], ["003", "002"]),
        (["repos_affected=api", "status=pending"], ["001"]),
        (["created.after=2026-01-02"], ["003"]),
        (["--where", "priority like 'C%'"], ["003"]),
        (["--sort", "priority"], ["003", "001", "002"]),
        (["--sort", "-id", "--limit", "1"], ["003"]),
        (["--limit", "0"], []),
    ],
)
def test_list_finds_what_the_filters_say(tasks: Program, words: list[str], ids: list[str]) -> None:
    found = tasks("task", "list", *words, "--format", "ids").stdout.split()
    assert found == [f"WS-TASK-{number}" for number in ids]


def test_list_in_json_has_records_as_they_stand_with_id_and_kind(tasks: Program) -> None:
    found = json.loads(tasks("task", "list", "--format", "json", "priority=HIGH").stdout)
    assert found == [
        {
            "id": "WS-TASK-001", "kind": "task", "title": "Rotate the keys", "status": "pending",
            "priority": "HIGH", "created": "2026-01-01T10:00:00Z", "repos_affected": ["api"],
        }
    ]  # fmt: skip


def test_list_in_each_format_but_a_table_shows_closed_records_too(tasks: Program) -> None:
    for name in ("json", "jsonl", "csv", "yaml", "ids"):
        done = tasks("task", "list", "--format", name)
        assert "WS-TASK-002" in done.stdout, name
        assert done.stderr == ""


def test_columns_are_those_asked_for_lists_joined(tasks: Program) -> None:
    shown = tasks("task", "list", "--columns", "id,repos_affected", "--sort", "id", "--all").stdout.splitlines()
    assert shown[0].split() == ["ID", "REPOS", "AFFECTED"]
    assert shown[3] == "WS-TASK-003  api, web"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["titel=x"], 3, "did you mean 'title'?"),
        (["--status", "pendng"], 3, "did you mean 'pending'?"),
        (["--where", "1; delete from workspace_tasks"], 2, ""),
        (["--sort", "colour"], 3, "colour"),
        (["--columns", "colour"], 3, "colour"),
        (["pending"], 2, "filter"),
    ],
)
def test_wrong_filter_is_refused(tasks: Program, words: list[str], code: int, said: str) -> None:
    done = tasks("task", "list", *words, code=code)
    assert said in done.stderr
    assert done.stdout == ""


def test_empty_list_says_so_and_exits_0(tasks: Program) -> None:
    done = tasks("task", "list", "title=nothing")
    assert (done.stdout, done.stderr) == ("", "no task fits\n")
    assert json.loads(tasks("task", "list", "title=nothing", "--format", "json").stdout) == []


def test_unreadable_file_is_named_and_hides_no_other(tasks: Program) -> None:
    (tasks.folder / "records/tasks/WS-TASK-002.yaml").write_text("title: [open\n")
    done = tasks("task", "list", "--format", "ids")
    assert done.stdout.split() == ["WS-TASK-003", "WS-TASK-001"]
    assert done.stderr.startswith("warning: records/tasks/WS-TASK-002.yaml:")
    assert len(done.stderr.splitlines()) == 1
    assert "WS-TASK-002" in tasks("sql", "select 1").stderr
    assert tasks("issue", "list").stderr == "no issue fits\n"


def test_show_takes_numbers_prefixes_and_standard_input(tasks: Program) -> None:
    assert "Rotate the keys" in tasks("task", "show", "1").stdout
    assert "Rotate the keys" in tasks("show", "WS-TASK-001").stdout
    found = json.loads(tasks("show", "-", "--format", "json", stdin="WS-TASK-001\nWS-TASK-003\n").stdout)
    assert [row["id"] for row in found] == ["WS-TASK-001", "WS-TASK-003"]
    assert "WS-TASK-404" in tasks("task", "show", "WS-TASK-404", code=4).stderr
    assert tasks("show", "WS-TASK", code=4).stdout == ""


def test_show_of_an_unreadable_record_says_where_it_breaks(tasks: Program) -> None:
    (tasks.folder / "records/tasks/WS-TASK-002.yaml").write_text("title: a\ntitle: b\n")
    assert "records/tasks/WS-TASK-002.yaml:2:1" in tasks("task", "show", "2", code=3).stderr


def test_escapes_in_a_record_do_not_reach_the_terminal(tasks: Program) -> None:
    tasks("task", "add", "evil \x1b[31mred [bold]x[/bold]\x07")
    shown = tasks("task", "list", "title.contains=evil").stdout
    assert "evil red [bold]x[/bold]" in shown
    assert "\x1b" not in shown


def test_search_finds_words_and_sql_counts(tasks: Program) -> None:
    assert "WS-TASK-001" in tasks("search", "rotate", "key").stdout
    assert tasks("search", "rotate", "--format", "ids").stdout == "WS-TASK-001\n"
    assert "nothing was found" in tasks("search", "unheard").stderr
    query = "select status, count(*) as n from workspace_tasks group by status order by status"
    assert json.loads(tasks("sql", query, "--format", "json").stdout)[0] == {"status": "closed", "n": 1}
    assert tasks("sql", "-", "--format", "csv", stdin="select 1 as a, 2 as a").stdout == "a,a_2\r\n1,2\r\n"


@pytest.mark.parametrize("query", ["delete from workspace_tasks", "attach 'x' as y", "selec", "select 1; select 2"])
def test_sql_that_does_more_than_read_is_refused(tasks: Program, query: str) -> None:
    done = tasks("sql", query, code=2)
    assert done.stderr.startswith("wmsgit: ")
    assert tasks.git("status", "--porcelain") == ""


def test_stats_count_by_status_and_priority(tasks: Program) -> None:
    rows = json.loads(tasks("stats", "task", "--format", "json").stdout)
    assert {"kind": "task", "field": None, "value": None, "count": 3} in rows
    assert {"kind": "task", "field": "priority", "value": "HIGH", "count": 1} in rows
    assert "in_progress" in tasks("stats").stdout


def test_status_shows_what_is_under_way_and_not_committed(tasks: Program) -> None:
    (tasks.folder / "records/tasks/WS-TASK-009.yaml").write_text(
        "title: New\nstatus: pending\ncreated: '2026-01-01T10:00:00Z'\n"
    )
    shown = tasks("status").stdout
    for words in ("branch: main", "WS-TASK-003", "Ship it", "added records/tasks/WS-TASK-009.yaml"):
        assert words in shown
    standing = json.loads(tasks("status", "--format", "json").stdout)
    assert standing["in_progress"][0]["id"] == "WS-TASK-003"
    assert standing["counts"] == [{"kind": "task", "open": 3, "closed": 1, "total": 4}]


def test_status_names_open_tasks_of_the_highest_priority_as_urgent(tasks: Program) -> None:
    urgent = json.loads(tasks("status", "--format", "json").stdout)["urgent"]
    assert [(row["id"], row["urgency"]) for row in urgent] == [("WS-TASK-003", "CRITICAL")]


@pytest.mark.parametrize("many", [0, 100])  # from so many on, Git is asked first how old its history is
def test_status_says_who_is_at_what_and_what_nobody_has_touched(
    tasks: Program, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stale, "_MANY", many)
    folder = tasks.folder / "records" / "tasks"
    row = "status: in_progress\ncreated: 2026-01-01T10:00:00Z\nassigned_to: bob\n"
    for name in ("A", "B", "C"):  # B is changed in a later commit, C in its file alone
        (folder / f"{name}.yaml").write_text(f"title: {name}\n{row}")
    shutil.rmtree(tasks.folder / ".git")  # an old commit and new files, as in a clone
    old = Program(tasks.folder, {**tasks.environ, "GIT_COMMITTER_DATE": "2026-01-01T10:00:00Z"})
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "old"]):
        old.git(*words)
    (folder / "B.yaml").write_text(f"title: Bee\n{row}")
    tasks.git("commit", "-qam", "bee")
    (folder / "C.yaml").write_text(f"title: Sea\n{row}")
    standing = json.loads(tasks("status", "--format", "json").stdout)
    assert [(row["id"], row["by"]) for row in standing["in_progress"] if row["id"] != "WS-TASK-003"] == [
        ("A", "bob"), ("B", "bob"), ("C", "bob"),
    ]  # fmt: skip
    assert [(row["id"], row["since"]) for row in standing["stale"]] == [
        ("A", "2026-01-01T10:00:00Z"), ("WS-TASK-003", "2026-01-03T10:00:00Z"),
    ]  # fmt: skip
    shutil.rmtree(tasks.folder / ".git")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all of it is young"]):
        tasks.git(*words)
    assert json.loads(tasks("status", "--format", "json").stdout)["stale"] == []
    settings = tasks.folder / "records" / "workspace.yaml"
    settings.write_text(settings.read_text() + "stale_days: 36500\n")
    assert json.loads(tasks("status", "--format", "json").stdout)["stale"] == []


def test_status_counts_findings_by_repository_and_leaves_the_issues_their_room(wmsgit: Program) -> None:
    folder = wmsgit.folder / "records"
    (folder / "drift").mkdir(exist_ok=True)
    (folder / "issues").mkdir(exist_ok=True)
    for number in range(20):
        (folder / "drift" / f"DRIFT-{number:08x}.yaml").write_text(
            f"repo: {'api' if number else 'web'}\nviolation_type: x\nseverity: {'HIGH' if number % 2 else 'LOW'}\n"
            "file_path: a\nstatus: open\ndetected_at: 2026-01-01T10:00:00Z\n"
        )
    for number, severity in enumerate(("LOW", "HIGH", "CRITICAL"), start=1):
        (folder / "issues" / f"ISSUE-00{number}.yaml").write_text(
            f"issue_type: BUG\ntitle: x\nseverity: {severity}\nstatus: open\ndetected: 2026-01-01T10:00:00Z\n"
        )
    standing = json.loads(wmsgit("status", "--format", "json").stdout)
    assert [row["id"] for row in standing["urgent"]] == ["ISSUE-003", "ISSUE-002"]
    assert [(row["repo"], row["open"], row["urgent"]) for row in standing["findings"]] == [
        ("api", 19, 10), ("web", 1, 0),
    ]  # fmt: skip
    shown = wmsgit.on_terminal("status", columns=40)
    assert "… and 15 more" in shown  # of the files that are not committed
    plain = re.sub(r"\x1b\[\d*m", "", shown)
    assert all(len(line) <= 40 for line in plain.splitlines() if "records/" not in line), plain  # paths are whole


def test_status_says_how_the_branch_stands_to_its_remote_one(tasks: Program, tmp_path: Path) -> None:
    assert json.loads(tasks("status", "--format", "json").stdout)["remote"] is None
    tasks.git("clone", "-q", "--bare", ".", str(tmp_path / "hub.git"))
    tasks.git("remote", "add", "origin", str(tmp_path / "hub.git"))
    tasks.git("fetch", "-q")
    tasks.git("branch", "-q", "-u", "origin/main")
    assert "branch: main, level with origin/main\n" in tasks("status").stdout
    tasks("set", "WS-TASK-001", "notes=x")
    remote = json.loads(tasks("status", "--format", "json").stdout)["remote"]
    assert remote == {"upstream": "origin/main", "ahead": 1, "behind": 0}
    tasks.git("reset", "-q", "--hard", "HEAD~2")
    assert "branch: main, 1 behind origin/main\n" in tasks("status").stdout
    tasks.git("update-ref", "-d", "refs/remotes/origin/main")
    assert "branch: main, whose remote branch origin/main is gone\n" in tasks("status").stdout


def test_a_filter_that_names_nothing_says_so_with_the_nearest(tasks: Program) -> None:
    (tasks.folder / "records/repos").mkdir(exist_ok=True)
    (tasks.folder / "records/repos/core.yaml").write_text("path: ../core\n")
    assert "there is no repo cor (did you mean 'core'?)" in tasks("task", "list", "--repo", "cor").stderr
    assert (
        "there is no task WS-TASK-999 (the last is WS-TASK-003)"
        in tasks("task", "list", "dependencies=WS-TASK-999").stderr
    )
    for fine in ("--repo=core", "--repo=all", "dependencies=WS-TASK-001"):
        assert "there is no" not in tasks("task", "list", fine).stderr


def test_columns_choose_the_fields_of_every_format(tasks: Program) -> None:
    rows = json.loads(tasks("task", "list", "--columns", "id,due", "--format", "json").stdout)
    assert rows
    assert all(list(row) == ["id", "due"] and row["due"] is None for row in rows)
