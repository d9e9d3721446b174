"""`export sql`: one database of many planes, written by many builds at once, of which some are killed."""

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_program import Program
from exported_tables import said_by_database, said_by_plane
from postgres_server import new_database, running_server

pytestmark = pytest.mark.database
PUBLISHERS = 8


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with running_server() as address:
        yield address


class DatabaseOfPlanes:
    """A database that may be asked."""

    def __init__(self, address: str) -> None:
        self.address = address

    def query(self, text: str) -> list[Any]:
        if self.address.startswith("duckdb"):
            import duckdb

            with duckdb.connect(self.address.removeprefix("duckdb:///"), read_only=True) as own:
                return own.execute(text).fetchall()
        import psycopg

        with psycopg.connect(self.address) as connection:
            return connection.execute(text).fetchall()

    def said(self, plane: str = "plane") -> dict[str, Any]:
        return said_by_database(self.query, plane)


@pytest.fixture(params=["postgresql", "duckdb"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseOfPlanes:
    if request.param == "duckdb":
        return DatabaseOfPlanes(f"duckdb:///{tmp_path}/planes.duckdb")
    name = f"d{abs(hash(request.node.name)) % 10**9}"
    return DatabaseOfPlanes(new_database(request.getfixturevalue("server"), name))


@pytest.fixture
def plane(tasks: Program) -> Program:
    tasks("adr", "add", "Keys", "decision=Vault", "status=accepted")
    tasks("session", "start", "--goal", "Go on", code=None)
    tasks("session", "log", "code", "Wrote it: 100% \\d :x %s")
    tasks("task", "set", "WS-TASK-003", "dependencies+=WS-TASK-001", "notes=A 'quoted' \"text\" :name \\u0041 \u00e4")
    return tasks


def test_two_planes_lie_side_by_side_and_each_equals_its_sql(
    plane: Program, database: DatabaseOfPlanes, tmp_path: Path
) -> None:
    plane("init", str(tmp_path / "other"))
    other = Program(tmp_path / "other", plane.environ)
    other("task", "add", "Theirs", "--id", "WS-TASK-001")
    for program, name in ((plane, "plane"), (other, "other"), (plane, "plane")):
        program("export", "sql", database.address)
        assert database.said(name) == said_by_plane(program)
    plane("task", "set", "WS-TASK-001", "priority=LOW")
    plane("rm", "WS-TASK-002")
    printed = plane("export", "sql", database.address).stderr
    assert "2 records written or removed" in printed
    assert "1 workspace_tasks" in printed
    assert database.said() == said_by_plane(plane)
    assert database.said("other") == said_by_plane(other)
    rows = database.query("select plane, id from open_tasks order by plane, id")
    assert [tuple(row) for row in rows] == [
        *(("other", "WS-TASK-001"), ("plane", "WS-TASK-001"), ("plane", "WS-TASK-003"))
    ]
    assert plane("export", "sql", database.address).stderr == "database: unchanged\n"


def test_planes_of_different_schemas_share_a_database(
    plane: Program, database: DatabaseOfPlanes, tmp_path: Path
) -> None:
    import json

    plane("export", "sql", database.address)
    schema = plane.folder / "schemas" / "task.schema.json"
    whole = json.loads(schema.read_text())
    whole["properties"]["Colour %x"] = {"type": "integer", "description": "Its colour."}
    schema.write_text(json.dumps(whole))
    path = plane.folder / "records" / "tasks" / "WS-TASK-001.yaml"
    path.write_text(path.read_text() + "Colour %x: 7\n")
    plane("export", "sql", database.address)
    rows = database.query('select id, "Colour %x" from workspace_tasks where "Colour %x" is not null')
    assert [tuple(row) for row in rows] == [("WS-TASK-001", 7)]
    path.write_text(path.read_text().replace(": 7", ": seven"))  # it is no number: the record is invalid
    plane("export", "sql", database.address)
    plane("init", str(tmp_path / "other"))
    Program(tmp_path / "other", plane.environ)("export", "sql", database.address)


def test_a_build_of_an_older_commit_changes_nothing(plane: Program, database: DatabaseOfPlanes, tmp_path: Path) -> None:
    plane.git("clone", "-q", "--depth", "1", f"file://{plane.folder}", str(tmp_path / "older"))
    older = Program(tmp_path / "older", plane.environ)
    plane("task", "set", "WS-TASK-001", "priority=LOW", GIT_COMMITTER_DATE="2035-01-01T00:00:00Z")
    plane("export", "sql", database.address)
    before = database.said()
    assert "a later commit" in older("export", "sql", database.address, "--plane", "plane").stderr
    assert database.said() == before


def test_another_plane_of_the_name_is_refused(plane: Program, database: DatabaseOfPlanes, tmp_path: Path) -> None:
    plane("export", "sql", database.address)
    plane("init", str(tmp_path / "other"), "--name", "plane", GIT_COMMITTER_DATE="2035-01-01T00:00:00Z")
    other = Program(tmp_path / "other", plane.environ)
    assert "--plane NAME" in other("export", "sql", database.address, code=5).stderr
    other("export", "sql", database.address, "--plane", "another")


def test_eight_publishers_at_once_of_which_some_are_killed(plane: Program, database: DatabaseOfPlanes) -> None:
    chance = random.Random(20)
    plane("export", "sql", database.address)
    for number in range(2):
        started = [plane.start("export", "sql", database.address) for _ in range(PUBLISHERS)]
        plane("task", "set", "WS-TASK-001", f"next_step=Step {number}")
        plane("task", "add", f"New {number}")
        for process in chance.sample(started, PUBLISHERS // 2):
            time.sleep(chance.uniform(0.1, 0.9))
            process.send_signal(signal.SIGKILL)
        for process in started:
            assert process.wait(timeout=120) in {0, -signal.SIGKILL}
    plane("export", "sql", database.address)
    assert database.said() == said_by_plane(plane)


def test_addresses_are_read_from_where_no_list_of_processes_shows_them(
    plane: Program, database: DatabaseOfPlanes, tmp_path: Path
) -> None:
    (tmp_path / "url").write_text(f"{database.address}\n")
    plane("export", "sql", f"@{tmp_path}/url")
    plane("export", "sql", WMSGIT_DATABASE_URL=database.address)
    assert database.said() == said_by_plane(plane)


def test_what_is_wrong_is_said_without_a_password(plane: Program, server: str) -> None:
    plane("export", "sql", code=2)
    for address in ("mysql://ann:secret@host/x", "secret", "postgresql//secret"):
        assert "secret" not in plane("export", "sql", address, code=2).stderr
    host = server.partition("host=")[2]
    for address in (f"postgresql://ann:secret@/nothing?host={host}", "postgresql://ann:secret@localhost:1/x"):
        said = plane("export", "sql", address, code=6).stderr
        assert "the database refused" in said
        assert "secret" not in said
    plane("export", "sql", "duckdb:////nowhere/at/all.duckdb", code=6)
