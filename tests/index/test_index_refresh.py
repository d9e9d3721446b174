"""The index is always what a fresh one of the same files would be, and reads no more than it must."""

import json
import tempfile
from pathlib import Path
from typing import Any

from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from planes import KINDS, SECOND, TASK, Plane, filled, tables_of, task

from wmsgit.model.record import Stamp


def many(count: int) -> Plane:
    return filled(*(task(number) for number in range(1, count + 1)))


def snapshot_bytes(cache: Path) -> bytes:
    return (cache / "snapshot").read_bytes()


def test_unchanged_files_are_not_read_again(tmp_path: Path) -> None:
    plane = many(5)
    plane.open(tmp_path).close()
    with plane.open(tmp_path) as index:
        assert len(index.ids(TASK)) == 5
    assert plane.loaded == plane.digested == []


def test_only_the_changed_file_is_read(tmp_path: Path) -> None:
    plane = many(5)
    plane.open(tmp_path).close()
    path = plane.put("task", "WS-TASK-003", task(3, title="Changed"))
    with plane.open(tmp_path) as index:
        assert index.select(TASK, columns=["title"], where="id = 'WS-TASK-003'") == [("Changed",)]
    assert plane.loaded == [path]


def test_few_changes_leave_the_snapshot_and_are_known_next_time(tmp_path: Path) -> None:
    plane = many(5)
    plane.open(tmp_path).close()
    before = snapshot_bytes(tmp_path)
    plane.put("task", "WS-TASK-003", task(3, title="Changed"))
    plane.put("task", "WS-TASK-006", task(6))
    plane.remove("records/tasks/WS-TASK-001.yaml")
    plane.settle()
    plane.open(tmp_path).close()
    assert snapshot_bytes(tmp_path) == before
    with plane.open(tmp_path) as index:
        assert plane.loaded == plane.digested == []
        assert sorted(index.ids(TASK)) == [
            "WS-TASK-002",
            "WS-TASK-003",
            "WS-TASK-004",
            "WS-TASK-005",
            "WS-TASK-006",
        ]
        assert tables_of(index) == tables_of(plane.open())


def test_one_change_after_another_never_makes_a_start_write_many_rows(tmp_path: Path) -> None:
    plane = many(5)
    plane.open(tmp_path).close()
    held = []
    for turn in range(130):
        plane.put("task", f"WS-TASK-{turn % 60 + 1:03d}", task(turn % 60 + 1, title=f"Turn {turn}"))
        plane.settle()
        plane.open(tmp_path).close()
        with plane.open(tmp_path) as index:
            assert plane.loaded == []
            held.append(len(index._upkeep.database.pending))
    assert max(held) == 48
    assert held.count(0) == 2
    with plane.open(tmp_path) as index:
        assert tables_of(index) == tables_of(plane.open())


def test_many_changes_rewrite_the_snapshot_and_drop_the_delta(tmp_path: Path) -> None:
    plane = many(5)
    plane.open(tmp_path).close()
    plane.put("task", "WS-TASK-001", task(1, title="Changed"))
    plane.settle()
    plane.open(tmp_path).close()
    assert (tmp_path / "snapshot.delta").exists()
    before = snapshot_bytes(tmp_path)
    for number in range(100, 180):
        plane.put("task", f"WS-TASK-{number}", task(number))
    plane.settle()
    plane.open(tmp_path).close()
    assert snapshot_bytes(tmp_path) != before
    assert not (tmp_path / "snapshot.delta").exists()
    with plane.open(tmp_path) as index:
        assert plane.loaded == []
        assert tables_of(index) == tables_of(plane.open())


def test_change_with_the_same_size_and_times_is_found_while_the_times_are_fresh(tmp_path: Path) -> None:
    plane = many(3)
    path = plane.put("task", "WS-TASK-002", task(2, title="Aaaa"))
    plane.open(tmp_path).close()
    stamp = plane.stamps[path]
    plane.now_ns += SECOND // 2
    plane.put("task", "WS-TASK-002", task(2, title="Bbbb"), stamp=stamp)
    with plane.open(tmp_path) as index:
        assert index.select(TASK, columns=["title"], where="id = 'WS-TASK-002'") == [("Bbbb",)]


