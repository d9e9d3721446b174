"""Tiers of scale of the older system become the settings' scale, by domain."""

from typing import Any

import pytest

from wmsgit.features.exchange.scale import domains_of, merged_scale, most_users
from wmsgit.features.exchange.three_way import KEEP_OURS, Preference

ROWS = [
    {"id": "2", "domain": "credentials", "tier": 2, "name": "team", "user_range": "11-100", "solution": "Vault"},
    {"id": "1", "domain": "credentials", "tier": 1, "name": "one", "user_range": "1-10", "solution": ".env",
     "upgrade_trigger": "a second machine"},
    {"id": "3", "domain": "credentials", "tier": 3, "name": "one", "user_range": "100+"},
    {"id": "4", "domain": "storage", "tier": 1, "user_range": None},
]  # fmt: skip
CREDENTIALS = [
    {"name": "one", "users": 10, "use": ".env", "next": "a second machine"},
    {"name": "team", "users": 100, "use": "Vault"},
    {"name": "one (3)"},
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1-10", 10), ("1", 1), (5, 5), ("1,000 - 10,000 users", 10_000), ("10k", 10_000), ("1-2M", 2_000_000),
     ("<50", 50), ("up to 7", 7), ("100+", None), ("> 9", None), ("unlimited", None), (None, None), ("", None)],
)  # fmt: skip
def test_a_range_of_users_has_an_end_or_none(text: Any, expected: int | None) -> None:
    assert most_users(text) == expected


def test_tiers_are_in_order_and_have_names_of_their_own() -> None:
    assert domains_of(ROWS) == {"credentials": CREDENTIALS, "storage": [{"name": "tier 1"}]}


def change(**fields: Any) -> list[dict[str, Any]]:
    return [{**row, **(fields if row["id"] == "2" else {})} for row in ROWS]


def test_a_domain_is_merged_three_way() -> None:
    first = merged_scale({}, ROWS, [], 3, KEEP_OURS)
    assert (first.taken, first.scale["users"], first.differences) == (["credentials", "storage"], 3, [])
    assert merged_scale(first.scale, ROWS, ROWS, 3, KEEP_OURS).taken == []
    mine = {**first.scale, "domains": {**first.scale["domains"], "credentials": []}}
    assert merged_scale(mine, ROWS, ROWS, 3, KEEP_OURS).taken == []
    assert merged_scale(mine, change(solution="sops"), ROWS, 3, KEEP_OURS).taken == []
    theirs = merged_scale(first.scale, change(solution="sops"), ROWS, 9, KEEP_OURS)
    assert (theirs.taken, theirs.scale["users"]) == (["credentials"], 3)
    assert theirs.scale["domains"]["credentials"][1]["use"] == "sops"
    edited = {"users": 1, "domains": {"credentials": [{"name": "mine"}]}}
    both = merged_scale(edited, change(solution="sops"), ROWS, 3, KEEP_OURS)
    assert [(item.field, item.why) for item in both.differences] == [("domains.credentials", "both changed it")]
    assert both.scale["domains"]["credentials"] == [{"name": "mine"}]
    taken = merged_scale(edited, ROWS, ROWS, 3, Preference(theirs=True))
    assert taken.scale == {"users": 1, "domains": first.scale["domains"]}
