"""What of a record is in which table and column, whatever its values."""

import json
import math
from typing import Any

from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from planes import KINDS, TASK, Plane, filled, tables_of, task

from wmsgit.schema.kind import kind_of


def rows(plane: Plane, query: str) -> list[Any]:
    with plane.open() as index:
        return list(index.sql(query)[1])


def test_columns_stand_in_the_schemas_order_after_the_id() -> None:
    with filled().open() as index:
        columns, _ = index.sql("SELECT * FROM workspace_tasks")
    assert columns == [*TASK.fields, "record_path"]


def test_every_kind_has_its_table_even_without_records() -> None:
    with Plane().open() as index:
        for kind in KINDS.values():
            assert list(index.sql(f"SELECT * FROM {kind.table}")[1]) == []


def test_values_are_stored_by_their_types() -> None:
    plane = Plane()
    plane.put("context", "CTX-1", {"repo": "core", "operations_count": 7, "metadata": {"a": [1, True]}})
    query = "SELECT id, typeof(operations_count), json_extract(metadata, '$.a[0]'), repo FROM context_switches"
    assert rows(plane, query) == [("CTX-1", "integer", 1, "core")]


def test_list_of_objects_goes_to_its_child_table() -> None:
    plane = Plane()
    activities = [
        {"time": "t", "activity_type": "code", "description": "a", "files_created": ["x.py"]},
        "not an object",
        {"activity_type": "plan"},
    ]
    plane.put("session", "S1", {"activities": activities})
    query = "SELECT session_id, position, activity_type, files_created FROM session_activities ORDER BY position"
    assert rows(plane, query) == [
        ("S1", 0, "code", '["x.py"]'),
        ("S1", 1, None, None),
        ("S1", 2, "plan", None),
    ]


def test_links_leave_out_wildcards_and_repetitions() -> None:
    plane = filled(task(1, repos_affected=["all", "core", "core"], dependencies=["WS-TASK-002", 7], state="STATE-1"))
    with plane.open() as index:
        assert sorted(index.links()) == [
            ("WS-TASK-001", "dependencies", "WS-TASK-002"),
            ("WS-TASK-001", "repos_affected", "core"),
            ("WS-TASK-001", "state", "STATE-1"),
        ]


def test_records_has_a_row_for_each_readable_record_of_every_kind() -> None:
    plane = filled(task(1))
    plane.put("repo", "core", {"path": "../core", "description": "The core"})
    plane.put("task", "WS-TASK-002", b"title: [", folder="2026")
    with plane.open() as index:
        entries = {entry.id: entry for entry in index.entries()}
    assert set(entries) == {"WS-TASK-001", "core"}
    assert entries["WS-TASK-001"].title == "Task 1"
    assert entries["WS-TASK-001"].status == "pending"
    assert entries["core"].path == "records/repos/core.yaml"


def test_file_that_cannot_be_read_is_reported_with_its_place() -> None:
    plane = filled(task(1))
    path = plane.put("task", "WS-TASK-002", b"title: [")
    with plane.open() as index:
        [finding] = index.unreadable()
        assert (finding.path, finding.line, finding.column, finding.code) == (path, 1, 2, "YAML")
        assert index.unreadable(["task"]) == [finding]
        assert index.unreadable(["issue"]) == []
        assert index.ids(TASK) == ["WS-TASK-001"]


def test_two_files_with_one_id_both_have_rows() -> None:
    plane = Plane()
    plane.put("task", "T", task(1), folder="a")
    plane.put("task", "T", task(2), folder="b")
    assert rows(plane, "SELECT id, record_path FROM workspace_tasks ORDER BY 2") == [
        ("T", "records/tasks/a/T.yaml"),
        ("T", "records/tasks/b/T.yaml"),
    ]


def test_records_own_path_and_the_files_path_are_different_columns() -> None:
    plane = Plane()
    plane.put("repo", "core", {"path": "../core"})
    assert rows(plane, "SELECT path, record_path FROM repos") == [("../core", "records/repos/core.yaml")]


HOSTILE = {
    "x-wmsgit": {"table": 'od"d; DROP TABLE records', "folder": "odds"},
    "properties": {
        "id": {"type": "string"},
        'a"b; --': {"type": "string"},
        "select": {"type": "integer"},
        "Twice": {"type": "string"},
        "twice": {"type": "string"},
        "rowid": {"type": "string"},
        "_rowid_": {"type": "string"},
        "oid": {"type": "string"},
        "record_path": {"type": "string"},
        "\udc80": {"type": "string"},
        "nul\0": {"type": "string"},
        "": {"type": "string"},
        "free": {},
    },
}


def test_names_of_a_hostile_schema_are_quoted_or_left_out() -> None:
    kind = kind_of("odd", HOSTILE)
    plane = Plane(KINDS | {"odd": kind})
    plane.put("odd", "O", {name: name for name in HOSTILE["properties"]})
    with plane.open() as index:
        columns, found = index.sql('SELECT * FROM "od""d; DROP TABLE records"')
        assert columns == ["id", 'a"b; --', "select", "Twice", "rowid", "oid", "free", "record_path"]
        assert list(found) == [("O", 'a"b; --', "select", "Twice", "rowid", "oid", "free", "records/odds/O.yaml")]
        assert index.select(kind, columns=["twice", "Twice", 'a"b; --']) == [(None, "Twice", 'a"b; --')]


def test_more_properties_than_sqlite_has_columns_lose_the_last_columns_only() -> None:
    properties = {f"p{number}": {"type": "string"} for number in range(2_500)}
    kind = kind_of("wide", {"properties": properties})
    plane = Plane({"wide": kind})
    plane.put("wide", "W", {"p0": "first", "p2499": "last"})
    with plane.open() as index:
        assert index.select(kind, columns=["p0"]) == [("first",)]
        assert index.documents(kind)[0].data["p2499"] == "last"


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800") | st.just("a\0b")
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


class Given(Plane):
    """A plane whose data is given as it is, not as JSON."""

    def load(self, files: list[tuple[str, str]]) -> Any:
        for path, kind in files:
            from wmsgit.model.record import LoadedFile

            yield LoadedFile(path, kind, "X", "d", self.data)

    data: dict[str, Any]


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, float) and math.isnan(left):
        return isinstance(right, float) and math.isnan(right)
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right) and type(left) is type(right)


@settings(max_examples=examples(100), deadline=None)
@given(st.dictionaries(st.sampled_from([*TASK.fields, "unknown"]), anything, max_size=12))
def test_no_value_makes_indexing_fail_and_documents_keep_every_one(data: dict[str, Any]) -> None:
    plane = Given({"task": TASK})
    plane.data = data
    plane.put("task", "X", {})
    with plane.open() as index:
        tables_of(index)
        [record] = index.documents(TASK)
        assert _same(record.data, data)
        for name in TASK.fields:
            index.counts(TASK, name)


def test_document_keeps_the_files_order_of_keys() -> None:
    data = {"zeta": 1, "title": "ü", "alpha": {"z": None, "a": 1.0}}
    plane = filled(data)
    with plane.open() as index:
        [record] = index.documents(TASK)
        assert json.dumps(record.data) == json.dumps(data)
