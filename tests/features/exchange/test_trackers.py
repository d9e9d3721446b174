"""Trackers in files come in whole, again without a change, and go out so that only what differs changes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from in_process import Result
from odd_sources import leaves

Run = Callable[..., Result]
BACKLOG = """---
id: TASK-1
title: First <b>task
status: To Do
assignee:
  - '@ann'
created_date: '2026-11-28 22:06'
labels:
  - bug
dependencies: []
priority: high
ordinal: 1000
---

## Description

<!-- SECTION:DESCRIPTION:BEGIN -->
Some *text*
<!-- SECTION:DESCRIPTION:END -->

## Acceptance Criteria
<!-- AC:BEGIN -->
- [x] #1 It works
- [ ] #2 It is fast
<!-- AC:END -->

## Implementation Plan

<!-- SECTION:PLAN:BEGIN -->
1. do
<!-- SECTION:PLAN:END -->
"""
PART = """---
id: TASK-1.1
title: Part
status: In Progress
assignee: []
created_date: '2026-11-28 22:06'
labels: []
dependencies:
  - TASK-1
parent_task_id: TASK-1
---
"""
BEADS = [
    {
        "id": "bd-a1", "title": "Leak", "description": "It leaks.", "design": "Plug it.", "status": "open",
        "priority": 4, "issue_type": "bug", "assignee": "ann", "created_at": "2026-01-02T03:04:05.678901Z",
        "updated_at": "2026-01-02T03:04:05Z", "labels": ["x"], "external_ref": "gh-9",
        "comments": [{"id": 1, "issue_id": "bd-a1", "author": "bo", "text": "c", "created_at": "2026-01-03T00:00:00Z"}],
    },
    {
        "id": "bd-a1.1", "title": "Part", "status": "closed", "priority": 0, "issue_type": "task",
        "created_at": "2026-01-02T03:04:05Z", "closed_at": "2026-01-05T00:00:00Z", "close_reason": "done in bd-a1",
        "dependencies": [
            {"issue_id": "bd-a1.1", "depends_on_id": "bd-a1", "type": "parent-child"},
            {"issue_id": "bd-a1.1", "depends_on_id": "bd-a1", "type": "blocks"},
            {"issue_id": "bd-a1.1", "depends_on_id": "bd-a1", "type": "related"},
        ],
    },
]  # fmt: skip
TICKET = """---
id: nw-5c46
status: closed
deps: [nw-5c47]
links: []
created: 2026-01-02T03:04:05Z
type: bug
priority: 1
assignee: ann
tags: [ui]
---
# Add SSE

Some text.

## Acceptance Criteria

It streams.

## Notes

**2026-01-03T00:00:00Z**

