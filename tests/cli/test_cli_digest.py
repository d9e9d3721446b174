"""`digest`, `watch` and the line about you in `status`."""

import json
import subprocess

from cli_program import Program


def sections(program: Program, *words: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in json.loads(program("digest", *words, "--format", "json").stdout)["entries"]:
        found.setdefault(entry["section"], []).append(entry["id"] or entry["title"])
    return found


def test_a_digest_tells_what_has_happened_and_the_next_begins_there(tasks: Program) -> None:
    tasks("task", "set", "3", "assigned_to=Ann Lee", "due=2026-01-02")
    tasks("digest")
    assert "nothing has happened" not in tasks("digest").stdout  # what slipped stays so
    tasks("task", "set", "1", "assigned_to=Ann Lee", "dependencies+=3")
    tasks("task", "set", "3", "assigned_to=Bob")
    tasks("task", "complete", "3")
    for number in range(7):
        tasks("task", "note", "1", f"note {number}")
    tasks("issue", "add", "bug", "title=Broken", "severity=HIGH")
    tasks("adr", "add", "Use it", "decision=Yes", "status=proposed", "deciders=Ann Lee")
    tasks("adr", "add", "Use that", "decision=No", "status=proposed")
    tasks("adr", "accept", "2")
    assert sections(tasks) == {
        "assigned": ["WS-TASK-001"],
        "taken from you": ["WS-TASK-003"],
        "review asked": ["ADR-001"],
        "done": ["WS-TASK-003"],
        "decided": ["ADR-002"],
        "found": ["ISSUE-001"],
        "notes": ["7 notes"],
    }
    assert sections(tasks) == {}
    assert "nothing has happened" in tasks("digest").stdout


def test_what_was_begun_and_done_since_then_is_done_and_old_work_that_came_in_is_not(tasks: Program) -> None:
    tasks("digest")
    tasks("task", "add", "Quick", "status=completed")
    tasks("task", "add", "Old", "status=completed", "created=2001-01-01T00:00:00Z")
    assert sections(tasks)["done"] == ["WS-TASK-004"]


def test_what_waited_and_waits_no_more_is_told(tasks: Program) -> None:
    tasks("task", "set", "1", "assigned_to=Ann Lee", "dependencies+=3")
    tasks("digest")
    tasks("task", "complete", "3")
    assert sections(tasks)["unblocked"] == ["WS-TASK-001"]
    tasks("task", "reopen", "3")
    assert "unblocked" not in sections(tasks, "--for", "Bob", "--since", "HEAD~1")


def test_a_digest_about_others_or_of_another_time_is_not_the_last_one(tasks: Program) -> None:
    tasks("digest")
    tasks("task", "set", "1", "assigned_to=Bob")
    assert sections(tasks, "--for", "Bob")["assigned"] == ["WS-TASK-001"]
    assert sections(tasks, "--for", "all", "--since", "HEAD~1")["assigned"] == ["WS-TASK-001"]
    shown = tasks("digest", "--for", "Bob", "--format", "markdown").stdout
    assert shown.startswith("# Digest for Bob since ")
    assert "## Assigned\n\n- WS-TASK-001  Rotate the keys" in shown
    assert sections(tasks) == {}
    tasks("digest", "--since", "no-such-moment", code=4)


def test_a_digest_since_a_day_begins_with_that_day(tasks: Program) -> None:
    tasks("task", "set", "1", "assigned_to=Bob")
    day = tasks.git("log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%d").strip()
    for since in (day, "1d", "-1d", "a day ago"):
        assert sections(tasks, "--for", "all", "--since", since)["assigned"] == ["WS-TASK-001"]
        assert "assigned_to" in tasks("log", "--since", since).stdout


def test_status_begins_with_you(tasks: Program) -> None:
    first = tasks("status").stdout.splitlines()[0]
    assert first == "You: Ann Lee; WS-TASK-001 is next"
    tasks("task", "set", "1", "assigned_to=@me")
    tasks("task", "set", "3", "assigned_to=@me")
    first = tasks("status").stdout.splitlines()[0]
    assert first == "You: Ann Lee; WS-TASK-003 in progress; WS-TASK-001 assigned"
    you = json.loads(tasks("status", "--format", "json").stdout)["you"]
    assert you["in_progress"] == ["WS-TASK-003"]


def test_watch_shows_a_change_and_runs_what_the_command_line_names(tasks: Program) -> None:
    words = ("status=approved", "--interval", "0.1", "--limit", "1", "--exec", 'echo "ran $WMSGIT_ID"')
    with tasks.start("watch", *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert b"watching" in process.stderr.readline()
        tasks("task", "note", "3", "not of this status")
        tasks("task", "approve", "1")
        try:
            output, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert output.decode().splitlines() == ["changed WS-TASK-001: status pending → approved", "ran WS-TASK-001"]
    assert errors == b""


def test_watch_refuses_a_filter_of_no_kind(tasks: Program) -> None:
    assert "colour" in tasks("watch", "colour=red", code=3).stderr
