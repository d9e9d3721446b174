"""The keywords of schemas: what the table admits, and what is said of the rest, wherever it stands."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wmsgit.errors import SchemaError
from wmsgit.features.check.checks.schemas import keyword_findings
from wmsgit.model.releases import satisfies
from wmsgit.model.version import __version__
from wmsgit.schema.faults import explained, keyword_faults
from wmsgit.schema.keyword_values import Use, fits, keyword_uses, release_of, usable
from wmsgit.schema.keywords import KEYWORDS, LEVELS
from wmsgit.schema.kind import kind_of
from wmsgit.schema.merge_rule import merge_rules
from wmsgit.schema.registry import SETTINGS, SUFFIX, Registry, packaged_schemas
from wmsgit.schema.shape import EXTENSION, FIELD, KIND

SCHEMAS = {
    path.name.removesuffix(SUFFIX): json.loads(path.read_bytes())
    for path in sorted(packaged_schemas().glob(f"*{SUFFIX}"))
    if path.name != SETTINGS + SUFFIX
}
USES = [(name, use) for name, schema in SCHEMAS.items() for use in keyword_uses(schema)]
OTHER_TYPES: list[Any] = [7, 1.5, True, None, "yes", ["x", 7], {"x": 7}]


def copied(schema: Any) -> Any:
    return json.loads(json.dumps(schema))


def around(schema: Any, use: Use) -> Any:
    """The object in which a keyword stands."""
    for part in use.pointer[:-1]:
        schema = schema[part]
    return schema


def renamed(schema: Any, use: Use, name: str) -> None:
    own = around(schema, use)
    items = [(name if key == use.keyword.name else key, value) for key, value in own.items()]
    own.clear()
    own.update(items)


def messages(name: str, schema: Any) -> list[str]:
    """The errors of a check of the schemas, with this one in the place of the shipped one."""
    sources = {f"{name}{SUFFIX}": json.dumps(schema).encode()}
    registry = Registry(sources)
    assert registry.broken == {}
    found = keyword_findings(sources, {kind.name: kind for kind in registry.kinds()})
    return [finding.message for finding in found if finding.level == "error"]


@st.composite
def misspelled(draw: st.DrawFn, name: str) -> str:
    """The name with one letter left out, doubled, replaced or changed for its neighbour."""
    at = draw(st.integers(0, len(name) - 1))
    how = draw(st.sampled_from(["left out", "doubled", "replaced", "swapped"]))
    if how == "left out":
        return name[:at] + name[at + 1 :]
    if how == "doubled":
        return name[: at + 1] + name[at:]
    if how == "replaced":
        return name[:at] + draw(st.sampled_from("xqz")) + name[at + 1 :]
    return name[:at] + name[at : at + 2][::-1] + name[at + 2 :]


@pytest.mark.parametrize("name", SCHEMAS)
def test_shipped_schemas_have_no_faults(name: str) -> None:
    assert keyword_faults(SCHEMAS[name]) == ()


@given(st.data())
def test_every_misspelled_keyword_of_a_shipped_schema_is_one_error_that_names_the_keyword(data: st.DataObject) -> None:
    name, use = data.draw(st.sampled_from(USES))
    schema = copied(SCHEMAS[name])
    typo = data.draw(misspelled(use.keyword.name))
    assume(typo and typo not in LEVELS[use.keyword.level] and typo not in around(schema, use))
    renamed(schema, use, typo)
    (message,) = messages(name, schema)
    assert f"unknown {EXTENSION} keyword {typo!r}; did you mean {use.keyword.name!r}?" in message


@given(st.data())
def test_every_value_of_another_type_is_one_error_at_its_place(data: st.DataObject) -> None:
    name, use = data.draw(st.sampled_from(USES))
    value = data.draw(st.sampled_from(OTHER_TYPES))
    assume(
        not fits(value, use.keyword.form) and not (isinstance(value, dict) and "$ref" in json.dumps(use.keyword.form))
    )
    schema = copied(SCHEMAS[name])
    around(schema, use)[use.keyword.name] = value
    found = [fault for fault in keyword_faults(schema) if fault.pointer[: len(use.pointer)] == use.pointer]
    assert len(found) == 1 or isinstance(value, list | dict)
    assert len(messages(name, schema)) == len(found) == len(keyword_faults(schema))
    assert all(fault.pointer[: len(use.pointer)] == use.pointer for fault in keyword_faults(schema))


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"refereces": "task"}, "unknown x-wmsgit keyword 'refereces'; did you mean 'references'?"),
        ({"merge": "keyd"}, "'keyd' is not one of scalar, set, keyed, list; did you mean 'keyed'?"),
        ({"acyclic": "yes"}, "'yes' is not true or false; did you mean true?"),
        ({"short": 7}, "7 is not a text"),
        ({"key": "id"}, "'id' is not a list of names"),
        ({"transitions": []}, "unknown x-wmsgit keyword 'transitions'; it is a keyword of a kind"),
        ({"rules": {"wen": {}}}, "unknown x-wmsgit keyword 'wen'; did you mean 'when'?"),
        ({"rules": {"short": {"a": {"kind": "x"}}}}, "'fills' is missing: the field of the rule that the list fills"),
        (7, "7 is not an object"),
    ],
)
def test_fault_is_found_at_every_depth(own: Any, words: str) -> None:
    field = {"type": "array", EXTENSION: own}
    nested = {"type": "array", "items": {"type": "object", "properties": {"inner": field}}}
    for properties, place in (
        ({"field": field}, "properties.field"),
        ({"field": nested}, "properties.field.items.properties.inner"),
        ({"field": {"type": "object", "properties": {"inner": field}}}, "properties.field.properties.inner"),
    ):
        (fault,) = keyword_faults({"properties": properties})
        assert fault.message == words
        assert str(fault).startswith(f"{place}.{EXTENSION}")


def test_misspelled_extension_is_named_wherever_it_stands() -> None:
    (fault,) = keyword_faults({"properties": {"a": {"x-wmsgti": {}, "x-other": {}}, "x-wmsgit": {"type": "string"}}})
    assert fault.message == "unknown keyword 'x-wmsgti'; did you mean 'x-wmsgit'?"


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (
            {"properties": {"a": {"items": {EXTENSION: {"references": "task"}}}}},
            "not read at a list's items",
        ),
        ({"properties": {"a": {"anyOf": [{EXTENSION: {"references": "task"}}]}}}, "is not read here"),
        (
            {"allOf": [{"then": {"properties": {"a": {EXTENSION: {"merge": "set", "path": True}}}}}]},
            "is not read here",
        ),
    ],
)
def test_keyword_where_nobody_reads_it_is_a_fault(schema: Any, words: str) -> None:
    (fault,) = keyword_faults(schema)
    assert words in fault.message


def test_merge_rule_of_a_field_that_one_case_has_is_read() -> None:
    case = {"then": {"properties": {"a": {"type": "array", EXTENSION: {"merge": "keyed", "key": ["name"]}}}}}
    assert keyword_faults({"properties": {}, "allOf": [case]}) == ()


def test_keyword_in_a_definition_that_a_property_refers_to_is_read() -> None:
    whole = {"$defs": {"tasks": {EXTENSION: {"references": "task"}}}, "properties": {"a": {"$ref": "#/$defs/tasks"}}}
    assert keyword_faults(whole) == ()
    assert kind_of("risk", whole).references.keys() == {"a"}


def test_what_cannot_be_used_counts_as_left_out() -> None:
    good = {"name": "close", "to": "closed"}
    own = {"folder": 7, "closed": ["closed"], "colour": "red", "transitions": [good, {"name": "open"}, 7]}
    assert usable(own, KIND) == {"closed": ["closed"], "transitions": [good]}
    assert usable([], FIELD) == {}
    kind = kind_of("risk", {"properties": {"status": {"enum": ["open", "closed"]}}, EXTENSION: own})
    assert (kind.folder, kind.closed, list(kind.transitions)) == ("risks", ("closed",), ["close"])
    with pytest.raises(SchemaError, match="keywords that cannot be used") as caught:
        kind.require_usable()
    assert len(caught.value.details) == 4


def test_unknown_merge_rule_is_as_none() -> None:
    rules = merge_rules(
        {"properties": {"a": {"type": "array", "items": {"type": "string"}, EXTENSION: {"merge": "st"}}}}
    )
    assert rules["a"].how == ""


def test_unknown_keyword_of_a_later_release_says_which_release_it_needs() -> None:
    unknown, wrong = keyword_faults({EXTENSION: {"colour": "red", "folder": 7}, "properties": {"a": {}}})
    assert explained(unknown, "0.5") == "unknown x-wmsgit keyword 'colour': needs wmsgit ≥ 0.5"
    assert explained(wrong, "0.5") == wrong.message


def test_no_keyword_is_younger_than_this_release() -> None:
    assert [keyword.name for keyword in KEYWORDS if not satisfies(__version__, f">={keyword.since}")] == []
    assert release_of(SCHEMAS) == "0.2"


def test_every_keyword_has_one_entry_and_one_sentence() -> None:
    assert len({(keyword.level, keyword.name) for keyword in KEYWORDS}) == len(KEYWORDS)
    assert [keyword.name for keyword in KEYWORDS if not keyword.meaning or keyword.meaning.endswith(".")] == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([EXTENSION, "properties", "items", "merge", "rules", "to"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_no_json_breaks_the_search_for_faults(schema: Any) -> None:
    faults = keyword_faults(schema)
    assert all(any(part == EXTENSION for part in fault.pointer) for fault in faults)
    assert all(_has(schema, fault.pointer) for fault in faults)


def _has(schema: Any, pointer: tuple[str | int, ...]) -> bool:
    for part in pointer:
        schema = schema[part]
    return True


def _objects(schema: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _objects(inner)


def test_uses_are_all_the_keywords_that_stand_in_a_schema() -> None:
    for schema in SCHEMAS.values():
        places = [own for whole in _objects(schema) for name, own in whole.items() if name == EXTENSION]
        assert sum(len(own) for own in places) <= len(list(keyword_uses(schema)))
