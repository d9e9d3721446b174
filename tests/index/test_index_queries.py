"""Rows, order, whole records, counts, and what a prefix or a few words find."""

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from planes import KINDS, TASK, Plane, filled, task

from wmsgit.errors import AmbiguousError, InvalidError, NotFoundError
from wmsgit.index.query import Selection, values_condition
from wmsgit.index.search import match_expression


def test_newest_come_first_then_ids_by_their_numbers() -> None:
    plane = Plane()
    for identifier, day in {"T-2": 5, "T-10": 5, "t-9": 5, "A": 7, "Z": 1}.items():
        plane.put("task", identifier, task(day))
    plane.put("task", "NONE", {"title": "x"})
    plane.put("task", "ODD", {"title": "x", "created": "soon"})
    with plane.open() as index:
        assert index.ids(TASK) == ["A", "T-2", "t-9", "T-10", "Z", "NONE", "ODD"]
        assert index.ids(TASK, limit=2) == ["A", "T-2"]
        assert index.ids(TASK, limit=0) == []


def test_enumerations_sort_in_their_own_order_and_absent_values_last() -> None:
    values = ["LOW", "CRITICAL", None, "high", "MEDIUM", "odd"]
    plane = filled(*(task(number, priority=value) for number, value in enumerate(values, 1)))
    with plane.open() as index:
        up = [row[0] for row in index.select(TASK, order=["priority"], columns=["priority"])]
        down = [row[0] for row in index.select(TASK, order=["-priority"], columns=["priority"])]
    assert up[:4] == ["CRITICAL", "high", "MEDIUM", "LOW"]
    assert down[:4] == ["LOW", "MEDIUM", "high", "CRITICAL"]
    assert set(up[4:]) == set(down[4:]) == {None, "odd"}


def test_records_sort_by_several_fields_nested_ones_too() -> None:
    plane = filled(
        task(1, assigned_to="bob", metadata={"rank": 10}),
        task(2, assigned_to="Ann", metadata={"rank": 9}),
        task(3, assigned_to="ann", metadata={"rank": 2}, session_created="S-10"),
        task(4, session_created="S-9"),
    )
    with plane.open() as index:
        assert index.ids(TASK, order=["assigned_to", "-id"])[:3] == [
            "WS-TASK-003",
            "WS-TASK-002",
            "WS-TASK-001",
        ]
        assert index.ids(TASK, order=["metadata.rank"])[:3] == ["WS-TASK-003", "WS-TASK-002", "WS-TASK-001"]
        assert index.ids(TASK, order=["session_created"])[:2] == ["WS-TASK-004", "WS-TASK-003"]
        with pytest.raises(InvalidError, match="did you mean 'priority'"):
            index.ids(TASK, order=["-priorty"])


def test_columns_may_be_fields_their_parts_and_the_path() -> None:
    plane = filled(task(1, labels=["a"], metadata={"a": {"b": 2}}))
    with plane.open() as index:
        columns = ["id", "labels", "metadata.a.b", "record_path", "repo"]
        expected = ("WS-TASK-001", '["a"]', 2, "records/tasks/WS-TASK-001.yaml", None)
        assert index.select(TASK, columns=columns) == [expected]
        with pytest.raises(InvalidError):
            index.select(TASK, columns=["nothing"])


def test_documents_come_in_the_order_that_was_asked_for() -> None:
    plane = filled(task(1), task(2, status="closed"), task(3))
    with plane.open() as index:
        assert [record.id for record in index.documents(TASK)] == [
            "WS-TASK-003",
            "WS-TASK-002",
            "WS-TASK-001",
        ]
        some = index.documents(TASK, ids=["WS-TASK-002", "WS-TASK-003", "ws-task-001"])
        assert [record.id for record in some] == ["WS-TASK-002", "WS-TASK-003"]
        assert index.documents(TASK, ids=[]) == []
        [closed] = index.documents(TASK, where="status = 'closed'")
    assert (closed.kind, closed.path) == ("task", "records/tasks/WS-TASK-002.yaml")
    assert closed.to_dict() == {"id": "WS-TASK-002", "kind": "task", **task(2, status="closed")}


def test_counts_group_by_value_and_lists_by_item() -> None:
    plane = filled(task(1, labels=["a", "b"]), task(2, labels=["a"], status="closed"), task(3, metadata={"x": "y"}))
    with plane.open() as index:
        assert index.counts(TASK, "status") == [("pending", 2), ("closed", 1)]
        assert index.counts(TASK, "labels") == [("a", 2), (None, 1), ("b", 1)]
        assert index.counts(TASK, "metadata.x", where="id = 'WS-TASK-003'") == [("y", 1)]
        assert index.counts(TASK, "assigned_to") == [(None, 3)]


@pytest.fixture
def mixed() -> Plane:
    plane = filled(task(1), task(2), task(3))
    plane.put("task", "WS-TASK-0020", task(20))
    plane.put("issue", "ISSUE-001", {"title": "Keyring"})
    plane.put("issue", "issue-0012", {"title": "x"})
    plane.put("task", "BROKEN-1", b"title: [")
    return plane


def test_id_is_found_exactly_then_in_any_case_then_by_its_beginning(mixed: Plane) -> None:
    with mixed.open() as index:
        assert index.find("WS-TASK-002").id == "WS-TASK-002"
        assert index.find("ws-task-002").id == "WS-TASK-002"
        assert index.find("WS-TASK-002", exact=True).path == "records/tasks/WS-TASK-002.yaml"
        assert index.find("issue-001").id == "ISSUE-001"
        assert index.find("ISSUE-0012", exact=True).id == "issue-0012"
        assert index.find("ISSUE-0012", KINDS["issue"]).kind == "issue"
        with pytest.raises(AmbiguousError, match="WS-TASK-001"):
            index.find("ws-task")
        assert index.find("ws-task-001", "task").title == "Task 1"


