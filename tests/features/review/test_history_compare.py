"""Comparison and consequences, on states made of values."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.features.review.changelog import changelog
from wmsgit.features.review.compare import compare
from wmsgit.model.change import field_changes
from wmsgit.model.record import Record
from wmsgit.schema.pairs import Pair


def nowhere(path, pointer, *, key=False):  # type: ignore[no-untyped-def]
    return 7, 1


def test_record_on_one_side_only_is_added_or_removed_with_every_field(state, differences) -> None:
    old = state(task={"T-1": {"id": "T-1", "title": "One"}})
    new = state(task={"T-2": {"title": "Two", "status": "pending"}})
    found = differences(old, new)
    assert [(name, found[name].change) for name in sorted(found)] == [("T-1", "removed"), ("T-2", "added")]
    assert [(f.field, f.old, f.new) for f in found["T-1"].fields] == [("title", "One", None)]
    assert found["T-2"].title == "Two"


def test_moved_file_and_recorded_renumber_are_renamed_and_an_unrecorded_one_is_not(state, differences) -> None:
    old = state(task={"T-1": {"title": "One"}, "T-2": {"title": "Two"}})
    new = state(task={"T-1": {"title": "One"}, "T-9": {"title": "Two"}})
    record = new.records[("task", "T-1")]
    new.records[("task", "T-1")] = replace(record, path="records/tasks/2026/T-1.yaml")  # type: ignore[index]
    found = differences(old, new, T_2="T-9")
    assert {name: (d.change, d.old_id, d.old_path) for name, d in found.items()} == {
        "T-1": ("renamed", "T-1", "records/tasks/T-1.yaml"),
        "T-9": ("renamed", "T-2", "records/tasks/T-2.yaml"),
    }
    assert {d.change for d in differences(old, new).values()} == {"renamed", "removed", "added"}


@pytest.mark.parametrize(
    ("third", "words"),
    [
        ({"status": "closed"}, "closes the last blocker of T-9, which is now ready"),
        ({"status": "pending"}, "closes a blocker of T-9, which still waits for T-3"),
    ],
)
def test_closing_a_blocker_says_whom_it_releases(state, differences, third, words) -> None:
    waiting = {"status": "pending", "dependencies": ["T-1", "T-3"]}
    old = state(task={"T-1": {"status": "in_progress"}, "T-3": third, "T-9": waiting})
    new = state(task={"T-1": {"status": "completed"}, "T-3": third, "T-9": waiting})
    assert differences(old, new)["T-1"].consequences == (words,)


def test_record_that_rests_is_not_called_ready_when_its_last_blocker_closes(state, differences) -> None:
    waiting = {"status": "blocked", "blocked_by": ["T-1"]}
    old = state(task={"T-1": {"status": "pending"}, "T-9": waiting})
    new = state(task={"T-1": {"status": "completed"}, "T-9": waiting})
    assert differences(old, new)["T-1"].consequences == ("closes the last blocker of T-9, which is still blocked",)


def test_reopening_names_who_waits_again_and_who_relied_on_it(state, differences) -> None:
    others = {
        "T-8": {"status": "pending", "dependencies": ["T-1"]},
        "T-9": {"status": "completed", "dependencies": ["T-1"]},
    }
    old = state(task={"T-1": {"status": "completed"}, **others})
    new = state(task={"T-1": {"status": "pending"}, **others})
    assert differences(old, new)["T-1"].consequences == (
        "reopens T-1",
        "T-8 waits for it again",
        "T-9, which is completed, relies on it under dependencies",
    )


def test_supersession_is_told_with_the_status_that_does_not_fit_yet(state, differences) -> None:
    old = state(adr={"A-2": {"status": "accepted"}, "A-4": {"status": "proposed"}})
    new = state(adr={"A-2": {"status": "accepted"}, "A-4": {"status": "proposed", "supersedes": ["A-2"]}})
    assert differences(old, new)["A-4"].consequences == ("A-4 now supersedes A-2, which is still accepted",)
    done = state(adr={"A-2": {"status": "superseded"}, "A-4": {"status": "accepted", "supersedes": ["A-2"]}})
    assert differences(new, done)["A-2"].consequences == ()
    bare = state(adr={"A-2": {"status": "superseded"}, "A-4": {"status": "proposed"}})
    assert differences(old, bare)["A-2"].consequences == ("is superseded, but no adr names it under supersedes",)


def test_dangling_references_are_told_on_both_ends(state, differences) -> None:
    old = state(task={"T-1": {"status": "pending"}, "T-2": {"status": "pending", "dependencies": ["T-1"]}})
    new = state(task={"T-2": {"status": "pending", "dependencies": ["T-1"], "blocked_by": ["T-7"]}})
    found = differences(old, new)
    assert found["T-1"].consequences == ("dangling reference: T-2 names it under dependencies",)
    assert found["T-2"].consequences == ("dangling reference: blocked_by names T-7, which does not exist",)


def test_new_dependencies_and_closed_cycles_are_told_of_a_kind_of_ones_own(state, differences) -> None:
    old = state(risk={"R-1": {"status": "raised"}, "R-2": {"status": "raised", "behind": ["R-1"]}})
    new = state(risk={"R-1": {"status": "raised", "behind": ["R-2"]}, "R-2": {"status": "raised", "behind": ["R-1"]}})
    assert differences(old, new)["R-1"].consequences == (
        "now waits for R-2 (raised)",
        "closes a cycle of behind: R-1 → R-2 → R-1",
    )
    assert differences(new, old)["R-1"].consequences == ("no longer waits for R-2 and is now ready",)


def test_closing_with_open_dependencies_is_told(state, differences) -> None:
    old = state(task={"T-1": {"status": "pending"}, "T-2": {"status": "pending", "dependencies": ["T-1"]}})
    new = state(task={"T-1": {"status": "pending"}, "T-2": {"status": "completed", "dependencies": ["T-1"]}})
    assert differences(old, new)["T-2"].consequences == ("is completed although it waits for T-1 (pending)",)


def test_record_that_cannot_be_read_is_neither_added_nor_removed(state, differences) -> None:
    old = state(task={"T-1": {"title": "One"}})
    new = replace(state(task={}), unreadable=frozenset({("task", "T-1")}))
    assert differences(old, new) == {}
    assert differences(new, old) == {}


def test_changelog_has_what_was_closed_and_what_was_settled_with_its_milestone(state) -> None:
    old = state(
        task={"T-1": {"status": "pending", "milestone": "1.0"}, "T-2": {"status": "closed"}},
        adr={"A-1": {"status": "proposed"}, "A-2": {"status": "accepted"}},
    )
    new = state(
        task={"T-1": {"status": "completed", "milestone": "1.0", "title": "One"}, "T-2": {"status": "completed"}},
        adr={"A-1": {"status": "accepted"}, "A-2": {"status": "implemented"}},
    )
    places = (nowhere, nowhere)
    entries = list(changelog(old, new, compare(old, new, {}, places), places))
    assert [(e.id, e.status, e.milestone, e.title) for e in entries] == [
        ("A-1", "accepted", "", ""),
        ("T-1", "completed", "1.0", "One"),
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.dictionaries(st.sampled_from("abcdef"), VALUES.filter(lambda value: value is not None), max_size=6)


@given(FIELDS, FIELDS)
def test_fields_lead_from_the_old_record_to_the_new(old: dict[str, object], new: dict[str, object]) -> None:
    changed = dict(old)
    for change in field_changes(old, new):
        assert old.get(change.field) == change.old
        changed[change.field] = change.new
    assert {name: value for name, value in changed.items() if value is not None} == new


@given(FIELDS)
def test_record_with_the_same_values_does_not_differ(data: dict[str, object]) -> None:
    again = dict(reversed([*data.items(), ("id", "T-1")]))
    assert Pair(Record("task", "T-1", data, "p"), Record("task", "T-1", again, "p")).change is None
