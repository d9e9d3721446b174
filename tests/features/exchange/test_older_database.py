"""The older database comes over whole: every column, again without a change, and out as it was."""

import json
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from git_environment import git_environment
from in_process import Result
from older_database import filled, parsed, read, write

from wmsgit.disk.private_copy import private_copy
from wmsgit.features.exchange.moments import in_one_spelling
from wmsgit.model.archive import rows_in

Run = Callable[..., Result]


def leaves(value: Any) -> Iterator[Any]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if parts is None:
        yield spelled(value)
    else:
        for part in parts:
            yield from leaves(part)


def spelled(value: Any) -> str:
    return in_one_spelling(value).removesuffix("Z") if isinstance(value, str) else str(value)


def held(plane: Path, run: Run) -> set[str]:
    """Every value in the records and in the archive."""
    nouns = ("task", "session", "issue", "adr", "state", "placement", "drift", "context")
    found: set[str] = set()
    for noun in nouns:
        found |= set(leaves(json.loads(run(noun, "list", "--format", "json").stdout)))
    for path in (plane / "records" / "archive").glob("*.jsonl"):
        found |= set(leaves(rows_in(path.read_bytes())))
    return found


def head(run: Run, plane: Path) -> str:
    return (plane / ".git" / "refs" / "heads" / "main").read_text()


def test_every_value_of_every_column_is_in_a_record_or_the_archive(tmp_path: Path, plane: Path, run: Run) -> None:
    rows = filled()
    run("import", "sqlite", write(tmp_path / "older.db", rows))
    kept = held(plane, run)
    missing = [
        (table, name, leaf)
        for table, own in rows.items()
        for row in own
        for name, value in row.items()
        for leaf in leaves(parsed(value))
        if leaf not in kept
    ]
    assert missing == []
    assert run("check").stdout.count("STRAY") == 0


def test_a_second_import_changes_nothing_and_the_export_is_the_database(tmp_path: Path, plane: Path, run: Run) -> None:
    database = write(tmp_path / "older.db", filled())
    run("import", "sqlite", database)
    before = head(run, plane)
    run("import", "sqlite", database)
    assert head(run, plane) == before
    run("export", "sqlite", "--older", tmp_path / "out.db")
    assert read(tmp_path / "out.db") == read(database)
    run("import", "sqlite", tmp_path / "out.db")
    assert head(run, plane) == before


def listed(run: Run, noun: str) -> dict[str, dict[str, Any]]:
    return {record["id"]: record for record in json.loads(run(noun, "list", "--format", "json").stdout)}


def test_what_was_done_here_survives_an_unchanged_and_a_changed_source(tmp_path: Path, plane: Path, run: Run) -> None:
    rows = filled()
    path = tmp_path / "older.db"
    run("import", "sqlite", write(path, rows))
    component = rows["architecture_components"][0]["id"]
    run("task", "set", "1", "priority=LOW", "metadata.mine=x", "assigned_to=")
    run("placement", "set", component, "owned_paths+=src/new.py", "metadata.mine=z")
    run("session", "set", "2025-11-20-session-001", "goal=Mine")
    before = head(run, plane)
    run("import", "sqlite", path)
    assert head(run, plane) == before

    rows["workspace_tasks"][0] |= {"title": "Changed there", "priority": "MEDIUM"}
    rows["code_component_mappings"].append(
        {**rows["code_component_mappings"][0], "id": "code_component_mappings-003", "file_path": "src/theirs.py"}
    )
    rows["session_activities"].append(
        {**rows["session_activities"][0], "id": "session_activities-003", "description": "further"}
    )
    result = run("import", "sqlite", write(path, rows))
    task, placement = listed(run, "task")["WS-TASK-001"], listed(run, "placement")[component]
    assert (task["title"], task["priority"], task["metadata"]["mine"]) == ("Changed there", "LOW", "x")
    assert "assigned_to" not in task
    assert 'kept: WS-TASK-001: priority: the source has "MEDIUM", kept is "LOW": both changed it' in result.stdout
    assert {"src/new.py", "src/theirs.py"} < set(placement["owned_paths"])
    session = listed(run, "session")["2025-11-20-session-001"]
    assert (session["goal"], len(session["activities"])) == ("Mine", 2)

    run("import", "sqlite", path, "--theirs")
    assert listed(run, "task")["WS-TASK-001"]["priority"] == "MEDIUM"
    before = head(run, plane)
    run("import", "sqlite", path)
    assert head(run, plane) == before


