"""`export sqlite`: the file says what `wmsgit sql` says, and only what has changed is written."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from cli_program import Program, copied_program, made_once
from exported_tables import said_by_database, said_by_plane

from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.workspace.workspace import Workspace


def query(file: Path, text: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(text).fetchall()
    finally:
        connection.close()


def said(file: Path) -> dict[str, Any]:
    def rows(text: str) -> Iterable[tuple[Any, ...]]:
        return query(file, text)

    return said_by_database(rows)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plane.db"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, tasks_template: Path) -> Path:
    """Tasks, a decision, and a session with activities."""

    def add(tasks: Program) -> None:
        tasks("adr", "add", "Keys", "decision=Vault", "status=accepted")
        tasks("session", "start", "--goal", "Go on", code=None)
        tasks("session", "log", "code", "Wrote it")
        tasks("session", "log", "note", "Again")
        tasks("task", "set", "WS-TASK-003", "dependencies+=WS-TASK-001", "notes=A 'quoted' \"text\" \u00e4")

    return made_once(tmp_path_factory, tasks_template, add)


@pytest.fixture
def plane(tmp_path: Path, template: Path) -> Program:
    return copied_program(template, tmp_path)


def changes(plane: Program, step: int) -> None:
    """What happens to records, one after the other."""
    records = plane.folder / "records" / "tasks"
    if step == 0:
        plane("task", "set", "WS-TASK-001", "priority=LOW")
    elif step == 1:
        plane("rm", "WS-TASK-002")
    elif step == 2:
        (records / "2026").mkdir()
        (records / "WS-TASK-003.yaml").rename(records / "2026" / "WS-TASK-003.yaml")  # not committed
    elif step == 3:
        plane("renumber", "WS-TASK-001", "--to", "WS-TASK-009", code=None)
    elif step == 4:
        plane("session", "log", "note", "More")
    else:
        (records / "BROKEN.yaml").write_text("id: [")


def test_the_file_equals_sql_after_every_change(plane: Program, file: Path) -> None:
    plane("export", "sqlite", str(file))
    assert said(file) == said_by_plane(plane)
    for step in range(6):
        changes(plane, step)
        plane("export", "sqlite", str(file))
        assert said(file) == said_by_plane(plane), step
    assert {row[2] for row in query(file, "pragma foreign_key_list('session_activities')")} == {"workspace_sessions"}


def test_tables_are_described_as_a_query_shows_them(plane: Program) -> None:
    described: dict[str, list[str]] = {}
    for row in json.loads(plane("sql", "--tables", "--format", "json").stdout):
        described.setdefault(row["table"], []).append(row["column"])
    assert {"context_switches", "commit_records", "record_changes", "workspace_tasks"} <= described.keys()
    index = Workspace.find(plane.folder, use_cache=False, extensions=EXTENSIONS).index()
    for table, columns in described.items():
        assert index.sql(f'select * from "{table}" limit 0')[0] == columns, table


def test_what_has_not_changed_is_not_written(plane: Program, file: Path) -> None:
    plane("export", "sqlite", str(file))
    before = file.stat().st_ino, file.read_bytes()
    assert plane("export", "sqlite", str(file)).stderr.endswith(": unchanged\n")
    assert (file.stat().st_ino, file.read_bytes()) == before
    plane("task", "set", "WS-TASK-001", "priority=LOW")
    printed = plane("export", "sqlite", str(file)).stderr
    assert "1 records written or removed; rows: 1 records, 1 workspace_tasks, " in printed
    assert "1 record_changes" in printed


def test_history_that_was_rewritten_is_followed(plane: Program, file: Path) -> None:
    plane("task", "set", "WS-TASK-001", "priority=LOW")
    plane("export", "sqlite", str(file))
    plane.git("reset", "-q", "--hard", "HEAD~1")
    plane.git("commit", "-q", "--allow-empty", "-m", "Another")
    plane("export", "sqlite", str(file))
    assert said(file) == said_by_plane(plane)


def test_a_field_more_makes_the_tables_anew(plane: Program, file: Path) -> None:
    plane("export", "sqlite", str(file))
    schema = plane.folder / "schemas" / "task.schema.json"
    whole = json.loads(schema.read_text())
    whole["properties"]["colour"] = {"type": "string", "description": "Its colour."}
    schema.write_text(json.dumps(whole))
    plane("task", "set", "WS-TASK-001", "colour=red")
    plane("export", "sqlite", str(file))
    assert query(file, "select id, colour from workspace_tasks where colour is not null") == [("WS-TASK-001", "red")]
    assert said(file) == said_by_plane(plane)


def test_views_show_what_people_ask_for(plane: Program, file: Path) -> None:
    plane("task", "set", "WS-TASK-001", "due=2020-01-01")
    plane("export", "sqlite", str(file))
    assert query(file, "select id from open_tasks order by id") == [("WS-TASK-001",), ("WS-TASK-003",)]
    assert query(file, "select id from overdue_tasks") == [("WS-TASK-001",)]
    assert query(file, "select id from decisions_in_force") == [("ADR-001",)]


def test_an_id_that_two_files_have_is_there_once(plane: Program, file: Path) -> None:
    records = plane.folder / "records" / "tasks"
    (records / "again").mkdir()
    (records / "again" / "WS-TASK-001.yaml").write_text((records / "WS-TASK-001.yaml").read_text())
    plane("export", "sqlite", str(file))
    (path,) = query(file, "select record_path from workspace_tasks where id = 'WS-TASK-001'")
    assert path == ("records/tasks/WS-TASK-001.yaml",)
    (records / "WS-TASK-001.yaml").unlink()
    plane("export", "sqlite", str(file))
    (path,) = query(file, "select record_path from workspace_tasks where id = 'WS-TASK-001'")
    assert path == ("records/tasks/again/WS-TASK-001.yaml",)


def test_files_of_others_are_refused(plane: Program, file: Path, tmp_path: Path) -> None:
    file.write_text("no database\n")
    plane("export", "sqlite", str(file), code=3)
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("create table theirs(a)")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    assert "something else" in plane("export", "sqlite", str(file), code=5).stderr
    assert file.read_bytes() == before
    (tmp_path / "empty.db").touch()
    plane("export", "sqlite", str(tmp_path / "empty.db"))
    (plane.folder / "link.db").symlink_to(tmp_path / "elsewhere.db")
    plane("export", "sqlite", "link.db", code=3)
    plane("export", "sqlite", code=2)
    plane("export", "sqlite", "a.db", "--older", "b.db", code=2)


def test_a_database_that_lies_is_an_error_of_one_line(plane: Program, file: Path) -> None:
    plane("export", "sqlite", str(file))
    connection = sqlite3.connect(file)
    connection.execute("drop table wmsgit_planes")
    connection.execute("create table wmsgit_planes(x)")
    connection.commit()
    connection.close()
    result = plane("export", "sqlite", str(file), code=3)
    assert "is not as wmsgit made it" in result.stderr


def test_another_plane_of_the_name_is_refused(plane: Program, file: Path, tmp_path: Path) -> None:
    plane("export", "sqlite", str(file))
    (tmp_path / "other").mkdir()
    other = Program(tmp_path / "other" / "plane", plane.environ)
    plane("init", str(other.folder))
    (other.folder / "own").touch()
    assert "begins with another commit" in other("export", "sqlite", str(file), code=5).stderr
