"""A user's query reads and does nothing else, within bounds, and leaves the index as usable as before."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from planes import TASK, Plane, filled, tables_of, task
from test_index_snapshot import _environment

from wmsgit.errors import IncompleteError, UsageError
from wmsgit.index.index import Index
from wmsgit.index.watched import watched

ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c"


@pytest.fixture
def plane() -> Plane:
    return filled(task(1, priority="HIGH"), task(2, priority="LOW"), task(3, status="closed", labels=["a"]))


@pytest.fixture
def index(plane: Plane) -> Index:
    return plane.open()


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM workspace_tasks",
        "UPDATE workspace_tasks SET title = 'x'",
        "INSERT INTO records VALUES (1, 2, 3, 4, 5, 6)",
        "INSERT INTO record_search(record_search) VALUES ('delete-all')",
        "REPLACE INTO records(id) VALUES ('x')",
        "WITH x AS (SELECT 1) DELETE FROM records",
        "DROP TABLE workspace_tasks",
        "ALTER TABLE workspace_tasks RENAME TO gone",
        "CREATE TABLE x(a)",
        "CREATE TEMP TABLE x(a)",
        "CREATE TABLE x AS SELECT * FROM records",
        "CREATE VIEW v AS SELECT 1",
        "CREATE INDEX i ON records(id)",
        "CREATE TRIGGER t AFTER INSERT ON records BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE v USING fts5(a)",
        "ATTACH 'evil.db' AS evil",
        "ATTACH ':memory:' AS evil",
        "DETACH tables",
        "VACUUM",
        "VACUUM INTO 'evil.db'",
        "PRAGMA writable_schema = 1",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA user_version = 7",
        "PRAGMA temp_store_directory = '.'",
        "PRAGMA hard_heap_limit = 1",
        "SELECT * FROM pragma_user_version",
        "REINDEX",
        "ANALYZE",
        "BEGIN",
        "COMMIT",
        "SAVEPOINT s",
        "SELECT load_extension('evil')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT fts5(1)",
        "SELECT writefile('evil', 'x')",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE records",
        "EXPLAIN DELETE FROM records",
        "UPDATE sqlite_master SET sql = 'x'",
        "selec 1",
        "",
        "-- nothing",
        "SELECT 1 FROM nowhere",
        "SELECT nothing FROM records",
        "SELECT ?",
        "SELECT '\0'",
        "SELECT '\udc80'",
        "SELECT 'unterminated",
        "SELECT CAST(x'ff' AS TEXT)",
        "SELECT zeroblob(900000000)",
        "SELECT hex(zeroblob(100000000))",
        "SELECT " + "(" * 2_000 + "1" + ")" * 2_000,
    ],
)
def test_statement_that_is_no_single_read_is_refused_and_leaves_everything_as_it_was(
    plane: Plane, index: Index, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = tables_of(index)
    with pytest.raises(UsageError) as caught:
        list(index.sql(query)[1])
    assert caught.value.message
    assert tables_of(index) == before
    assert list(tmp_path.iterdir()) == []
    plane.put("task", "WS-TASK-004", task(4))
    index.refresh()
    assert len(index.ids(TASK)) == 4


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT count(*) FROM workspace_tasks WHERE status = 'closed'", [(1,)]),
        ("SELECT id FROM records ORDER BY id LIMIT 1;", [("WS-TASK-001",)]),
        ("VALUES (1), (2)", [(1,), (2,)]),
        (
            "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 3) SELECT sum(n) FROM c",
            [(6,)],
        ),
        ("SELECT value FROM workspace_tasks, json_each(labels)", [("a",)]),
        ("SELECT name FROM pragma_table_info('record_links')", [("source",), ("field",), ("target",)]),
        ("SELECT count(*) FROM record_search WHERE record_search MATCH 'task'", [(3,)]),
        (
            "SELECT json_extract(data, '$.labels[0]') FROM record_documents WHERE data LIKE '%labels%'",
            [("a",)],
        ),
        ("SELECT row_number() OVER (ORDER BY id) FROM records", [(1,), (2,), (3,)]),
        ("SELECT upper('x') -- with a comment", [("X",)]),
    ],
)
def test_reading_is_allowed(index: Index, query: str, expected: list[tuple[object, ...]]) -> None:
    assert list(index.sql(query)[1]) == expected


def test_parts_of_a_warm_index_are_loaded_for_the_query(plane: Plane, tmp_path: Path) -> None:
    plane.open(tmp_path).close()
    with plane.open(tmp_path) as index:
        assert list(index.sql("SELECT id FROM RECORD_SEARCH WHERE record_search MATCH 'task' LIMIT 1")[1])
        assert list(index.sql("SELECT count(*) FROM Record_Documents")[1]) == [(3,)]


def test_pragma_that_reads_is_allowed(index: Index) -> None:
    columns, rows = index.sql("PRAGMA table_info(workspace_tasks)")
    assert columns[1] == "name"
    assert [row[1] for row in rows][:2] == ["id", "title"]


def test_parameters_are_bound(index: Index) -> None:
    assert list(index.sql("SELECT id FROM records WHERE id = ?", params=["WS-TASK-002"])[1]) == [("WS-TASK-002",)]
    assert list(index.sql("SELECT :x", params={"x": "'; drop"})[1]) == [("'; drop",)]


def test_unknown_column_or_table_brings_the_nearest_name(index: Index) -> None:
    with pytest.raises(UsageError, match="did you mean 'priority'"):
        index.sql("SELECT priorty FROM workspace_tasks")
    with pytest.raises(UsageError, match="did you mean 'workspace_tasks'"):
        index.sql("SELECT * FROM workspace_task")
    with pytest.raises(UsageError, match="did you mean 'status'"):
        index.ids(TASK, where="statsu = 1")


def test_query_that_never_ends_is_stopped(index: Index) -> None:
    start = time.monotonic()
    with pytest.raises(IncompleteError, match=r"longer than 0\.2 s"):
        list(index.sql(ENDLESS, timeout_s=0.2)[1])
    assert time.monotonic() - start < 30
    assert len(index.ids(TASK)) == 3


def test_rows_that_never_end_are_stopped_where_the_time_is_up(index: Index) -> None:
    _, rows = index.sql(
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c", timeout_s=0.2
    )
    with pytest.raises(IncompleteError):
        for _ in rows:
            pass
    assert len(index.ids(TASK)) == 3


def test_time_counts_only_while_rows_are_read(index: Index) -> None:
    _, rows = index.sql(
        "SELECT a.id FROM records a, records b, records c, records d, records e, records f", timeout_s=100
    )
    next(rows)
    index._upkeep.database.connection.execute("SELECT 1")
    assert sum(1 for _ in rows) == 3**6 - 1


def test_other_queries_may_run_between_the_rows_of_one(index: Index) -> None:
    _, rows = index.sql("SELECT a.id FROM records a, records b, records c, records d, records e, records f")
    seen = 0
    for _ in rows:
        seen += 1
        if seen % 200 == 0:
            assert len(index.ids(TASK)) == 3
    assert seen == 3**6


def test_statement_of_our_own_needs_no_process(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    forked: list[int] = []

    def fork() -> int:
        forked.append(1)
        raise OSError

    monkeypatch.setattr(os, "fork", fork)
    names, rows = index.sql("SELECT id FROM records WHERE id < ? ORDER BY id", params=["WS-TASK-003"], is_own=True)
    assert (names, list(rows)) == (["id"], [("WS-TASK-001",), ("WS-TASK-002",)])
    with pytest.raises(OSError):  # noqa: PT011 - what `fork` raises
        index.sql("SELECT id FROM records")
    assert forked == [1]


def test_query_that_needs_too_much_memory_is_stopped(tmp_path: Path) -> None:
    program = (
        "from planes import filled, task\n"
        "from wmsgit.errors import IncompleteError\n"
        "from wmsgit.index import readonly\n"
        "readonly.MAX_GROWTH_BYTES = 64 << 20\n"
        "index = filled(task(1)).open()\n"
        "query = 'WITH RECURSIVE c(n, b) AS (SELECT 1, randomblob(1000000) UNION ALL"
        " SELECT n + 1, randomblob(1000000) FROM c LIMIT 5000)"
        " SELECT count(*) FROM (SELECT * FROM c ORDER BY b)'\n"
        "try:\n"
        "    list(index.sql(query, timeout_s=60)[1])\n"
        "except IncompleteError as error:\n"
        "    print(error.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=_environment(), check=True
    )
    assert "memory" in done.stdout


def test_interrupt_of_the_user_is_not_taken_for_a_timeout(tmp_path: Path) -> None:
    program = (
        "import signal\n"
        "from planes import filled, task\n"
        "from test_index_readonly import ENDLESS\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "index = filled(task(1)).open()\n"
        "try:\n"
        "    print('ready', flush=True)\n"
        "    list(index.sql(ENDLESS, timeout_s=60)[1])\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', len(index.sql('SELECT 1')[0]))\n"
    )
    running = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=_environment())
    assert running.stdout
    with running.stdout as output:
        assert output.readline() == "ready\n"
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        assert output.readline() == "interrupted 1\n"
    assert running.wait() == 0


@pytest.mark.parametrize(
    "where",
    [
        "status = 'pending') OR (1",
        "1) UNION SELECT id FROM records --",
        "1; DROP TABLE records",
        "1 LIMIT 1",
        "1 ORDER BY id",
        "1 GROUP BY id",
        "1 UNION SELECT 1",
        "1 /*",
        "(1",
        "1)",
        "'open",
        "id = ?",
        "id = :id",
        "SELECT 1",
        "1, 2",
        "-- nothing",
        "load_extension('x')",
        "nothing = 1",
        "count(*) > 1",
        "\0",
        "\udc80",
        ";",
        ")",
        "'",
    ],
)
def test_condition_that_is_no_condition_is_refused(index: Index, where: str) -> None:
    before = tables_of(index)
    with pytest.raises(UsageError):
        index.ids(TASK, where=where)
    assert tables_of(index) == before


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("priority = 'HIGH'", ["WS-TASK-001"]),
        ("priority = 'HIGH' OR status = 'closed'", ["WS-TASK-001", "WS-TASK-003"]),
        ("workspace_tasks.status = 'closed' -- the end", ["WS-TASK-003"]),
        ("status = ')'", []),
        ("status IN ('closed', 'x')", ["WS-TASK-003"]),
        ("id IN (SELECT id FROM records WHERE title LIKE '%2')", ["WS-TASK-002"]),
        ("EXISTS (SELECT 1 FROM json_each(labels))", ["WS-TASK-003"]),
        (
            "id IN (SELECT id FROM record_search WHERE record_search MATCH 'task')",
            ["WS-TASK-001", "WS-TASK-002", "WS-TASK-003"],
        ),
    ],
)
def test_condition_of_a_user_filters(index: Index, where: str, expected: list[str]) -> None:
    assert index.ids(TASK, where=where, order=["id"]) == expected
    assert sum(count for _, count in index.counts(TASK, "status", where=where)) == len(expected)


def test_condition_that_never_ends_is_stopped(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wmsgit.index.index.TIMEOUT_S", 0.2)
    with pytest.raises(IncompleteError):
        index.ids(TASK, where=f"1 IN ({ENDLESS})")


words = st.sampled_from(
    [
        "select",
        "delete from",
        "drop table",
        "records",
        "workspace_tasks",
        "1",
        "*",
        "(",
        ")",
        ";",
        "--",
        "'",
        '"',
        "union",
        "attach",
        "where",
        "or",
        "id",
        "=",
        ",",
        "/*",
        "*/",
        "pragma",
        "with",
        "as",
        "values",
        "insert into",
    ]
)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(words, max_size=8).map(" ".join))
def test_no_text_is_more_than_a_read_or_a_usage_error(text: str) -> None:
    before = _all_records()
    for run in (lambda: list(_SHARED.sql(text, timeout_s=2)[1]), lambda: _SHARED.ids(TASK, where=text)):
        with contextlib.suppress(UsageError, IncompleteError):
            run()
    assert _all_records() == before
    assert len(_SHARED.ids(TASK)) == 2


def _all_records() -> list[tuple[Any, ...]]:
    return list(_SHARED.sql("SELECT * FROM records", is_own=True)[1])


_SHARED = filled(task(1), task(2)).open()


_LONG_CALLS = {
    "texts compared": "select instr(hex(zeroblob(3900000)), hex(zeroblob(1900000)) || '1')",
    "a full-text expression": "select count(*) from record_search where record_search match (select"
    " group_concat('a*', ' ') from (with recursive c(n) as (select 1 union all select n + 1 from c limit 300000)"
    " select n from c))",
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be forked")
@pytest.mark.parametrize("name", _LONG_CALLS)
def test_call_that_asks_nobody_is_ended_from_outside(index: Index, name: str) -> None:
    connection = index._upkeep.ready(None, search=True).connection
    work = lambda: iter([connection.execute(_LONG_CALLS[name]).fetchall()])  # noqa: E731
    start = time.monotonic()
    with pytest.raises(IncompleteError, match="longer than"):
        list(watched(work, timeout_s=0.2, growth_bytes=1 << 30))
    assert time.monotonic() - start < 30
    assert list(watched(lambda: iter([1, "a", None]), timeout_s=60, growth_bytes=1 << 30)) == [1, "a", None]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be forked")
def test_watched_work_says_its_own_errors_and_leaves_nobody_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    fork, children = os.fork, []

    def counted() -> int:
        children.append(fork())
        return children[-1]

    monkeypatch.setattr(os, "fork", counted)

    def failing() -> Iterator[int]:
        yield 1
        raise UsageError("so it is", hint="mend it")

    found = watched(failing, timeout_s=60, growth_bytes=1 << 30)
    assert next(found) == 1
    with pytest.raises(UsageError, match="so it is") as caught:
        next(found)
    assert caught.value.hint == "mend it"
    endless = watched(lambda: iter(int, 1), timeout_s=60, growth_bytes=1 << 30)
    assert next(endless) == 0
    endless.close()
    with pytest.raises(IncompleteError, match="memory"):
        list(watched(lambda: iter([bytes(1 << 34)]), timeout_s=60, growth_bytes=1 << 20))
    assert len(children) == 3
    for child in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)