def test_a_record_that_was_removed_or_renamed_here_does_not_come_back(tmp_path: Path, plane: Path, run: Run) -> None:
    path = write(tmp_path / "older.db", {"workspace_tasks": filled(3)["workspace_tasks"]})
    run("import", "sqlite", path)
    run("task", "rm", "2")
    run("renumber", "WS-TASK-003", "WS-TASK-030")
    before = head(run, plane)
    result = run("import", "sqlite", path)
    assert "WS-TASK-002" in result.stdout
    assert "the record was removed here" in result.stdout
    assert (head(run, plane), set(listed(run, "task"))) == (before, {"WS-TASK-001", "WS-TASK-030"})
    run("import", "sqlite", path, "--theirs")
    assert "WS-TASK-002" in listed(run, "task")


def test_an_import_that_was_undone_can_be_made_again(tmp_path: Path, run: Run) -> None:
    path = write(tmp_path / "older.db", {"workspace_tasks": filled(1)["workspace_tasks"]})
    run("import", "sqlite", path)
    run("undo")
    run("import", "sqlite", path)
    assert set(listed(run, "task")) == {"WS-TASK-001"}


def test_ids_come_from_the_key_of_a_row_and_never_from_its_place(tmp_path: Path, run: Run) -> None:
    names = {"id": None, "component_type": "module", "repo": "core", "status": "active"}
    components = [
        {**names, "id": "comp-1", "component_name": "Keys"},
        {**names, "id": "a b/c", "component_name": "Mail"},
        {**names, "id": "7", "component_name": "Log"},
        {**names, "component_name": "Bare"},
    ]
    run("import", "sqlite", write(tmp_path / "a.db", {"architecture_components": components}))
    before = {record["component_name"]: name for name, record in listed(run, "placement").items()}
    assert (before["Keys"], before["Log"]) == ("comp-1", "PLACE-OLD-007")
    new = {**names, "id": "comp-0", "component_name": "New"}
    run("import", "sqlite", write(tmp_path / "a.db", {"architecture_components": [new, *components[:0:-1]]}))
    after = {record["component_name"]: name for name, record in listed(run, "placement").items()}
    assert after == {**before, "New": "comp-0"}


def test_orphans_are_named_and_kept_and_empty_tables_are_no_refusal(tmp_path: Path, plane: Path, run: Run) -> None:
    rows = filled(1)
    orphans = {
        name: [{**rows[name][0], key: "gone"}]
        for name, key in (
            ("session_activities", "session_id"),
            ("code_component_mappings", "component_id"),
            ("bastard_reports", "task_id"),
        )
    }
    result = run("import", "sqlite", write(tmp_path / "a.db", orphans))
    for table, (row,) in orphans.items():
        assert f"{table}: 1 rows belong to a row that is missing" in result.stdout
        (kept,) = rows_in((plane / "records" / "archive" / f"{table}.jsonl").read_bytes())
        assert kept == {name: parsed(value) for name, value in row.items()}
    before = head(run, plane)
    run("import", "sqlite", tmp_path / "a.db")
    assert head(run, plane) == before


def test_nobody_is_invented(tmp_path: Path, run: Run) -> None:
    rows = filled(1)
    bare = {
        "work_contexts": [{**rows["work_contexts"][0], "activated_by": None}],
        "context_switches": [{**rows["context_switches"][0], "activated_by": None}],
        "workspace_sessions": [{**rows["workspace_sessions"][0], "user": None}],
        "cross_repo_issues": [{**rows["cross_repo_issues"][0], "detected_by": None}],
        "drift_detections": [{**rows["drift_detections"][0], "detected_by": None}],
    }
    run("import", "sqlite", write(tmp_path / "a.db", bare))
    records = [*listed(run, "context").values(), *listed(run, "session").values(), *listed(run, "issue").values()]
    records += listed(run, "drift").values()
    assert len(records) == 5
    assert [name for record in records for name in ("activated_by", "user", "detected_by") if name in record] == []


