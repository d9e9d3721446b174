"""The older system's database: what its tables become, and files that are none."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wmsgit.errors import ConflictError, InvalidError, NotFoundError
from wmsgit.features.exchange.reading import ReadingTerms, read_tables
from wmsgit.features.exchange.sqlite import MAX_ROWS, read_database
from wmsgit.features.exchange.tables import archive_of, tables_of
from wmsgit.schema.registry import Registry, packaged_schemas

SCRIPT = """
CREATE TABLE workspace_tasks (id TEXT, title TEXT, status TEXT, priority TEXT, repos_affected TEXT, created TEXT,
                              extra_metadata TEXT, odd TEXT);
INSERT INTO workspace_tasks VALUES ('WS-TASK-001', 'One', 'pending', 'HIGH', '["api"]', '2025-11-02 10:00:00',
                                    '{"effort": 3}', 'x');
CREATE TABLE bastard_reports (id INTEGER, task_id TEXT, evaluation_type TEXT, overall_grade TEXT, cost_grade TEXT,
                              critical_blockers TEXT, required_fixes TEXT, full_report TEXT, evaluated_at TEXT);
INSERT INTO bastard_reports VALUES (1, 'WS-TASK-001', 'PLAN', 'B', 'A', '["no owner"]', '[]', 'Fine.',
                                    '2025-11-03 09:00:00');
INSERT INTO bastard_reports VALUES (2, 'WS-TASK-404', 'PLAN', 'B', 'A', NULL, NULL, NULL, '2025-11-03 09:00:00');
CREATE TABLE workspace_sessions (session_id TEXT, start_time TEXT, status TEXT);
INSERT INTO workspace_sessions VALUES ('2025-11-02-session-001', '2025-11-02 09:00:00', 'completed');
CREATE TABLE session_activities (id INTEGER, session_id TEXT, time TEXT, activity_type TEXT, description TEXT);
INSERT INTO session_activities VALUES (1, '2025-11-02-session-001', '2025-11-02 09:30:00', 'code', 'Did it');
CREATE TABLE work_contexts (id INTEGER, repo TEXT, repo_path TEXT, activated_at TEXT);
INSERT INTO work_contexts VALUES (7, 'api', '/src/api', '2025-11-02 09:00:00');
CREATE TABLE architecture_components (id INTEGER, component_name TEXT, component_type TEXT, repo TEXT,
                                      expected_path TEXT, boundaries TEXT);
INSERT INTO architecture_components VALUES (3, 'Gateway', 'service', 'api', 'src/gateway', '["no web"]');
CREATE TABLE code_component_mappings (file_path TEXT, component_id INTEGER, mapping_type TEXT, mapping_reason TEXT);
INSERT INTO code_component_mappings VALUES ('src/gateway/a.py', 3, 'owner', 'it is the door');
CREATE TABLE notes_of_someone (text TEXT);
INSERT INTO notes_of_someone VALUES ('a'), ('b');
"""
NOW = datetime(2026, 11, 23, tzinfo=UTC)
KINDS = {kind.name: kind for kind in Registry.read(packaged_schemas()).kinds()}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "workspace.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCRIPT)
    return path


def test_the_tables_become_records_and_unknown_ones_are_counted(database: Path) -> None:
    before = database.read_bytes()
    found = read_tables(
        *tables_of(read_database(database), KINDS.values()), "workspace.db", ReadingTerms(KINDS, now=NOW)
    )
    records = {record.kind: record for record in found.records}
    task = records["task"].data
    assert (task["priority"], task["repos_affected"], task["created"]) == ("HIGH", ["api"], "2025-11-02T10:00:00Z")
    assert task["metadata"]["effort"] == 3
    assert task["metadata"]["imported"]["odd"] == "x"
    [review] = task["reviews"]
    assert (review["type"], review["grade"], review["blockers"]) == ("plan", "B", ["no owner"])
    assert review["metadata"]["cost_grade"] == "A"
    assert records["session"].data["activities"][0]["description"] == "Did it"
    assert records["context"].data["repo_path"] == "/src/api"
    placement = records["placement"].data
    assert (placement["correct_repo"], placement["owned_paths"]) == ("api", ["src/gateway/a.py"])
    refused = [str(line) for line in found.report.refused]
    assert any("notes_of_someone: nobody knows this table; it has 2 rows" in line for line in refused)
    assert len(refused) == 1, refused
    archive, orphans = archive_of(read_database(database))
    assert orphans == {"bastard_reports": 1}
    assert [row["task_id"] for row in archive["bastard_reports"]] == ["WS-TASK-404"]
    assert database.read_bytes() == before


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_database(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("hello")
    with pytest.raises(InvalidError, match="no SQLite database"):
        read_database(tmp_path / "text.db")
    (tmp_path / "broken.db").write_bytes(b"SQLite format 3\0" + b"\1" * 5000)
    with pytest.raises(InvalidError, match="cannot be read"):
        read_database(tmp_path / "broken.db")


def test_a_locked_database_is_a_conflict(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ConflictError, match="another program holds"):
            read_database(database)


def test_a_database_takes_no_more_than_fits(tmp_path: Path) -> None:
    path = tmp_path / "large.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TABLE workspace_tasks (task_id, title, x GENERATED ALWAYS AS (hex(zeroblob(40000000))))"
        )
        connection.execute("INSERT INTO workspace_tasks (task_id, title) VALUES ('A', 'b')")
        connection.commit()
    with pytest.raises(InvalidError, match="more than 1 MiB"):
        read_database(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (x GENERATED ALWAYS AS (hex(zeroblob(500000))), y)")
        connection.executemany("INSERT INTO a (y) VALUES (?)", ((n,) for n in range(300)))
        connection.commit()
    with pytest.raises(InvalidError, match="more than 256 MiB of values"):
        read_database(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (x)")
        connection.executemany("INSERT INTO a VALUES (?)", ((n,) for n in range(MAX_ROWS + 1)))
        connection.commit()
    with pytest.raises(InvalidError, match="more than 200,000 rows"):
        read_database(path)


def test_lists_where_an_id_belongs_are_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "odd.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE workspace_tasks (task_id, title)")
        connection.execute("CREATE TABLE bastard_reports (task_id, overall_grade)")
        connection.execute("INSERT INTO workspace_tasks VALUES ('[1]', 'a')")
        connection.execute("INSERT INTO bastard_reports VALUES ('[1]', 'A')")
        connection.commit()
    found = tables_of(read_database(path), KINDS.values())
    assert found[1] == {}
