"""What a schema says against a record, in words; and what a hostile schema cannot do."""

import time
from typing import Any

import pytest

from wmsgit.errors import SchemaError
from wmsgit.schema.acceptance import OfSchemas
from wmsgit.schema.registry import Registry, packaged_schemas
from wmsgit.schema.validate import check_schema, problems_by, problems_of

TASK = Registry.read(packaged_schemas()).kind("task")
VALID = {"title": "Write it", "status": "pending", "created": "2026-11-23T09:30:00Z"}


def words(**changes: Any) -> list[str]:
    data = {name: value for name, value in {**VALID, **changes}.items() if value is not None}
    return [str(problem) for problem in problems_of(TASK, data, "WS-TASK-001")]


def test_valid_record_has_no_problems_with_or_without_its_id() -> None:
    assert words() == words(id="WS-TASK-001") == []


def test_value_near_a_legal_one_is_suggested() -> None:
    assert words(status="pendng")[0].endswith("did you mean 'pending'?")


def test_unknown_field_near_a_known_one_is_suggested_at_its_key() -> None:
    (problem,) = problems_of(TASK, {**VALID, "labls": ["a"]}, "X")
    assert (problem.pointer, problem.at_key) == (("labls",), True)
    assert "did you mean 'labels'" in problem.message


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": None}, "'title' is required"),
        ({"title": ""}, "title: must not be empty"),
        ({"title": "x" * 20_000}, "20,000 characters, at most 500"),
        ({"title": 3}, "title: 3 is not a text"),
        ({"labels": "a"}, "labels: 'a' is not a list"),
        ({"labels": ["a", 1]}, "labels[1]: 1 is not a text"),
        ({"created": "2026-11-23T09:30:00"}, "is not a timestamp such as"),
        ({"created": "2026-13-23T09:30:00Z"}, "is not a timestamp such as"),
        ({"due": "someday"}, "is not a day such as"),
        ({"comments": [{"at": "2026-11-23T09:30:00Z", "by": "ann"}]}, "comments[0]: 'text' is required"),
    ],
)
def test_problem_is_worded_for_a_person(changes: dict[str, Any], expected: str) -> None:
    assert expected in "\n".join(words(**changes))


def test_every_problem_is_reported() -> None:
    assert len(words(status="x", priority="y", title="", nonsense=1)) == 4


@pytest.mark.parametrize("value", ["2026-11-23", "2026-11-23T09:30:00Z", "2026-11-23T09:30:00.25+02:00"])
def test_day_or_moment_is_taken_where_both_fit(value: str) -> None:
    assert words(due=value) == []


def test_pattern_that_backtracks_runs_in_bounded_time() -> None:
    schema = {"properties": {"x": {"type": "string", "pattern": "^(a+)+$"}}}
    start = time.monotonic()
    assert len(problems_by(schema, {"x": "a" * 40 + "!"}, "risk")) == 1
    assert time.monotonic() - start < 60


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"x": {"pattern": "(?=a)b"}}},
        {"patternProperties": {"^(a+)+$": {"type": "string"}}},
        {"properties": {"x": {"$ref": "https://example.org/schema.json"}}},
        {"properties": {"x": {"$ref": "#/$defs/missing"}}},
        {"properties": {"x": {"type": "colour"}}},
        {"$ref": "#"},
    ],
)
def test_schema_that_cannot_be_bounded_or_resolved_is_an_error(schema: dict[str, Any]) -> None:
    with pytest.raises(SchemaError):
        problems_by(schema, {"x": "y", "aaaa": 1}, "risk")


@pytest.mark.parametrize("reference", ["https://example.org/x", "file:///etc/passwd", "x.json"])
def test_reference_out_of_the_file_is_found_before_any_record_needs_it(reference: str) -> None:
    with pytest.raises(SchemaError, match="nothing is fetched"):
        check_schema({"properties": {"x": {"$ref": reference}}}, "risk")


def test_schema_against_the_meta_schema_names_the_place() -> None:
    with pytest.raises(SchemaError, match=r"properties\.x\.type"):
        check_schema({"properties": {"x": {"type": "colour"}}}, "risk")


@pytest.mark.parametrize(("items", "place"), [(["a", 1], "l[1]"), (["", "a"], "l[0]"), (["a", "b"], "")])
def test_every_text_of_a_list_is_checked(items: list[Any], place: str) -> None:
    schema = {"properties": {"l": {"items": {"type": "string", "minLength": 1}}}}
    assert [str(problem).partition(":")[0] for problem in problems_by(schema, {"l": items}, "x")] == [place] * bool(
        place
    )


def test_a_schema_is_judged_alike_whatever_formats_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    from jsonschema import Draft202012Validator

    monkeypatch.setitem(Draft202012Validator.FORMAT_CHECKER.checkers, "uri", (lambda _: False, ()))
    check_schema({"$schema": "./meta/x-wmsgit.schema.json", "type": "object"}, "task")
    with pytest.raises(SchemaError):
        check_schema({"properties": {"a": {"pattern": "("}}}, "task")


def test_of_many_schemas_the_last_are_known() -> None:
    known: OfSchemas[int] = OfSchemas()
    schemas = [{"title": str(number)} for number in range(OfSchemas.MOST + 1)]
    for number, schema in enumerate(schemas):
        known.keep(schema, number)
    assert [known.get(schema) for schema in schemas] == [None, *range(1, len(schemas))]
    assert known.get(dict(schemas[-1])) is None


def test_schemas_of_one_text_are_one_so_that_a_long_process_keeps_one() -> None:
    first, second = (Registry.read(packaged_schemas()) for _ in range(2))
    assert first.settings_schema is second.settings_schema
    assert first.kind("task") is second.kind("task")