def test_fresh_file_is_compared_by_content_until_its_times_can_be_trusted(tmp_path: Path) -> None:
    plane = many(3)
    path = plane.put("task", "WS-TASK-002", task(2))
    plane.open(tmp_path).close()
    plane.now_ns += SECOND
    plane.open(tmp_path).close()
    assert (plane.digested, plane.loaded) == ([path], [])
    plane.settle()
    plane.open(tmp_path).close()
    assert (plane.digested, plane.loaded) == ([path], [])
    plane.open(tmp_path).close()
    assert (plane.digested, plane.loaded) == ([], [])


def test_after_an_import_the_digests_are_read_once_and_the_snapshot_written_once(tmp_path: Path) -> None:
    plane = Plane()
    for number in range(200):
        plane.put("task", f"T{number}", task(number))
    plane.open(tmp_path).close()
    plane.settle()
    before = snapshot_bytes(tmp_path)
    with plane.open(tmp_path) as index:
        assert len(index.ids(TASK)) == 200
    assert (len(plane.digested), plane.loaded) == (200, [])
    written = snapshot_bytes(tmp_path)
    assert written != before
    with plane.open(tmp_path) as index:
        assert tables_of(index) == tables_of(plane.open())
    plane.open(tmp_path).close()
    assert plane.digested == []
    assert snapshot_bytes(tmp_path) == written


def test_touched_file_is_not_parsed_again(tmp_path: Path) -> None:
    plane = many(3)
    plane.open(tmp_path).close()
    path = plane.put("task", "WS-TASK-002", task(2))
    plane.open(tmp_path).close()
    assert (plane.digested, plane.loaded) == ([path], [])
    plane.settle()
    plane.open(tmp_path).close()
    plane.open(tmp_path).close()
    assert (plane.digested, plane.loaded) == ([], [])


def test_file_that_vanishes_between_the_look_and_the_read_has_no_rows(tmp_path: Path) -> None:
    plane = many(3)
    plane.open(tmp_path).close()
    ghost = "records/tasks/GHOST.yaml"
    plane.stamps[ghost] = Stamp(1, 1, 1, 1)
    plane.put("task", "WS-TASK-002", task(2, title="Changed"))
    changed = "records/tasks/WS-TASK-002.yaml"
    del plane.files[changed]
    plane.read_digest = lambda path: ""  # type: ignore[method-assign]
    with plane.open(tmp_path) as index:
        assert sorted(index.ids(TASK)) == ["WS-TASK-001", "WS-TASK-003"]


def test_file_whose_bytes_cannot_be_read_is_tried_every_time_without_a_write(tmp_path: Path) -> None:
    plane = many(2)
    path = plane.put("task", "WS-TASK-003", b"locked")
    plane.settle()
    plane.open(tmp_path).close()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with plane.open(tmp_path) as index:
        assert plane.loaded == [path]
        assert [finding.path for finding in index.unreadable()] == [path]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    plane.files[path] = json.dumps(task(3)).encode()
    with plane.open(tmp_path) as index:
        assert index.unreadable() == []
        assert "WS-TASK-003" in index.ids(TASK)


def test_only_the_named_kinds_are_looked_at_until_a_query_needs_the_others(tmp_path: Path) -> None:
    plane = many(3)
    plane.put("issue", "ISSUE-001", {"title": "Keyring", "status": "open"})
    plane.settle()
    plane.open(tmp_path).close()
    plane.put("issue", "ISSUE-001", {"title": "Vault", "status": "open"})
    with plane.open(tmp_path, only=["task"]) as index:
        assert len(index.ids(TASK)) == 3
        assert plane.scanned == ["tasks"]
        assert [hit.title for hit in index.search("vault")] == ["Vault"]
        assert plane.scanned.count("tasks") == 1
        assert "issues" in plane.scanned


def test_condition_with_a_subquery_looks_at_every_kind(tmp_path: Path) -> None:
    plane = filled(task(1), task(2))
    plane.open(tmp_path).close()
    plane.put("issue", "ISSUE-001", {"title": "x", "related_task_id": "WS-TASK-002"})
    where = "id IN (SELECT related_task_id FROM cross_repo_issues)"
    with plane.open(tmp_path, only=["task"]) as index:
        assert index.ids(TASK, where=where) == ["WS-TASK-002"]


