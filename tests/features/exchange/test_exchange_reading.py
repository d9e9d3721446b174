"""Untidy input: older shapes, rows that cannot be taken, files that are not JSON."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.exchange.base import with_base
from wmsgit.features.exchange.order import in_file_order
from wmsgit.features.exchange.reading import Import, ReadingTerms, read_directory, read_document, read_legacy
from wmsgit.features.exchange.report import spell_ids
from wmsgit.features.exchange.three_way import first_base
from wmsgit.features.exchange.writing import dump_legacy, export_document, write_legacy
from wmsgit.model.record import Record
from wmsgit.schema.registry import Registry, packaged_schemas

KINDS = {kind.name: kind for kind in Registry.read(packaged_schemas()).kinds()}
TERMS = ReadingTerms(KINDS)
TASK = {"id": "T-1", "title": "One", "status": "pending", "created": "2025-11-20T21:07:47.852875"}
ISSUE = {"id": "I-1", "title": "One", "severity": "LOW", "status": "open"}


def taken(*rows: Any, key: str = "tasks", terms: ReadingTerms = TERMS) -> Import:
    return read_document({key: list(rows)}, terms)


def reasons(result: Import) -> list[str]:
    return [f"{item.place} {item.id}: {item.reason}" for item in result.report.refused]


def exported(result: Import, file: str, zone: Any = UTC) -> Any:
    records = [Record(item.kind, item.id, item.data, "") for item in result.records]
    return write_legacy(records, KINDS, zone)[file]


def test_the_older_keys_of_an_issue_become_the_newer_ones() -> None:
    older = {
        "type": "governance",
        "created": "2025-11-20T21:07:47",
        "repo": "core",
        "file": "a.py",
        "related_task": "T-1",
    }
    result = taken({**ISSUE, **older}, key="issues")
    assert result.records[0].data == {
        "title": "One",
        "issue_type": "governance",
        "severity": "LOW",
        "status": "open",
        "detected": "2025-11-20T21:07:47Z",
        "repos_affected": ["core"],
        "related_task_id": "T-1",
        "metadata": {"imported": {"file": "a.py"}},
    }
    row = exported(result, "CROSS-REPO-ISSUES.json")["issues"][0]
    assert (row["issue_type"], row["detected"], row["file"]) == ("governance", "2025-11-20T21:07:47", "a.py")
    assert "type" not in row


def test_an_older_key_beside_a_different_newer_one_is_kept() -> None:
    row = {
        **ISSUE,
        "detected": "2025-11-20T21:07:47",
        "type": "a",
        "issue_type": "b",
        "repo": "x",
        "repos_affected": ["x", "y"],
    }
    data = taken(row, key="issues").records[0].data
    assert data["issue_type"] == "b"
    assert data["metadata"] == {"imported": {"type": "a"}}


def test_activities_come_in_and_go_out_as_they_were() -> None:
    activity = {
        "time": "2025-11-20T22:00:00.5",
        "activity_type": "code",
        "description": "Wrote it",
        "files_created": ["a.py"],
        "files_modified": [],
        "outcome": None,
        "metadata": {},
    }
    odd = {**activity, "timestamp": "2025-11-20T22:00:01", "duration": 3, "outcome": 5}
    row = {
        "session_id": "S-1",
        "start_time": "2025-11-20T21:07:47",
        "status": "completed",
        "activities": [activity, odd],
    }
    result = taken(row, key="sessions")
    assert result.records[0].data["activities"] == [
        {
            "time": "2025-11-20T22:00:00.5Z",
            "activity_type": "code",
            "description": "Wrote it",
            "files_created": ["a.py"],
        },
        {
            "time": "2025-11-20T22:00:00.5Z",
            "activity_type": "code",
            "description": "Wrote it",
            "files_created": ["a.py"],
            "outcome": "5",
            "metadata": {"imported": {"outcome": 5, "duration": 3, "timestamp": "2025-11-20T22:00:01"}},
        },
    ]
    assert exported(result, "SESSION-LOG.json")["sessions"][0]["activities"] == [activity, odd]


def test_an_item_that_cannot_be_placed_leaves_the_whole_list_under_metadata() -> None:
    activities = [
        {"description": "no time"},
        {"time": "2025-11-20T22:00:00", "activity_type": "x", "description": "y"},
    ]
    row = {
        "session_id": "S-1",
        "start_time": "2025-11-20T21:07:47",
        "status": "completed",
        "activities": activities,
    }
    data = taken(row, key="sessions").records[0].data
    assert [item["description"] for item in data["activities"]] == ["y"]
    assert data["metadata"]["imported"]["activities"] == activities


def test_a_status_that_means_nothing_here_becomes_the_default_and_is_kept_and_told() -> None:
    result = taken({**TASK, "status": "sideways"})
    assert result.records[0].data["status"] == "pending"
    assert result.records[0].data["metadata"] == {"imported": {"status": "sideways"}}
    note = result.report.notes[0]
    assert f"{note.cause}: {note.detail}" == 'status: "sideways" became "pending"'
    assert exported(result, "WORKSPACE-TASKS.json")[0]["status"] == "sideways"


@pytest.mark.parametrize(
    ("key", "row", "field", "expected"),
    [
        ("tasks", {**TASK, "status": "done"}, "status", "completed"),
        ("tasks", {**TASK, "status": "WIP"}, "status", "in_progress"),
        ("tasks", {**TASK, "status": "On hold"}, "status", "deferred"),
        ("tasks", {**TASK, "priority": "urgent"}, "priority", "CRITICAL"),
        ("tasks", {**TASK, "priority": "normal"}, "priority", "MEDIUM"),
        ("issues", {**ISSUE, "detected": "2025-11-20", "status": "fixed"}, "status", "resolved"),
        ("issues", {**ISSUE, "detected": "2025-11-20", "status": "won't fix"}, "status", "wont_fix"),
        ("sessions", {"session_id": "S-1", "start_time": "2025-11-20", "status": "done"}, "status", "completed"),
    ],
)
def test_a_word_of_another_system_is_taken_by_its_meaning_and_comes_back_as_it_was(
    key: str, row: dict[str, Any], field: str, expected: str
) -> None:
    result = taken(row, key=key)
    assert result.records[0].data[field] == expected
    assert any(note.cause == field and expected in note.detail for note in result.report.notes)
    file = {"tasks": "WORKSPACE-TASKS.json", "issues": "CROSS-REPO-ISSUES.json", "sessions": "SESSION-LOG.json"}[key]
    rows = exported(result, file)
    assert (rows if key == "tasks" else rows[key])[0][field] == row[field]


def test_a_later_change_wins_over_an_original() -> None:
    result = taken({**TASK, "status": "wip"})
    record = Record("task", "T-1", {**result.records[0].data, "status": "closed"}, "")
    row = write_legacy([record], KINDS)["WORKSPACE-TASKS.json"][0]
    assert row["status"] == "closed"
    assert row["metadata"] == {"imported": {"status": "wip"}}


def test_naive_times_are_in_the_zone_that_was_given() -> None:
    terms = ReadingTerms(KINDS, zone=ZoneInfo("Europe/Berlin"))
    result = taken(TASK, terms=terms)
    assert result.records[0].data["created"] == "2025-11-20T20:07:47.852875Z"
    assert "metadata" not in result.records[0].data
    assert exported(result, "WORKSPACE-TASKS.json", terms.zone)[0]["created"] == TASK["created"]
    assert exported(result, "WORKSPACE-TASKS.json")[0]["created"] == "2025-11-20T20:07:47.852875"


@pytest.mark.parametrize("text", ["2025-03-30T02:30:00", "2025-10-26T02:30:00"])
def test_the_hours_that_a_clock_skips_or_repeats_come_back_as_they_were(text: str) -> None:
    terms = ReadingTerms(KINDS, zone=ZoneInfo("Europe/Berlin"))
    result = taken({**TASK, "created": text}, terms=terms)
    assert exported(result, "WORKSPACE-TASKS.json", terms.zone)[0]["created"] == text


def test_a_required_moment_that_is_missing_is_the_earliest_of_the_row_or_the_present() -> None:
    bare = {"id": "T-1", "title": "One"}
    now = datetime(2025, 11, 23, 9, 30, tzinfo=UTC)
    assert taken({**bare, "updated": "2025-11-21T10:00:00"}).records[0].data["created"] == "2025-11-21T10:00:00Z"
    assert taken(bare, terms=ReadingTerms(KINDS, now=now)).records[0].data["created"] == "2025-11-23T09:30:00Z"
    assert reasons(taken(bare)) == ["tasks[0] T-1: it has no usable created"]


def test_a_title_that_is_too_long_is_cut_and_kept() -> None:
    data = taken({**TASK, "title": "x" * 600}).records[0].data
    assert len(data["title"]) == 500
    assert data["metadata"]["imported"]["title"] == "x" * 600


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("text", "tasks[0] : it is not an object"),
        (None, "tasks[0] : it is not an object"),
        ({"title": "x"}, "tasks[0] : it has no usable id"),
        ({**TASK, "id": "../x"}, "tasks[0] ../x: '../x' is not a safe id"),
        ({**TASK, "id": ["T"]}, "tasks[0] : it has no usable id"),
        ({**TASK, "title": None}, "tasks[0] T-1: it has no usable title"),
        ({**TASK, "title": ""}, "tasks[0] T-1: it has no usable title"),
        ({**TASK, "notes": "\ud800"}, "tasks[0] T-1: it has half of a surrogate pair, which is no character"),
        (
            {**TASK, "notes": "x" * (1 << 20)},
            "tasks[0] T-1: it has 1,048,680 bytes, at most 1,048,576 are allowed",
        ),
        (
            {**TASK, "labels": [None] * 180_000},
            "tasks[0] T-1: it has 1,080,103 bytes, at most 1,048,576 are allowed",
        ),
        ({**TASK, "labels": ["a", "\ud800"]}, "tasks[0] T-1: it has half of a surrogate pair, which is no character"),
        ({**TASK, "\ud800": "x"}, "tasks[0] T-1: it has half of a surrogate pair, which is no character"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_with_the_reason(row: Any, reason: str) -> None:
    result = taken(row, {**TASK, "id": "T-2"})
    assert reasons(result) == [reason]
    assert [item.id for item in result.records] == ["T-2"]


def test_a_row_nested_too_deeply_is_refused() -> None:
    nested: Any = "x"
    for _ in range(60):
        nested = {"x": nested}
    assert reasons(taken({**TASK, "metadata": nested})) == ["tasks[0] T-1: it is nested more than 48 levels deep"]


def test_a_key_that_stands_twice_in_a_row_refuses_the_row() -> None:
    text = b'[{"id": "T-1", "title": "a", "title": "b"}]'
    result = read_legacy({"WORKSPACE-TASKS.json": text}, TERMS)
    assert reasons(result) == ["[0] T-1: the key 'title' stands twice in one object"]


def test_the_same_row_twice_is_taken_once() -> None:
    result = taken(TASK, dict(TASK))
    assert (len(result.records), result.report.refused) == (1, ())


def test_a_different_row_with_the_same_id_is_refused_and_named() -> None:
    result = taken(TASK, {**TASK, "title": "Two"}, {**TASK, "id": "t-1"})
    assert [item.data["title"] for item in result.records] == ["One"]
    assert reasons(result) == [
        "tasks[1] T-1: the import has another task T-1 before it",
        "tasks[2] t-1: the import has another task T-1 before it",
    ]


def test_an_id_that_another_kind_has_is_refused() -> None:
    result = taken(TASK, terms=ReadingTerms(KINDS, known={"issue": ["t-1"], "task": ["T-2"]}))
    assert reasons(result) == [
        "tasks[0] T-1: the workspace has the issue t-1, and ids are unique over all kinds, ignoring case"
    ]


def test_a_summary_beside_the_whole_row_is_passed_over() -> None:
    files = {
        "WORKSPACE-TASKS.json": {
            "active_tasks": [TASK],
            "cross_repo_issues": [{"id": "I-1", "title": "One"}],
            "last": "x",
        },
        "CROSS-REPO-ISSUES.json": {"issues": [{**ISSUE, "detected": "2025-11-20", "description": "All of it"}]},
    }
    terms = ReadingTerms(KINDS, now=datetime(2025, 11, 23, tzinfo=UTC))
    result = read_legacy({name: dump_legacy(value) for name, value in files.items()}, terms)
    assert [item.id for item in result.records] == ["T-1", "I-1"]
    assert result.records[1].data["description"] == "All of it"
    assert [str(item) for item in result.report.refused] == ['WORKSPACE-TASKS.json: last: "x" belongs to no row']


def test_null_instead_of_rows_is_no_rows() -> None:
    assert taken(TASK, key="tasks").report.counts == {"task": 1}
    assert read_document({"tasks": None, "issues": []}, TERMS).records == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "f.json:1:1: not valid JSON: Expecting value"),
        (b'[\n {"id": }]', "f.json:2:9: not valid JSON: Expecting value"),
        (b'[\n {"id": "\xff"}]', "f.json:2:10: not valid JSON: the text is not UTF-8"),
        ("[1]".encode("utf-16"), "f.json:1:1: not valid JSON: the text is not UTF-8"),
        (b'["NaN",\n NaN]', "f.json:2:2: not valid JSON: a number that cannot be held"),
        (b"[1, -Infinity]", "f.json:1:5: not valid JSON: a number that cannot be held"),
        (b"[1, 1e999]", "f.json:1:5: not valid JSON: a number that cannot be held"),
        (b"[" + b"1" * 5000 + b"]", "f.json:1:2: not valid JSON: a number that cannot be held"),
        (b"[" * 200_000, "f.json:1:200000: not valid JSON: nested too deeply"),
        (b'"text"', "f.json: not a list of rows, nor an object with one"),
        (b'{"other": []}', "f.json: not a list of rows, nor an object with one"),
        (b'{"tasks": {}}', "f.json: tasks is not a list"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(content: bytes, message: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read_legacy({"f.json": content}, TERMS)
    assert str(caught.value).splitlines()[0] == message


def test_a_byte_order_mark_is_passed_over() -> None:
    content = b"\xef\xbb\xbf" + json.dumps([TASK]).encode()
    assert read_legacy({"WORKSPACE-TASKS.json": content}, TERMS).report.counts == {"task": 1}


def test_a_document_with_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(InvalidError):
        read_document({"tasks": [{**TASK, "metadata": {"x": float("nan")}}]}, TERMS)
    with pytest.raises(InvalidError):
        read_document({"tasks": [{**TASK, "metadata": {"x": object()}}]}, TERMS)


def test_python_values_in_a_document_are_taken_as_json_would_have_them() -> None:
    row = {**TASK, "created": datetime(2025, 11, 20, 21, 7, 47, tzinfo=UTC), "labels": ("a", "b")}
    data = read_document({"tasks": [row]}, TERMS).records[0].data
    assert (data["created"], data["labels"]) == ("2025-11-20T21:07:47Z", ["a", "b"])


def test_a_directory_without_the_files_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_directory(tmp_path)
    with pytest.raises(NotFoundError):
        read_directory(tmp_path / "missing")


def test_one_file_may_be_named_itself(tmp_path: Path) -> None:
    (tmp_path / "export.json").write_bytes(dump_legacy({"version": "1.0", "tasks": [TASK]}))
    assert read_legacy(read_directory(tmp_path / "export.json"), TERMS).report.counts == {"task": 1}


def test_a_kind_that_the_workspace_does_not_have_refuses_its_rows() -> None:
    terms = ReadingTerms({name: kind for name, kind in KINDS.items() if name != "issue"})
    assert reasons(taken(ISSUE, key="issues", terms=terms)) == ["issues[0] : the workspace has no kind issue"]


def test_an_exported_document_has_the_tables_and_comes_in_again() -> None:
    result = taken(TASK)
    records = [Record(item.kind, item.id, item.data, "") for item in result.records]
    document = export_document(
        records,
        KINDS,
        workspace="plane",
        exported_at=datetime(2025, 11, 23, 9, 30, tzinfo=UTC),
        statistics={"tasks": {"total": 1}, "issues": {"total": 0}},
    )
    assert list(document) == [
        "version", "workspace", "exported_at", "tasks", "sessions", "issues", "decisions", "statistics",
    ]  # fmt: skip
    assert document["exported_at"] == "2025-11-23T09:30:00Z"
    assert read_document(document, TERMS).records[0].data == result.records[0].data


def test_activities_without_a_time_are_activities_and_go_out_without_one() -> None:
    activities = [
        {"type": "code", "description": "Wrote it", "files_created": ["a.py"], "outcome": "works"},
        {"time": "2025-11-20T22:00:00", "activity_type": "test", "description": "Ran it"},
    ]
    row = {"session_id": "S-1", "start_time": "2025-11-20T21:07:47", "status": "completed", "activities": activities}
    result = taken(row, key="sessions")
    first, second = result.records[0].data["activities"]
    assert (first["time"], first["activity_type"]) == ("2025-11-20T21:07:47Z", "code")
    assert second["time"] == "2025-11-20T22:00:00Z"
    written = exported(result, "SESSION-LOG.json")["sessions"][0]["activities"]
    assert "time" not in written[0]
    assert written[1]["time"] == "2025-11-20T22:00:00"
    again = taken(exported(result, "SESSION-LOG.json")["sessions"][0], key="sessions")
    assert again.records[0].data == result.records[0].data


def test_rows_go_out_in_the_order_of_their_file() -> None:
    rows = [{"session_id": name, "start_time": "2025-11-20", "status": "completed"} for name in ("S-9", "S-1", "T-2")]
    found = taken(*rows, key="sessions").records
    records = [
        Record(item.kind, item.id, with_base(item.data, "json", first_base(item)), "")
        for item in sorted(found, key=lambda item: item.id)
    ]
    records.append(Record("session", "S-5", {"start_time": "2025-11-21T00:00:00Z", "status": "completed"}, ""))
    written = write_legacy(records, KINDS)["SESSION-LOG.json"]["sessions"]
    ids = [row["session_id"] for row in written]
    assert [name for name in ids if name != "S-5"] == ["S-9", "S-1", "T-2"]
    assert "S-5" in ids
    assert all("import_base" not in row.get("metadata", {}) for row in written)


def test_rows_in_a_circle_are_all_written() -> None:
    assert sorted(in_file_order(["a", "b", "c"], {"a": "b", "b": "a", "c": "gone"})) == ["a", "b", "c"]


def test_times_of_a_zone_go_out_as_they_came_in_and_others_say_their_own() -> None:
    terms = ReadingTerms(KINDS, zone=ZoneInfo("Europe/Vienna"))
    item = taken({**TASK, "updated": "2025-11-20T23:00:00"}, terms=terms).records[0]
    records = [
        Record("task", item.id, with_base(item.data, "json", first_base(item)), ""),
        Record("task", "T-2", {"title": "Mine", "status": "pending", "created": "2025-11-22T10:00:00Z"}, ""),
    ]
    first, second = write_legacy(records, KINDS)["WORKSPACE-TASKS.json"]
    assert (first["created"], first["updated"]) == (TASK["created"], "2025-11-20T23:00:00")
    assert second["created"] == "2025-11-22T10:00:00Z"
    assert [again.data["created"] for again in taken(first, second, terms=terms).records] == [
        item.data["created"],
        "2025-11-22T10:00:00Z",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see /Users/ann/data/X.md.", "see X.md."),
        ("/Users/ann/data", "."),
        ("/Users/ann/database/x", "/Users/ann/database/x"),
        ("file:///Users/ann/data/x", "file:///Users/ann/data/x"),
        ("(/Users/ann/data/a b) and /Users/ann/data/c", "(a b) and c"),
    ],
)
def test_paths_of_another_machine_have_new_beginnings(text: str, expected: str) -> None:
    terms = ReadingTerms(KINDS, paths={"/Users/ann/data": "."})
    data = taken({**TASK, "notes": text, "related_files": [text]}, terms=terms).records[0].data
    assert (data["notes"], data["related_files"]) == (expected, [expected])


def test_rows_are_ordered_by_number() -> None:
    records = [Record("task", name, {"title": "x"}, "") for name in ("T-10", "T-9", "A", "T-2")]
    assert [row["id"] for row in write_legacy(records, KINDS)["WORKSPACE-TASKS.json"]] == [
        "A",
        "T-2",
        "T-9",
        "T-10",
    ]


def test_fields_that_older_rows_do_not_know_are_exported_beside_theirs() -> None:
    comments = [{"at": "2025-11-20T21:07:47Z", "by": "ann", "text": "Mind the gap"}]
    record = Record("task", "T-1", {"title": "x", "next_step": "go", "comments": comments, "labels": []}, "")
    row = write_legacy([record], KINDS)["WORKSPACE-TASKS.json"][0]
    assert row["next_step"] == "go"
    assert row["comments"] == [{**comments[0], "at": "2025-11-20T21:07:47"}]
    assert "labels" not in row
    assert (row["description"], row["dependencies"], row["metadata"], row["updated"]) == (None, [], {}, None)


def test_a_dump_is_utf8_with_a_final_newline() -> None:
    assert dump_legacy([{"title": "✅"}]) == '[\n  {\n    "title": "✅"\n  }\n]\n'.encode()


def test_runs_of_ids_are_told_together() -> None:
    assert (
        spell_ids(["T-001", "T-002", "T-003", "T-005", "X", "T-009", "T-010"])
        == "T-001 to T-003, T-005, X, T-009, T-010"
    )
