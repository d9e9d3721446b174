"""No schema hangs who loads it, and no record hangs who validates it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from costs import processor_seconds, require_linear
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.errors import SchemaError
from wmsgit.model.same import json_key, same, same_key
from wmsgit.schema.budget import is_plainly_small, require_within_budget
from wmsgit.schema.merge_rule import merge_rules
from wmsgit.schema.registry import MAX_FILES, Registry, packaged_schemas
from wmsgit.schema.shape import digest_of_shape, shape_of
from wmsgit.schema.validate import MAX_PROBLEMS, first_of, problems_by, problems_of

TASK = Registry.read(packaged_schemas()).kind("task")
VALID = {"title": "a", "status": "pending", "priority": "LOW", "created": "2026-01-01T00:00:00Z"}
TEXT = {"type": "string"}
AGAIN = {"$ref": "#/$defs/a"}


def chained(links: int, *ways: str) -> dict[str, Any]:
    """`x` leads through a chain of references, each of which is taken twice."""

    def link(number: int) -> dict[str, Any]:
        following = {"$ref": f"#/$defs/a{number + 1}"}
        if ways[0] == "properties":
            return {"type": "object", "properties": {"p": following, "q": following}}
        part: Any = [following, following] if ways[-1] != "not" else following
        for way in reversed(ways):
            part = {way: part} if isinstance(part, list) or way in {"not", "if"} else {way: [part, part]}
        return dict(part)

    defs = {f"a{number}": link(number) for number in range(links)} | {f"a{links}": TEXT}
    return {"properties": {"x": {"$ref": "#/$defs/a0"}}, "$defs": defs}


HOSTILE: dict[str, Callable[[], Any]] = {
    "two properties a link": lambda: chained(40, "properties"),
    "allOf": lambda: chained(28, "allOf"),
    "anyOf": lambda: chained(28, "anyOf"),
    "oneOf": lambda: chained(28, "oneOf"),
    "allOf in anyOf": lambda: chained(14, "allOf", "anyOf"),
    "by anchors": lambda: {
        "properties": {"x": {"$ref": "#a0"}},
        "$defs": {f"d{n}": {"$anchor": f"a{n}", "allOf": [{"$ref": f"#a{n + 1}"}] * 2} for n in range(30)}
        | {"end": {"$anchor": "a30"}},
    },
    "by list positions": lambda: {
        "properties": {"x": {"$ref": "#/allOf/0"}},
        "allOf": [{"allOf": [{"$ref": f"#/allOf/{n + 1}"}] * 2} for n in range(30)] + [{}],
    },
    "tried again": lambda: {
        "properties": {"x": {"$ref": "#/$defs/a0"}},
        "$defs": {
            f"a{n}": {"unevaluatedProperties": False, "anyOf": [{"$ref": f"#/$defs/a{n + 1}"}]} for n in range(30)
        }
        | {"a30": {}},
    },
    "a circle in one place": lambda: {"properties": {"x": AGAIN}, "$defs": {"a": {"allOf": [AGAIN]}}},
    "fields without an end": lambda: {"properties": {"x": AGAIN}, "$defs": {"a": {"properties": {"x": AGAIN}}}},
    "many properties": lambda: {"properties": {f"p{n}": TEXT for n in range(20_000)}},
    "a long enum": lambda: {"properties": {"x": {"enum": [f"v{n}" for n in range(20_000)]}}},
    "a long required": lambda: {"properties": {"x": TEXT}, "required": [f"v{n}" for n in range(20_000)]},
    "many patterns": lambda: {"properties": {"x": {"allOf": [{"pattern": f"(a{{0,1000}}{n})?"} for n in range(900)]}}},
    "many definitions": lambda: {
        "properties": {"x": TEXT}, "$defs": {f"d{n}": {"allOf": [{}] * 9} for n in range(900)},
    },
    "an id inside": lambda: {"properties": {"x": {"$id": "urn:x", "$ref": "#"}}},
    "depth": lambda: {"properties": {"x": json.loads('{"items":' * 250 + "{}" + "}" * 250)}},
    "a number of 5,000 digits": lambda: '{"properties": {"x": {"maximum": ' + "1" * 5000 + "}}}",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_schema_beyond_a_budget_is_one_error_at_load(name: str) -> None:
    schema = HOSTILE[name]()
    text = schema if isinstance(schema, str) else json.dumps(schema)
    registry = Registry({"zz.schema.json": str(text).encode()})

    def load() -> None:
        with pytest.raises(SchemaError) as caught:
            registry.kind("zz")
        assert len(str(caught.value)) < 400
        assert registry.schema_at("records/zzs/a.yaml") is None  # nor is anything merged by it
        assert list(registry.broken) == ["zz"]

    assert processor_seconds(load) < 10


def test_packaged_schemas_are_far_within_every_budget() -> None:
    for path in packaged_schemas().glob("*.json"):
        require_within_budget(json.loads(path.read_text(encoding="utf-8")), path.name)


def test_more_schema_files_than_are_read_are_one_error() -> None:
    text = json.dumps({"properties": {"x": TEXT}}).encode()
    assert len(Registry({f"k{n}.schema.json": text for n in range(MAX_FILES)}).names) == MAX_FILES
    with pytest.raises(SchemaError, match=r"1,500 schema files"):
        Registry({f"k{n}.schema.json": text for n in range(1500)})


def test_data_without_bound_in_depth_may_be_described() -> None:
    value = {"$ref": "#/$defs/value"}
    anything = {"anyOf": [TEXT, {"type": "array", "items": value}, {"type": "object", "additionalProperties": value}]}
    schema = {"properties": {"x": value}, "$defs": {"value": anything}}
    kind = Registry({"zz.schema.json": json.dumps(schema).encode()}).kind("zz")
    assert problems_of(kind, {"x": [{"a": ["b"]}]}, "A") == []
    assert problems_of(kind, {"x": [{"a": [1.5]}]}, "A")


def test_shape_that_leads_back_often_is_made_and_digested_at_once() -> None:
    again = {"$ref": "#/$defs/a"}
    node = {
        "additionalProperties": again,
        "items": again,
        "type": ["object", "array"],
        "properties": {"b": again, "c": again},
    }
    schema = {"properties": {"x": again}, "$defs": {"a": node}}
    assert processor_seconds(lambda: digest_of_shape(shape_of(schema))) < 5


def test_record_that_is_tried_without_end_is_told_so() -> None:
    below = {"additionalProperties": {"$ref": "#/$defs/s"}}
    schema = {"properties": {"x": {"$ref": "#/$defs/s"}}, "$defs": {"s": {"allOf": [below, below]}}}
    require_within_budget(schema, "zz")
    deep: Any = 1
    for _ in range(60):
        deep = {"a": deep}

    def validate() -> None:
        (problem,) = problems_by(schema, {"x": deep}, "zz")
        assert "more steps than any may" in str(problem)

    assert processor_seconds(validate) < 60


@pytest.mark.parametrize("form", ["f{}", "labelz{}"])
def test_unknown_fields_cost_what_they_are_and_are_told_up_to_a_number(form: str) -> None:
    def validate(count: int) -> None:
        problems = problems_of(TASK, {**VALID, **{form.format(n): 1 for n in range(count)}}, "A")
        assert len(list(map(str, problems))) == MAX_PROBLEMS + 1
        assert str(problems[-1]) == f"… and {count - MAX_PROBLEMS:,} more"

    require_linear(validate, 5_000)


def test_all_problems_are_there_for_who_compares_them() -> None:
    data = {**VALID, **{f"labelz{n}": 1 for n in range(100)}}
    assert len(problems_of(TASK, data, "A", most=None)) == 100
    assert len(first_of(problems_of(TASK, data, "A", most=None))) == MAX_PROBLEMS + 1
    assert set(problems_of(TASK, data, "A", most=None)) == set(problems_of(TASK, data, "B", most=None))


@pytest.mark.parametrize("keyword", [{"uniqueItems": True}, {"items": {"enum": [f"v{n}" for n in range(1000)]}}])
def test_items_are_compared_by_hashes(keyword: dict[str, Any]) -> None:
    schema = {"properties": {"x": keyword}}
    require_linear(lambda size: problems_by(schema, {"x": [{"a": n} for n in range(size)]}, "zz"), 3_000)


def test_numbers_whose_hashes_are_equal_cost_no_more() -> None:
    schema = {"properties": {"x": {"uniqueItems": True}}}
    modulus = 2**61 - 1  # of CPython's hash of an integer
    require_linear(lambda size: problems_by(schema, {"x": [n * modulus for n in range(size)]}, "zz"), 3_000)


def test_values_are_echoed_up_to_a_length() -> None:
    for data in ({"title": ["x" * 400_000]}, {"status": "x" * 400_000}, {"x" * 400_000: 1}, {"labels": "x" * 400_000}):
        for problem in problems_of(TASK, {**VALID, **data}, "A"):
            assert len(str(problem)) < 700
    schema = {"properties": {"x": {"enum": [f"value-{n}" for n in range(2000)]}}}
    (problem,) = problems_by(schema, {"x": "value-19999"}, "zz")
    assert len(str(problem)) < 700


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from([0.0, -0.0, 1.0, 1.5, 1e300])
    | st.sampled_from("ab"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


@given(st.lists(JSON, max_size=5), JSON)
def test_hashed_keywords_say_what_the_standard_ones_do(items: list[Any], value: Any) -> None:
    from jsonschema import Draft202012Validator

    for keyword in ({"uniqueItems": True}, {"enum": items}, {"contains": {"enum": [value]}}):
        schema = {"properties": {"x": keyword}}
        for data in ({"x": items}, {"x": value}):
            assert bool(problems_by(schema, data, "zz")) == (not Draft202012Validator(schema).is_valid(data))


@given(JSON, JSON)
def test_keys_are_equal_for_the_values_that_are(one: Any, other: Any) -> None:
    from jsonschema import Draft202012Validator

    assert (same_key(one) == same_key(other)) == same(one, other)
    is_equal = not Draft202012Validator({"not": {"const": one}}).is_valid(other)
    assert (json_key(one) == json_key(other)) == is_equal


SCHEMAS = st.recursive(
    st.sampled_from([{}, {"type": "string"}, {"enum": ["a"]}, {"pattern": "a"}]),
    lambda inner: st.fixed_dictionaries({}, optional={
        "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        "items": inner, "allOf": st.lists(inner, min_size=1, max_size=3), "not": inner,
    }),
    max_leaves=20,
)  # fmt: skip


@given(SCHEMAS)
def test_what_is_plainly_small_is_within_every_budget(schema: dict[str, Any]) -> None:
    text = json.dumps(schema).encode()
    if is_plainly_small(text):
        require_within_budget(schema, "zz")
        merge_rules(schema)


def test_reference_that_is_spelled_by_an_escape_is_measured() -> None:
    assert is_plainly_small(b'{"properties": {"x": {"type": "string"}}}')
    assert not is_plainly_small(b'{"properties": {"x": {"\\u0024ref": "#"}}}')
