"""Acceptance: what is admitted without jsonschema, jsonschema admits too, whatever the schema and the value."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SCHEMAS, TESTS

from wmsgit.errors import SchemaError
from wmsgit.schema import validate
from wmsgit.schema.acceptance import admits
from wmsgit.schema.bounded import MAX_STEPS, require_bounded
from wmsgit.schema.shape import shape_of
from wmsgit.store.document import read_document

TEXTS = st.sampled_from(["", "a", "ab", "closed", "2026-11-23", "2026-11-23T09:30:00Z", "2026-11-23T23:59:60Z", "é"])
NAMES = st.sampled_from(["a", "b", "kind", "rules"])
NUMBERS = st.sampled_from([0, 1, 2, -1, 1.0, 2.5, True, False, float("inf"), float("nan")])
PLAIN = st.one_of(st.none(), TEXTS, NUMBERS)
VALUES = st.recursive(
    PLAIN, lambda part: st.one_of(st.lists(part, max_size=4), st.dictionaries(NAMES, part, max_size=4)), max_leaves=12
)
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object", "strnig"])
ODD = st.sampled_from([None, -1, 1.0, "a", [1], {"a": 1}, True])
"""Values that a keyword does not take, or hardly."""


def _keywords(part: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    counts = st.one_of(st.integers(0, 3), ODD)
    schemas = st.one_of(part, st.booleans())
    return {
        "type": st.one_of(TYPES, st.lists(TYPES, max_size=3), ODD),
        "properties": st.one_of(st.dictionaries(NAMES, schemas, max_size=3), ODD),
        "additionalProperties": st.one_of(schemas, ODD),
        "required": st.one_of(st.lists(NAMES, max_size=2), ODD),
        "items": st.one_of(schemas, ODD),
        "enum": st.one_of(st.lists(VALUES, max_size=3), ODD),
        "const": VALUES,
        "pattern": st.sampled_from(["^a", "b$", "c.+d", "("]),
        "format": st.one_of(st.sampled_from(["date-time", "date", "date-or-time", "email"]), ODD),
        "uniqueItems": ODD,
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), counts),
        "minimum": st.one_of(NUMBERS, ODD),
        "maximum": st.one_of(NUMBERS, ODD),
        "allOf": st.one_of(st.lists(schemas, max_size=2), ODD),
        "if": schemas,
        "then": schemas,
        "else": schemas,
        "anyOf": st.lists(schemas, min_size=1, max_size=2),
        "propertyNames": schemas,
        "not": schemas,
        "prefixItems": st.lists(schemas, min_size=1, max_size=2),
        "$ref": st.sampled_from(["#", "#/$defs/x", "#/properties/a"]),
        "$schema": st.one_of(st.just("https://json-schema.org/draft/2020-12/schema"), st.just("./meta.json"), ODD),
        "title": st.one_of(TEXTS, ODD),
    }


SCHEMA = st.recursive(
    st.booleans(),
    lambda part: st.integers(1, 4).flatmap(
        lambda count: st.lists(st.sampled_from(list(_keywords(part))), min_size=count, max_size=count).flatmap(
            lambda names: st.fixed_dictionaries({name: _keywords(part)[name] for name in names})
        )
    ),
    max_leaves=8,
)


def _jsonschema_admits(schema: Any, value: Any) -> bool:
    return not list(validate._compile(schema).iter_errors(value))


@given(SCHEMA, VALUES)
def test_what_is_admitted_jsonschema_admits(schema: Any, value: Any) -> None:
    try:
        require_bounded(schema, "any")
    except SchemaError:
        return
    if admits(schema, value):
        assert _jsonschema_admits(schema, value)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.schema.json")), ids=lambda path: path.name)
@given(data=st.data())
def test_packaged_schemas_have_one_verdict(path: Any, data: st.DataObject) -> None:
    schema = json.loads(path.read_bytes())
    examples = sorted((TESTS / "cases").glob(f"{path.name.partition('.')[0]}/valid/*.yaml"))
    text = data.draw(st.sampled_from(examples)).read_bytes() if examples else b"{}"
    value = read_document(text, shape_of(schema)).data
    for name in data.draw(st.lists(st.sampled_from(list(schema["properties"])), max_size=2)):
        value[name] = data.draw(VALUES)
    # Every keyword of the packaged schemas is known: there is no doubt about any record.
    assert admits(schema, value) == _jsonschema_admits(schema, value)


def test_what_takes_more_steps_than_any_record_may_is_left_to_the_judge() -> None:
    schema = {"items": {"type": "string", "maxLength": 3}}
    assert admits(schema, ["a"] * 1000)
    assert not admits(schema, ["a"] * MAX_STEPS)
    (problem,) = validate.problems_by(schema, ["a"] * MAX_STEPS, "any")  # type: ignore[arg-type]
    assert "more steps" in problem.message


def test_a_schema_that_cannot_be_bounded_is_refused_whatever_the_value() -> None:
    with pytest.raises(SchemaError, match="patternProperties"):
        validate.problems_by({"properties": {"a": {"patternProperties": {"x": True}}}}, {}, "any")