def test_one_zone_holds_for_every_time_and_offsets_are_obeyed(tmp_path: Path, run: Run) -> None:
    rows = filled(1)
    rows = {
        name: rows[name] for name in ("workspace_sessions", "session_activities", "workspace_tasks", "bastard_reports")
    }
    rows["workspace_sessions"][0]["start_time"] = rows["session_activities"][0]["time"] = "2025-11-20 21:07:33.5"
    rows["workspace_tasks"][0]["created"] = "2025-11-20 08:10:00"
    rows["bastard_reports"][0]["evaluated_at"] = "2025-11-20T21:30:00-05:00"
    path = write(tmp_path / "a.db", rows)
    run("import", "sqlite", path, "--timezone", "Europe/Vienna")
    (session,), (task,) = listed(run, "session").values(), listed(run, "task").values()
    assert session["start_time"] == session["activities"][0]["time"] == "2025-11-20T20:07:33.5Z"
    assert (task["created"], task["reviews"][0]["at"]) == ("2025-11-20T07:10:00Z", "2025-11-21T02:30:00Z")
    run("export", "sqlite", "--older", tmp_path / "out.db")
    assert read(tmp_path / "out.db") == read(path)


def test_the_database_is_read_in_a_private_copy_and_nothing_is_left_beside_it(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = write(folder / "a.db", {"workspace_tasks": filled(1)["workspace_tasks"]}, wal=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE workspace_tasks SET title = 'in the log'")
        connection.commit()
        names = {entry.name for entry in folder.iterdir()}
        assert "a.db-wal" in names
        folder.chmod(0o500)
        run("import", "sqlite", path)
        folder.chmod(0o700)
        assert {entry.name for entry in folder.iterdir()} == names
    assert listed(run, "task")["WS-TASK-001"]["title"] == "in the log"
    with private_copy(path) as copy:
        assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert not copy.parent.exists()


def test_text_that_happens_to_be_json_stays_text(tmp_path: Path, run: Run) -> None:
    task = {**filled(1)["workspace_tasks"][0], "description": '{"a": 1}'}
    run("import", "sqlite", write(tmp_path / "a.db", {"workspace_tasks": [task]}))
    assert listed(run, "task")["WS-TASK-001"]["description"] == '{"a": 1}'


def test_the_same_data_by_two_ways_changes_nothing(tmp_path: Path, plane: Path, run: Run) -> None:
    run("import", "sqlite", write(tmp_path / "a.db", filled()))
    run("export", "json", tmp_path / "out")
    before = head(run, plane)
    result = run("import", "json", tmp_path / "out")
    assert (head(run, plane), result.stdout.count("kept:")) == (before, 0)


def test_members_are_found_where_they_are_and_the_active_context_is_taken_up(
    tmp_path: Path, plane: Path, run: Run
) -> None:
    for folder in (plane / "inner", tmp_path / "beside", plane / "libs" / "deep"):
        subprocess.run(["git", "init", "-q", str(folder)], check=True, env=git_environment(tmp_path / "home"))
    (plane / ".git" / "info" / "exclude").write_text("inner\nlibs\n")
    base = filled(1)["work_contexts"][0]
    rows = {
        "work_contexts": [
            {**base, "id": "c-1", "repo": "deep", "repo_path": "/Users/ann/plane/libs/deep", "is_active": 0},
            {**base, "id": "c-2", "repo": "inner", "repo_path": "/Users/ann/plane/inner", "is_active": 1},
            {**base, "id": "c-3", "repo": "beside", "repo_path": "x", "is_active": 0},
            {**base, "id": "c-4", "repo": "absent", "repo_path": "x", "is_active": 0},
        ]
    }
    run("import", "sqlite", write(tmp_path / "a.db", rows), "--create-repos")
    paths = {name: record["path"] for name, record in listed(run, "repo").items()}
    assert paths == {"inner": "inner", "beside": "../beside", "deep": "libs/deep", "absent": "../absent"}
    assert "inner" in run("context", "show").stdout
    assert run("repo", "status").stdout.count("clean") == 3


COMPONENT = {
    "name": "Keys",
    "location": "src/keys.py",
    "type": "module",
    "forbidden_imports": ["pandas"],
    "domain": "x",
}


def test_a_component_map_over_a_placement_takes_nothing_away(tmp_path: Path, plane: Path, run: Run) -> None:
    words = ("component_type=module", "correct_repo=core", "correct_location=src/keys.py", "owned_paths=src/vault.py")
    run("placement", "add", "Keys", *words, "rationale=why", "metadata.owner=ann")
    (tmp_path / "c.json").write_text(json.dumps({"repo": "core", "components": [COMPONENT]}))
    before = head(run, plane)
    result = run("import", "components", tmp_path / "c.json")
    assert head(run, plane) == before
    assert "kept: core/Keys: rules.forbidden_imports" in result.stdout
    run("import", "components", tmp_path / "c.json", "--theirs")
    (placement,) = listed(run, "placement").values()
    assert placement["owned_paths"] == ["src/vault.py", "/src/keys.py"]
    assert placement["rules"] == {"forbidden_imports": ["pandas"]}
    assert (placement["metadata"]["owner"], placement["rationale"]) == ("ann", "why")


def test_a_component_map_that_changes_brings_its_changes(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps({"repo": "core", "components": [COMPONENT]}))
    run("import", "components", path)
    run("placement", "set", "PLACE-001", "component_name=Vault", "metadata.mine=x")
    path.write_text(json.dumps({"repo": "core", "components": [{**COMPONENT, "forbidden_imports": ["numpy"]}]}))
    run("import", "components", path)
    (placement,) = listed(run, "placement").values()
    assert placement["rules"] == {"forbidden_imports": ["numpy"]}
    assert (placement["component_name"], placement["metadata"]["mine"]) == ("Vault", "x")


@pytest.mark.parametrize("options", [("--theirs", "--adopt"), ("--theirs", "--merge"), ("--adopt", "--merge")])
def test_options_that_contradict_each_other_are_refused(tmp_path: Path, run: Run, options: tuple[str, ...]) -> None:
    run("import", "sqlite", tmp_path / "a.db", *options, code=2)


def test_a_component_that_was_removed_here_does_not_come_back_under_another_number(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "c.json"
    other = {**COMPONENT, "name": "Mail", "location": "src/mail.py"}
    path.write_text(json.dumps({"repo": "core", "components": [COMPONENT, other]}))
    run("import", "components", path)
    run("placement", "rm", "PLACE-001")
    result = run("import", "components", path)
    assert "kept: core/Keys: id: the source has" in result.stdout
    assert set(listed(run, "placement")) == {"PLACE-002"}
    run("import", "components", path, "--theirs")
    assert {record["component_name"] for record in listed(run, "placement").values()} == {"Keys", "Mail"}


def test_tiers_of_scale_are_the_settings_and_the_reviewer_goes_by_them(tmp_path: Path, plane: Path, run: Run) -> None:
    rows = filled(2)
    tiers = [
        {"id": 1, "domain": "secrets", "tier": 1, "name": "one", "user_range": "1-10", "solution": ".env file"},
        {"id": 2, "domain": "secrets", "tier": 2, "name": "many", "user_range": "11+", "solution": "HashiCorp Vault"},
    ]
    reports = [{**row, "actual_users": users} for row, users in zip(rows["bastard_reports"], (90, 3), strict=True)]
    tasks = rows["workspace_tasks"]
    path = write(tmp_path / "a.db", {"scale_tiers": tiers, "bastard_reports": reports, "workspace_tasks": tasks})
    result = run("import", "sqlite", path)
    assert "are the scale's tiers of a domain: secrets" in result.stdout
    settings = (plane / "records" / "workspace.yaml").read_text()
    assert "users: 3" in settings
    assert "HashiCorp Vault" in settings
    assert "0 errors" in run("check").stderr
    run("task", "set", "1", "title=Run a HashiCorp vault", "reviews=")
    assert "OVER_ENGINEERED" in run("task", "review", "1").stderr
    before = head(run, plane)
    run("import", "sqlite", path)
    assert head(run, plane) == before
    schema = plane / "schemas" / "workspace.schema.json"
    whole = json.loads(schema.read_text())
    del whole["properties"]["scale"]["properties"]["domains"]
    schema.write_text(json.dumps(whole))
    (plane / "records" / "workspace.yaml").write_text("name: x\n")
    refused = run("import", "sqlite", write(tmp_path / "b.db", {"scale_tiers": tiers}), "--no-commit", code=7)
    assert "run 'wmsgit schema upgrade', then import again" in refused.stdout


def test_an_activity_without_any_time_is_a_row_of_its_table_again(tmp_path: Path, run: Run) -> None:
    rows = {name: filled(1)[name] for name in ("workspace_sessions", "session_activities")}
    rows["workspace_sessions"][0]["start_time"] = rows["session_activities"][0]["time"] = None
    path = write(tmp_path / "a.db", rows)
    run("import", "sqlite", path)
    run("export", "sqlite", "--older", tmp_path / "out.db")
    assert read(tmp_path / "out.db")["session_activities"] == read(path)["session_activities"]


def test_placement_rules_are_checked_by_a_scan_and_follow_their_file(tmp_path: Path, run: Run) -> None:
    rule = {
        "name": "no-pandas",
        "repo": "core",
        "forbidden": ["pandas"],
        "severity": "HIGH",
        "message": "no data frames",
    }
    git = ("git", "-C", str(tmp_path / "core"))
    environ = git_environment(tmp_path / "home")
    subprocess.run(["git", "init", "-q", str(tmp_path / "core")], check=True, env=environ)
    (tmp_path / "core" / "a.py").write_text("import numpy\n")
    subprocess.run([*git, "add", "."], check=True, env=environ)
    subprocess.run([*git, "commit", "-qm", "x"], check=True, env=environ)
    path = tmp_path / "placement-rules.json"
    path.write_text(json.dumps({"rules": [rule, {**rule, "name": "odd", "forbidden": []}]}))
    result = run("import", "components", path, "--create-repos", code=7)
    assert "refused: placement-rules.json: rules[1] (odd): " in result.stdout
    run("state", "set", "STATE-001", 'rules+={id: mine, kind: path_forbidden, paths: ["**/.env"]}')
    path.write_text(json.dumps({"rules": [{**rule, "forbidden": ["pandas", "numpy"]}]}))
    run("import", "components", path)
    (state,) = listed(run, "state").values()
    assert [(item["id"], item.get("modules")) for item in state["rules"]] == [
        ("no-pandas", ["pandas", "numpy"]),
        ("mine", None),
    ]
    assert "STATE-001/no-pandas" in run("drift", "scan", code=1).stdout
    assert "0 errors" in run("check").stderr


def test_an_id_that_is_made_of_a_number_gives_way_to_one_that_another_row_spells(tmp_path: Path, run: Run) -> None:
    with closing(sqlite3.connect(tmp_path / "numbered.db")) as database:
        database.execute("CREATE TABLE workspace_tasks (task_id, title, status, created)")
        rows = [(1, "numbered"), ("WS-TASK-001", "spelled"), (2, "alone")]
        database.executemany("INSERT INTO workspace_tasks VALUES (?, ?, 'pending', '2025-01-01T00:00:00Z')", rows)
        database.commit()
    run("import", "sqlite", tmp_path / "numbered.db")
    titles = {row["id"]: row["title"] for row in json.loads(run("task", "list", "--format", "json").stdout)}
    assert titles == {"TASK-1": "numbered", "WS-TASK-001": "spelled", "WS-TASK-002": "alone"}
    assert "nothing changed" in run("import", "sqlite", tmp_path / "numbered.db").stderr