def test_folder_inside_another_kinds_folder_belongs_to_the_inner_kind(tmp_path: Path) -> None:
    from wmsgit.schema.kind import kind_of

    inner = kind_of("inner", {"x-wmsgit": {"folder": "tasks/inner"}, "properties": {"title": {"type": "string"}}})
    plane = Plane(KINDS | {"inner": inner})
    plane.put("task", "T", task(1))
    plane.put("inner", "I", {"title": "x"})
    plane.settle()
    for _ in range(2):
        with plane.open(tmp_path) as index:
            assert index.ids(TASK) == ["T"]
            assert index.ids(inner) == ["I"]


def test_state_changes_with_content_and_schemas_and_with_nothing_else(tmp_path: Path) -> None:
    plane = many(3)
    with plane.open(tmp_path) as index:
        first = index.state
    path = plane.put("task", "WS-TASK-002", task(2))
    with plane.open(tmp_path) as index:
        assert index.state == first
    plane.put("task", "WS-TASK-002", task(2, title="Changed"))
    with plane.open(tmp_path) as index:
        assert index.state != first
    plane.put("task", "WS-TASK-002", task(2))
    with plane.open(tmp_path) as index:
        assert index.state == first
        assert index.state == plane.open().state
    plane.remove(path)
    with plane.open(tmp_path) as index:
        assert index.state != first
    plane.put("task", "WS-TASK-002", task(2), folder="moved")
    with plane.open(tmp_path) as index:
        assert index.state != first
    assert plane.open(digest="other").state != plane.open().state


def test_open_index_follows_the_files_when_it_is_refreshed(tmp_path: Path) -> None:
    plane = many(3)
    for cache in (tmp_path, None):
        with plane.open(cache) as index:
            before = len(index.ids(TASK))
            plane.put("task", f"NEW-{before}", task(9))
            assert len(index.ids(TASK)) == before
            index.refresh()
            assert len(index.ids(TASK)) == before + 1
            assert len(index.documents(TASK)) == before + 1
            assert tables_of(index) == tables_of(plane.open())


def test_digests_name_every_file(tmp_path: Path) -> None:
    plane = many(2)
    plane.put("issue", "ISSUE-001", b"broken: [")
    expected = {path: plane.read_digest(path) for path in plane.files}
    for _ in range(2):
        with plane.open(tmp_path) as index:
            assert index.digests() == expected


names = st.sampled_from(["A-1", "A-2", "B-1", "B-2", "C"])
kinds = st.sampled_from(["task", "session", "repo"])
titles = st.sampled_from(["one task", "two", "drei word1", "", None])
bodies = st.one_of(
    st.builds(
        lambda title, items: {
            "title": title,
            "goal": title,
            "labels": items,
            "activities": items,
            "dependencies": items,
        },
        titles,
        st.lists(titles, max_size=3),
    ),
    st.just(b"broken: ["),
)
steps = st.lists(
    st.tuples(st.sampled_from(["put", "put", "put", "remove", "touch", "sneak", "wait"]), kinds, names, bodies),
    max_size=8,
)


def _do(plane: Plane, step: tuple[str, str, str, Any]) -> None:
    what, kind, name, body = step
    path = f"records/{plane.kinds[kind].folder}/{name}.yaml"
    if what == "wait":
        plane.now_ns += SECOND
    elif what == "put":
        plane.put(kind, name, body)
    elif path in plane.files and what == "remove":
        plane.remove(path)
    elif path in plane.files and what == "touch":
        plane.put(kind, name, plane.files[path])
    elif path in plane.files and plane.stamps[path].mtime_ns == plane.now_ns:
        # A change that keeps the size and, for the time being, the times.
        plane.files[path] = plane.files[path].replace(b"two", b"owt")


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(steps, st.sampled_from([None, ["task"], ["repo", "task"]])), min_size=1, max_size=6))
def test_index_after_any_changes_equals_a_fresh_one(rounds: list[tuple[list[Any], list[str] | None]]) -> None:
    plane = Plane({name: KINDS[name] for name in ("task", "session", "repo")})
    with tempfile.TemporaryDirectory() as folder:
        for changes, only in rounds:
            for step in changes:
                _do(plane, step)
            with plane.open(Path(folder), only=only) as index, plane.open() as fresh:
                assert index.state == fresh.state
                assert tables_of(index) == tables_of(fresh)