Seen.
"""
TASKWARRIOR = [
    {
        "id": 1, "description": "Buy milk", "due": "20261224T000000Z", "entry": "20261128T220620Z", "priority": "H",
        "modified": "20261128T220620Z", "project": "home", "start": "20261128T220620Z", "status": "pending",
        "uuid": "9ebb3b8c-3e4f-453b-8609-ba7de87bcde7", "tags": ["shop"], "urgency": 23.5,
        "annotations": [{"entry": "20261128T220620Z", "description": "two litres"}],
    },
    {
        "id": 0, "description": "Gone", "entry": "20261128T220620Z", "status": "deleted", "end": "20261129T000000Z",
        "uuid": "9d193443-d192-4fcc-a3db-adeca810a6ed", "depends": "9ebb3b8c-3e4f-453b-8609-ba7de87bcde7",
        "urgency": -8,
    },
]  # fmt: skip


def tasks(run: Run) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in json.loads(run("task", "list", "--format", "json").stdout)}


def project(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / "tasks" / name.replace("__", " - ").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_backlog_comes_in_whole_and_goes_out_as_it_was(run: Run, tmp_path: Path) -> None:
    folder = project(tmp_path / "backlog", **{"task-1__First_md": BACKLOG, "task-1_1__Part_md": PART})
    run("import", "backlog", folder)
    first, part = tasks(run)["TASK-1"], tasks(run)["TASK-1.1"]
    assert first["checklist"] == [{"text": "It works", "done": True}, {"text": "It is fast"}]
    assert {name: first[name] for name in ("status", "priority", "assigned_to", "description", "labels")} == {
        "status": "pending", "priority": "HIGH", "assigned_to": "ann", "description": "Some *text*", "labels": ["bug"],
    }  # fmt: skip
    assert first["metadata"]["imported"] == {"ordinal": 1000, "Implementation Plan": "1. do"}
    assert (part["parent"], part["dependencies"], part["status"]) == ("TASK-1", ["TASK-1"], "in_progress")
    assert "nothing changed" in run("import", "backlog", folder).stderr
    assert "0 differ" in run("export", "backlog", folder, "--check").stderr
    run("task", "set", "TASK-1", "description=New", "status=completed")
    run("task", "tick", "TASK-1", "2")
    run("task", "add", "Third", "dependencies=TASK-1")
    assert run("export", "backlog", folder, "--check", code=1).stdout
    run("export", "backlog", folder)
    written = (folder / "tasks/task-1 - First.md").read_text()
    assert written == BACKLOG.replace("To Do", "Done").replace("Some *text*", "New").replace("[ ]", "[x]")
    third = (folder / "tasks/task-2 - Third.md").read_text()
    assert "- wmsgit:WS-TASK-001" in third
    report = run("import", "backlog", folder).stdout
    assert {*tasks(run)} == {"TASK-1", "TASK-1.1", "WS-TASK-001"}
    assert "title" not in report


def test_beads_come_in_whole_and_of_a_line_only_what_differs_changes(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "issues.jsonl"
    lines = [json.dumps(row) for row in BEADS]
    file.write_text("\n".join(lines) + "\n")
    run("import", "beads", file)
    leak, part = tasks(run)["bd-a1"], tasks(run)["bd-a1.1"]
    held = {str(leaf) for leaf in leaves([leak, part])}
    missing = (
        {str(leaf) for leaf in leaves(BEADS)} - held - {"0", "1", "closed", "open", "blocks", "parent-child", "task"}
    )
    assert missing == set(), "every value is in a record"
    assert (part["parent"], part["dependencies"], part["status"]) == ("bd-a1", ["bd-a1"], "completed")
    assert (leak["priority"], part["priority"]) == ("LOW", "CRITICAL")
    run("export", "beads", file)
    assert file.read_text().splitlines() == lines
    run("note", "bd-a1", "mine")
    run("task", "add", "New one", "parent=bd-a1")
    run("export", "beads", file)
    first, second, third = map(json.loads, file.read_text().splitlines())
    assert second == BEADS[1]
    assert {**first, "comments": first["comments"][:1], "updated_at": BEADS[0]["updated_at"]} == BEADS[0]
    assert (first["comments"][1]["text"], third["id"], third["title"]) == ("mine", "WS-TASK-001", "New one")
    assert "nothing changed" in run("import", "beads", file).stderr.replace("1 changed", "nothing changed")
    assert tasks(run)["WS-TASK-001"]["title"] == "New one"


def test_tickets_come_in_whole(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".tickets").mkdir()
    (tmp_path / ".tickets/nw-5c46.md").write_text(TICKET)
    report = run("import", "tk", tmp_path / ".tickets")
    ticket = tasks(run)["nw-5c46"]
    assert (ticket["title"], ticket["description"], ticket["status"]) == ("Add SSE", "Some text.", "completed")
    assert (ticket["dependencies"], ticket["priority"], ticket["labels"]) == (["nw-5c47"], "HIGH", ["ui"])
    assert ticket["metadata"]["imported"] == {"type": "bug", "Acceptance Criteria": "It streams."}
    assert "Seen." in ticket["notes"]
    assert "no task 'nw-5c47'" in report.stdout


def test_taskwarrior_comes_in_whole_but_for_what_changes_from_day_to_day(run: Run) -> None:
    report = run("import", "taskwarrior", "-", stdin=json.dumps(TASKWARRIOR))
    assert "which change from day to day, are left out" in report.stdout
    milk, gone = tasks(run)[TASKWARRIOR[0]["uuid"]], tasks(run)[TASKWARRIOR[1]["uuid"]]
    assert (milk["title"], milk["status"], milk["priority"], milk["due"]) == (
        "Buy milk", "in_progress", "HIGH", "2026-12-24T00:00:00Z",
    )  # fmt: skip
    assert milk["comments"][0]["text"] == "two litres"
    assert milk["metadata"]["imported"] == {"project": "home"}
    assert (gone["status"], gone["dependencies"]) == ("cancelled", [milk["id"]])
    later = [{**TASKWARRIOR[0], "urgency": 99, "id": 7}, TASKWARRIOR[1]]
    assert "nothing changed" in run("import", "taskwarrior", "-", stdin=json.dumps(later)).stderr


def test_any_table_comes_in_by_a_mapping_that_is_kept(run: Run, plane: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text('Summary,State,Key,Needs,Odd\n"=1+1",Done,1,,x\n"a\nb",Doing,2,1;X-9,\n')
    mapping = "Summary=title,State=status:{Done=completed,Doing=in_progress},Key=id"
    run("import", "csv", table, "--map", mapping, "--map", "Needs=dependencies")
    one, two = tasks(run)["WS-TASK-001"], tasks(run)["WS-TASK-002"]
    assert (one["title"], one["status"], one["metadata"]["imported"]["Odd"]) == ("=1+1", "completed", "x")
    assert two["dependencies"] == ["WS-TASK-001", "X-9"]
    kept = (plane / "exchange/csv.yaml").read_text()
    assert "Needs: dependencies" in kept
    table.write_text('Summary,State,Key\n"a\nb",Done,2\n')
    run("import", "csv", table)
    assert tasks(run)["WS-TASK-002"]["status"] == "completed"
    tables = tmp_path / "tables"
    run("export", "csv", tables)
    assert "'=1+1" in (tables / "task.csv").read_text()
    assert (plane / "exchange/csv.yaml").read_text() == kept


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("jira", ("Issue key,Summary,Status,Priority,Assignee,Created,Labels,Labels,"
         "Inward issue link (Blocks),Comment\n"
         'AB-1,One,Done,Highest,ann,02/Jan/26 3:04 AM,x,y,AB-2,"03/Jan/26 1:00 PM;bo;Hi; you"\n'),
         {"id": "AB-1", "title": "One", "status": "completed", "priority": "CRITICAL", "assigned_to": "ann",
          "created": "2026-01-02T03:04:00Z", "labels": ["x", "y"], "dependencies": ["AB-2"],
          "comments": [{"at": "2026-01-03T13:00:00Z", "by": "bo", "text": "Hi; you"}]}),
        ("linear", ("ID,Title,Status,Priority,Assignee,Labels,Created,Parent issue\n"
         'EN-1,One,In Progress,Urgent,ann@x.org,"a, b","Fri Jan 02 2026 03:04:05 GMT+0000 (GMT)",EN-9\n'),
         {"id": "EN-1", "title": "One", "status": "in_progress", "priority": "CRITICAL", "assigned_to": "ann@x.org",
          "created": "2026-01-02T03:04:05Z", "labels": ["a", "b"], "parent": "EN-9"}),
    ],
)  # fmt: skip
def test_tables_of_known_tools_need_no_mapping(
    run: Run, tmp_path: Path, name: str, text: str, expected: dict[str, Any]
) -> None:
    (tmp_path / "t.csv").write_text(text)
    run("import", name, tmp_path / "t.csv")
    record = tasks(run)[expected["id"]]
    assert {key: record.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("csv", "-", "--map", "Summary"), 2),
        (("csv", "-", "--map", "Status=status:{Done}"), 2),
        (("csv", "-", "--source", "../x"), 2),
        (("github", "-", "--kind", "colour:red=task"), 2),
        (("csv", "-", "--kind", "nothing"), 2),
        (("beads", "missing"), 4),
    ],
)
def test_wrong_words_are_refused(run: Run, words: tuple[str, ...], code: int) -> None:
    run("import", *words, stdin="title\nA\n" if "github" not in words else "[]", code=code)


@pytest.mark.parametrize(
    ("part", "times"), [(b"\xff\xfe", 1), (b"[{", 1), (b"[1e999]", 1), (b"[", 100_000), (b"      ", 12 << 20)]
)
def test_what_is_no_json_or_too_large_is_refused_at_once(run: Run, plane: Path, part: bytes, times: int) -> None:
    run("import", "github", "-", stdin=part * times, code=3)
    assert not (plane / "records/tasks").exists()


def test_ids_that_are_not_safe_or_differ_by_case_alone_get_others_and_references_follow(run: Run) -> None:
    rows = [
        {"id": "../../etc/x", "title": "A"},
        {"id": "b/1", "title": "B", "dependencies": ["../../etc/x"]},
        {"id": "B-1", "title": "C", "description": "after b/1"},
        {"id": "B-1", "title": "twice"},
        {"id": "con", "title": "D"},
    ]
    report = run("import", "csv", "-", stdin=json.dumps(rows), code=7)
    by_title = {row["title"]: row for row in tasks(run).values()}
    assert {*by_title} == {"A", "B", "C", "D"}
    assert by_title["B"]["dependencies"] == [by_title["A"]["id"]]
    assert len({row["id"].lower() for row in by_title.values()}) == 4
    assert by_title["C"]["id"] == "B-1"
    assert by_title["C"]["description"] == f"after {by_title['B']['id']}"
    assert "the source has another task B-1 before it" in report.stdout


def test_two_sources_of_one_format_stay_apart_and_a_dry_run_writes_nothing(run: Run, plane: Path) -> None:
    rows = json.dumps([{"id": "1", "title": "A"}])
    run("import", "csv", "-", "--dry-run", stdin=rows)
    assert not (plane / "records/tasks").exists()
    run("import", "csv", "-", stdin=rows)
    run("import", "csv", "-", "--source", "other", stdin=rows)
    assert sorted(tasks(run)) == ["WS-TASK-001", "WS-TASK-002"]
    assert tasks(run)["WS-TASK-002"]["metadata"]["source"] == {"name": "other", "id": "1"}


def test_a_line_that_is_no_json_is_refused_alone(run: Run) -> None:
    lines = [
        '{"id": "X-0", "title": "o"}',
        '{"id": "X-1", "title": "a"}',
        '{"id": "X-2", "title": }',
        "",
        '{"id": "X-3", "title": "c"}',
        '{"id": "X-',
    ]
    result = run("import", "csv", "-", stdin="\n".join(lines), code=7)
    assert [line for line in result.stdout.splitlines() if line.startswith("refused")] == [
        "refused: standard input: line 3, column 24: not valid JSON: Expecting value",
        "refused: standard input: line 6, column 8: not valid JSON: Unterminated string starting at",
    ]
    assert list(tasks(run)) == ["X-0", "X-1", "X-3"]
    whole = json.dumps([{"id": "Y-1", "title": "a"}, {"id": "Y-2", "title": "b"}], indent=1)
    assert "not valid JSON" in run("import", "csv", "-", stdin=whole[:-9], code=3).stderr
    assert len(tasks(run)) == len(lines) // 2


def test_a_file_that_is_too_large_is_refused_before_it_is_read(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "big.jsonl").open("wb") as file:
        file.truncate(200 << 20)
    for name in ("csv", "json", "beads"):
        assert "larger than 64 MiB" in run("import", name, tmp_path / "big.jsonl", code=3).stderr


def test_drafts_and_archived_tasks_of_backlog_are_no_open_work(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "backlog"
    for path, number, status in (
        ("tasks/task-1.md", "task-1", "To Do"), ("drafts/draft-1.md", "draft-1", "Draft"),
        ("completed/task-3.md", "task-3", "Done"), ("archive/tasks/task-4.md", "task-4", "To Do"),
        ("decisions/decision-1 - Use-it.md", "decision-1", "accepted"),
    ):  # fmt: skip
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(
            f"---\nid: {number}\ntitle: T\nstatus: {status}\n---\n\n## Context\n\nc\n\n## Decision\n\nd\n"
        )
    assert "is a decision, which import madr takes" in run("import", "backlog", folder).stdout
    assert {name: row["status"] for name, row in tasks(run).items()} == {
        "task-1": "pending", "draft-1": "backlog", "task-3": "completed", "task-4": "cancelled",
    }  # fmt: skip
    assert tasks(run)["task-4"]["metadata"]["imported"]["status"] == "To Do"
    result = run("export", "backlog", folder, "--check")
    assert "0 differ, 4 unchanged" in result.stderr
    assert "lost: status" not in result.stderr
    run("import", "madr", folder / "decisions")
    assert run("show", "ADR-001", "--format", "json").returncode == 0


def test_a_parent_in_jira_is_named_by_its_number(run: Run) -> None:
    run("import", "jira", "-", stdin="Issue key,Issue id,Summary,Parent\nP-1,10001,One,\nP-2,10002,Two,10001\n")
    assert tasks(run)["P-2"]["parent"] == "P-1"
