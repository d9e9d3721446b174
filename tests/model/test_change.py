"""Changes in words, as commit subjects have them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.model.change import MAX_SUBJECT, FieldChange, RecordChange, field_changes, subject_of


@pytest.mark.parametrize(
    ("field", "old", "new", "words"),
    [
        ("status", "pending", "completed", "status pending → completed"),
        ("assigned_to", None, "ann", "assigned_to → ann"),
        ("assigned_to", "ann", None, "assigned_to removed"),
        ("description", "a\nb", "a\nc", "description"),
        ("labels", ["a"], ["a", "b"], "labels + b"),
        ("labels", ["a", "b"], ["b"], "labels − a"),
        ("labels", ["a", "a"], ["a"], "labels − a"),
        ("labels", [1], [True], "labels + True − 1"),
        ("labels", ["a", "b", "c"], ["c", "a", "b"], "labels moved c"),
        ("labels", ["a", "b", "c", "d"], ["d", "x", "b", "c"], "labels + x − a moved d"),
        ("rules", [{"id": "r1"}, {"id": "r2"}], [{"id": "r2"}, {"id": "r1"}], "rules moved r1"),
        ("options", [{"x": [1]}, {"x": [2]}], [{"x": [2]}, {"x": [1]}], "options moved 1"),
        ("comments", [], [{"text": "x"}], "comments +1"),
    ],
)
def test_field_change_is_said_in_a_few_words(field: str, old: Any, new: Any, words: str) -> None:
    assert str(FieldChange(field, old, new)) == words


def test_subject_of_one_record_names_it() -> None:
    fields = field_changes({"status": "pending"}, {"status": "closed"})
    change = RecordChange("task", "WS-TASK-001", "p", "changed", fields=fields)
    assert subject_of([change]) == "WS-TASK-001: status pending → closed"


def test_subject_of_many_counts_by_kind() -> None:
    added = [RecordChange("task", f"T-{n}", "p", "added") for n in range(66)]
    issues = [RecordChange("issue", "I-1", "p", "added")]
    assert subject_of(added + issues) == "add 66 tasks, add 1 issue"


def test_subject_of_the_same_change_to_several_names_them() -> None:
    fields = field_changes({"status": "pending"}, {"status": "closed"})
    changes = [RecordChange("task", name, name, "changed", fields=fields) for name in ("A", "B")]
    assert subject_of(changes) == "A, B: status pending → closed"


@given(
    st.lists(st.text(), min_size=1),
    st.dictionaries(st.text(), st.text()),
    st.dictionaries(st.text(), st.text()),
)
def test_subject_is_always_one_line_of_bounded_length(ids: list[str], old: dict[str, Any], new: dict[str, Any]) -> None:
    changes = [RecordChange("task", name, name, "changed", fields=field_changes(old, new)) for name in ids]
    subject = subject_of(changes)
    assert len(subject.splitlines()) <= 1
    assert len(subject) <= MAX_SUBJECT


def test_subject_of_the_same_change_to_very_many_counts_them() -> None:
    fields = field_changes({"status": "pending"}, {"status": "closed"})
    changes = [RecordChange("task", f"WS-TASK-{n:03}", "p", "changed", fields=fields) for n in range(60)]
    assert subject_of(changes) == "60 tasks: status pending → closed"
