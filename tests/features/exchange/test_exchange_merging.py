"""What a record becomes when a row is imported over it."""

from typing import Any

import pytest

from wmsgit.features.exchange.layout import TASKS
from wmsgit.features.exchange.merging import merge_row
from wmsgit.features.exchange.rows import RowConverter
from wmsgit.schema.registry import Registry, packaged_schemas

CONVERTER = RowConverter(Registry.read(packaged_schemas()).kind("task"), TASKS.layout)
ROW = {"id": "T-1", "title": "One", "status": "pending", "created": "2025-11-20T21:07:47"}
DATA = {"title": "One", "status": "pending", "created": "2025-11-20T21:07:47Z"}


@pytest.mark.parametrize(
    ("existing", "row", "expected"),
    [
        ({"notes": "mine"}, {}, {"notes": "mine"}),
        ({"notes": "mine"}, {"notes": None}, {}),
        ({"labels": ["a"]}, {"labels": []}, {}),
        ({"notes": "mine"}, {"notes": "theirs"}, {"notes": "theirs"}),
        ({"id": "T-1"}, {}, {"id": "T-1"}),
        ({"labels": []}, {"labels": []}, {"labels": []}),
        ({"metadata": {"a": 1}}, {"metadata": {"b": 2}}, {"metadata": {"b": 2}}),
        ({"metadata": {"a": 1}}, {"metadata": {}}, {}),
        ({"metadata": {"a": 1}}, {"updated": "x"}, {"metadata": {"a": 1, "imported": {"updated": "x"}}}),
        (
            {"metadata": {"imported": {"updated": "x", "other": 1}}},
            {"updated": "y", "metadata": {}},
            {"metadata": {"imported": {"other": 1, "updated": "y"}}},
        ),
        ({"metadata": {"imported": {"updated": "x"}}}, {"updated": None}, {}),
        ({"metadata": {"imported": {"status": "wip"}}}, {}, {}),
    ],
)
def test_a_row_over_a_record(existing: dict[str, Any], row: dict[str, Any], expected: dict[str, Any]) -> None:
    assert merge_row({**DATA, **existing}, CONVERTER.read({**ROW, **row})) == {**DATA, **expected}


def test_a_new_record_is_the_row() -> None:
    assert merge_row(None, CONVERTER.read(ROW)) == DATA


def test_a_status_that_stands_in_for_an_unknown_one_leaves_a_later_one() -> None:
    item = CONVERTER.read({**ROW, "status": "wip"})
    existing = {**item.data, "status": "closed"}
    assert merge_row(existing, item) == existing


def test_the_same_moment_in_another_form_is_left_as_it_stands() -> None:
    existing = {**DATA, "created": "2025-11-20T22:07:47+01:00"}
    assert merge_row(existing, CONVERTER.read(ROW)) == existing


def test_a_required_field_without_a_value_in_the_row_stays() -> None:
    existing = {**DATA, "status": "closed"}
    assert merge_row(existing, CONVERTER.read({**ROW, "status": None})) == existing
