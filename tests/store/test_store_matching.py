"""Matching: the items that stay are found by their values, at any length."""

import random
import time
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from store_handstyled import json_values

from wmsgit.model.same import same, same_key
from wmsgit.store.matching import match_items, moved_items, pair_items

SMALL_LISTS = st.lists(st.sampled_from(["a", "b", 1, True, 1.0, None, {"a": 1}, {"a": True}]), max_size=9)


def longest(old: list[Any], new: list[Any]) -> int:
    """The length of a longest common subsequence, by definition."""
    if not old or not new:
        return 0
    if same(old[0], new[0]):
        return 1 + longest(old[1:], new[1:])
    return max(longest(old[1:], new), longest(old, new[1:]))


@given(SMALL_LISTS, SMALL_LISTS)
def test_pair_items_is_a_longest_common_subsequence(old: list[Any], new: list[Any]) -> None:
    pairs = pair_items(old, new)
    assert all(same(old[i], new[j]) for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    assert len(pairs) == longest(old, new)


@given(SMALL_LISTS, SMALL_LISTS)
def test_match_items_names_every_item_once_and_in_order(old: list[Any], new: list[Any]) -> None:
    pairs = match_items(old, new)
    assert [i for i, _ in pairs if i is not None] == list(range(len(old)))
    assert [j for _, j in pairs if j is not None] == list(range(len(new)))


@given(json_values(), json_values())
def test_same_key_is_equal_where_the_values_are_the_same(one: Any, other: Any) -> None:
    assert (same_key(one) == same_key(other)) == same(one, other)
    assert same_key([one]) == same_key([one])


def test_pair_items_keeps_all_but_what_changes_in_a_long_list() -> None:
    old = list(range(100_000))
    new = [-1, *old[1:50], *old[51:99_000], -2, *old[99_001:]]
    start = time.process_time()
    assert len(pair_items(old, new)) == len(old) - 3
    assert time.process_time() - start < 10


def test_pair_items_keeps_most_of_a_long_list_of_few_values() -> None:
    rnd = random.Random(1)
    old = [rnd.choice("ab") for _ in range(20_000)]
    new = [*old[:100], *old[101:19_000], *old[19_003:]]
    assert len(pair_items(old, new)) > 15_000


def test_pair_items_pairs_equal_lines_of_long_texts_within_the_item_that_they_stand_in() -> None:
    items = [[f"id: {i}", "kind: x", "rank: low", ""] for i in range(5_000)]
    changed = [item[:1] + item[2:] if i % 9 == 4 else item for i, item in enumerate(items)]
    old, new = ([line for item in version for line in item] for version in (items, changed))
    assert len(pair_items(old, new)) == len(new)


def test_pair_items_keeps_equal_lines_in_order_where_the_items_turned() -> None:
    items = [[f"id: {i}", "kind: x"] for i in range(2_000)]
    old, new = ([line for item in version for line in item] for version in (items, items[::-1]))
    assert len(pair_items(old, new)) >= 2_000


def test_moved_items_are_what_stands_elsewhere() -> None:
    old, new = ["a", "b", "c", "d"], ["d", 1, "b", "c", "a"]
    staying = pair_items(old, new)
    assert staying == [(1, 2), (2, 3)]
    assert moved_items(old, new, staying) == [(3, 0), (0, 4)]


def test_match_items_takes_no_moved_item_for_a_change_of_another() -> None:
    assert match_items(["a", "b"], ["b", "x", "a"]) == [(0, None), (1, 0), (None, 1), (None, 2)]
    assert (0, 0) in match_items(["a", "b"], ["A", "b"])


def test_match_items_knows_an_object_by_its_id_or_first_field() -> None:
    old = [{"id": 1, "a": 1, "b": 2}, {"id": 2, "a": 5, "b": 6}]
    assert match_items(old, [{"id": 2, "a": 1, "b": 2}]) == [(0, None), (1, 0)]
    many = [{"name": f"n{k}", "v": k} for k in range(300)]
    changed = [{"name": f"n{k}", "v": -k - 1} for k in range(300) if k % 7]
    assert all(
        many[i]["name"] == changed[j]["name"] for i, j in match_items(many, changed) if j is not None if i is not None
    )