def test_id_that_names_nothing_brings_the_nearest_one(mixed: Plane) -> None:
    with mixed.open() as index:
        with pytest.raises(NotFoundError, match="did you mean 'WS-TASK-001'"):
            index.find("WS-TSK-001")
        for text in ("WS-TASK", "", "%", "' OR 1", "\udc80", "WS-TASK-0029"):
            with pytest.raises(NotFoundError):
                index.find(text, exact=True)
        with pytest.raises(NotFoundError):
            index.find("ISSUE-001", TASK)
        with pytest.raises(NotFoundError):
            index.find("")


def test_id_of_a_file_that_cannot_be_read_says_why(mixed: Plane) -> None:
    with mixed.open() as index, pytest.raises(InvalidError) as caught:
        index.find("broken-1")
    assert caught.value.where == "records/tasks/BROKEN-1.yaml:1:2"


def test_id_that_two_files_have_is_ambiguous() -> None:
    plane = Plane()
    plane.put("task", "T", task(1), folder="a")
    plane.put("task", "T", task(2), folder="b")
    with plane.open() as index, pytest.raises(AmbiguousError, match=r"records/tasks/b/T\.yaml"):
        index.find("T", exact=True)


def test_completion_gives_ids_with_titles_by_number(mixed: Plane) -> None:
    mixed.put("task", "WS-TASK-1000", task(1000))
    with mixed.open() as index:
        assert index.complete(TASK, "ws-task-00")[:2] == [
            ("WS-TASK-001", "Task 1"),
            ("WS-TASK-002", "Task 2"),
        ]
        assert [each for each, _ in index.complete("task", "WS-TASK-")][-1] == "WS-TASK-1000"
        assert [each for each, _ in index.complete(None, "i")] == ["ISSUE-001", "issue-0012"]
        assert index.complete(TASK, "%") == []
        assert len(index.complete(TASK, "", limit=2)) == 2


def searched(plane: Plane, text: str, **options: object) -> list[str]:
    with plane.open() as index:
        return [hit.id for hit in index.search(text, **options)]  # type: ignore[arg-type]


@pytest.fixture
def texts() -> Plane:
    plane = filled(
        task(1, title="Rotate the keyring", description="Nothing else"),
        task(2, title="Other", description="The keyring is Größe " + "filler " * 40),
        task(3, title="Third", labels=["ops", "don't-stop"], notes="a AND b (c) keys"),
    )
    plane.put("issue", "ISSUE-001", {"title": "Keyring broken", "status": "open"})
    return plane


def test_title_weighs_more_than_the_body(texts: Plane) -> None:
    assert searched(texts, "keyring")[-1] == "WS-TASK-002"
    assert searched(texts, "keyring", kinds=["issue"]) == ["ISSUE-001"]
    assert searched(texts, "keyring", kinds=[]) == []
    assert len(searched(texts, "keyring", limit=2)) == 2


def test_hit_tells_where_the_words_were_found(texts: Plane) -> None:
    with texts.open() as index:
        [hit] = index.search("GROSSE") or index.search("größe")
    assert "Größe" in hit.snippet
    assert hit.snippet.endswith("…")
    assert (hit.kind, hit.title, hit.status, hit.path) == (
        "task",
        "Other",
        "pending",
        "records/tasks/WS-TASK-002.yaml",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("keyr", {"WS-TASK-001", "WS-TASK-002", "ISSUE-001"}),
        ("rotate keyr", {"WS-TASK-001"}),
        ("key* nothing", {"WS-TASK-001"}),
        ("key nothing", set()),
        ('"the keyring"', {"WS-TASK-001", "WS-TASK-002"}),
        ('"keyring the"', set()),
        ("DON'T-STOP", {"WS-TASK-003"}),
        ("ops", {"WS-TASK-003"}),
        ("AND b", {"WS-TASK-003"}),
        ("keyring NOT rotate", set()),
        ("title:rotate", set()),
        ("", set()),
        ("  -- ''", set()),
        ('"', set()),
        ("*", set()),
    ],
)
def test_words_are_words_and_nothing_else_is_syntax(texts: Plane, text: str, expected: set[str]) -> None:
    assert set(searched(texts, text)) == expected


@settings(max_examples=examples(200), deadline=None)
@given(
    st.text(max_size=30)
    | st.lists(st.sampled_from(['"', "*", "NEAR(", "^", ":", "a", " ", "-", "{", "\udc80"])).map("".join)
)
def test_no_text_is_a_syntax_error(text: str) -> None:
    _INDEX.search(text)
    assert match_expression(text).count('"') % 2 == 0


_INDEX = filled(task(1, title="a b c")).open()


def test_what_is_filtered_sorted_and_counted_most_reads_no_whole_row() -> None:
    conditions = [values_condition(TASK, "status", ["pending"]), values_condition(TASK, "priority", ["HIGH"])]
    selection = Selection(TASK, conditions, limit=3)
    with filled(*(task(number) for number in range(1, 9))).open() as index:
        connection = index._upkeep.database.connection

        def plan(statement: tuple[str, tuple[object, ...]]) -> list[str]:
            return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement[0]}", statement[1])]

        (counted,) = plan(selection.plain_statement(("count(*)", ())))
        chosen = plan(selection.statement([('"title"', ())]))
    assert "USING COVERING INDEX wmsgit workspace_tasks" in counted
    assert "USING INTEGER PRIMARY KEY" in chosen[0]
    assert any("USING COVERING INDEX wmsgit workspace_tasks" in step for step in chosen)
