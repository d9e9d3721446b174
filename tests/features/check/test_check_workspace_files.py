"""Checks of what is not a record: strays, settings, schemas, layout."""

import json

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.features.check.checks.canonical import format_findings
from wmsgit.features.check.checks.schemas import keyword_findings, usability_findings
from wmsgit.features.check.checks.settings import settings_findings
from wmsgit.features.check.checks.strays import stray_findings
from wmsgit.model.releases import satisfies
from wmsgit.schema.locate import locate_json
from wmsgit.schema.registry import Registry, packaged_schemas

FOLDERS = {"tasks", "issues", "nested/risks"}


def stray(path, **options):
    return [finding.message for finding in stray_findings([path], FOLDERS, **options)]


def test_the_archive_has_nothing_but_its_lines() -> None:
    assert stray("records/archive/x.yaml")
    assert stray("records/archive/deep/x.jsonl")


@pytest.mark.parametrize(
    "path",
    [
        "records/workspace.yaml",
        "records/tasks/T-1.yaml",
        "records/tasks/2026/11/T-1.yaml",
        "records/nested/risks/R-1.yaml",
        "records/tasks/.gitkeep",
        "records/.gitattributes",
        "records/archive/code_changes.jsonl",
    ],
)
def test_records_and_settings_are_no_strays(path) -> None:
    assert stray(path) == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("records/tasks/T-1.yml", "ends in .yaml; did you mean 'T-1.yaml'?"),
        ("records/tasks/T-1.YAML", "did you mean 'T-1.yaml'?"),
        ("records/tasks/notes.md", "not a record"),
        ("records/tasks/.yaml", "not a record"),
        ("records/tasks/.T-1.yaml", "does not begin with '.'"),
        ("records/T-1.yaml", "in the folder of its kind: issues, nested/risks, tasks"),
        ("records/task/T-1.yaml", "no kind has the folder 'task'; did you mean 'tasks'?"),
        ("records/nested/R-1.yaml", "no kind has the folder 'nested'"),
    ],
)
def test_what_belongs_to_no_kind_is_a_stray(path, words) -> None:
    (message,) = stray(path)
    assert words in message


def test_a_folder_of_no_kind_may_be_that_of_a_broken_schema() -> None:
    assert stray("records/risks/R-1.yaml", schemas_broken=True) == []
    assert stray("records/tasks/T-1.yml", schemas_broken=True) != []


@pytest.fixture(scope="module")
def settings_schema():
    return Registry.read(packaged_schemas()).settings_schema


def settings_of(data, schema, position, version="0.2.0"):
    found = settings_findings(schema, data, "records/workspace.yaml", position, version, ())
    return [(finding.code, finding.message) for finding in found]


def test_settings_that_follow_their_schema_have_no_findings(settings_schema, position) -> None:
    assert settings_of({"name": "w", "requires_wmsgit": ">=0.1,<2"}, settings_schema, position) == []


def test_settings_are_checked_by_their_schema(settings_schema, position) -> None:
    found = settings_of({"nme": "w"}, settings_schema, position)
    assert ("SCHEMA", "nme: unknown field; did you mean 'name'?") in found
    assert ("SCHEMA", "'name' is required") in found


def test_settings_that_require_another_release_say_which(settings_schema, position) -> None:
    found = settings_of({"name": "w", "requires_wmsgit": ">=2"}, settings_schema, position)
    assert found == [("VERSION", "this workspace requires wmsgit >=2; this is 0.2.0")]


def test_settings_with_a_requirement_that_cannot_be_read_are_invalid(settings_schema, position) -> None:
    ((code, message),) = settings_of({"name": "w", "requires_wmsgit": "new"}, settings_schema, position)
    assert code == "SCHEMA"
    assert "'new' is not a list of comparisons" in message


@pytest.mark.parametrize(
    ("version", "requirement", "expected"),
    [
        ("0.2.1", ">=0.1,<2", True),
        ("0.10.0", ">=0.9", True),
        ("1.0", "==1.0.0", True),
        ("2.0.0", "<2", False),
        ("2.0.0rc1", ">=2", True),
        ("1.4.9", "~=1.4.2", True),
        ("1.5.0", "~=1.4.2", False),
        ("1.4.1", "~=1.4.2", False),
        ("1.0", "!=1.0", False),
        ("1.0", " > 0.9 , <= 1 ", True),
    ],
)
def test_satisfies_compares_releases_by_their_numbers(version, requirement, expected) -> None:
    assert satisfies(version, requirement) is expected


@pytest.mark.parametrize("requirement", ["", "1.0", ">=x", ">=1,,<2", ">=1;rm"])
def test_satisfies_refuses_what_is_no_list_of_comparisons(requirement) -> None:
    with pytest.raises(ValueError, match="not a list of comparisons"):
        satisfies("1.0", requirement)


def test_format_findings_point_at_the_first_line_that_differs() -> None:
    assert format_findings("p", b"a: 1\nb: 2\n", lambda text: text) == []
    (finding,) = format_findings("p", b"a: 1\nb:   2\n", lambda text: b"a: 1\nb: 2\n")
    assert (str(finding), finding.level) == ("p:2:1: FORMAT not in canonical form", "warning")
    (finding,) = format_findings("p", b"a: 1\n", lambda text: b"a: 1\nb: 2\n")
    assert finding.line == 2


def schemas_of(sources):
    registry = Registry(sources)
    kinds = {kind.name: kind for kind in registry.kinds()}
    unusable = usability_findings(sources, kinds, registry.broken, lambda: registry.settings_schema)
    return [*unusable, *keyword_findings(sources, kinds)]


def lines_of(sources):
    return [str(finding) for finding in schemas_of(sources)]


def schema_text(**parts) -> bytes:
    whole = {"type": "object", "properties": {"title": {"type": "string"}}, **parts}
    return json.dumps(whole, indent=2).encode()


@pytest.mark.parametrize("end", [b"", b"\n"], ids=["the release's own", "no longer quite"])
def test_the_packaged_schemas_have_no_findings(end: bytes) -> None:
    paths = packaged_schemas().glob("*.schema.json")
    assert schemas_of({path.name: path.read_bytes() + end for path in paths}) == []


def test_a_schema_that_is_no_json_is_broken_where_the_parser_stopped() -> None:
    (line,) = lines_of({"risk.schema.json": b'{\n  "type": "object"\n  "properties": {}\n}'})
    assert line == "schemas/risk.schema.json:3:3: BROKEN-SCHEMA not valid JSON: Expecting ',' delimiter"


def test_every_violation_of_the_meta_schema_is_reported_with_its_place() -> None:
    text = schema_text(properties={"title": {"type": "strng"}, "n": {"minimum": "x"}}, required=[1])
    found = lines_of({"risk.schema.json": text})
    assert [line.partition(" BROKEN")[0] for line in sorted(found)] == [
        "schemas/risk.schema.json:12:5:",
        "schemas/risk.schema.json:5:15:",
        "schemas/risk.schema.json:8:18:",
    ]


def test_a_keyword_of_ours_that_cannot_be_used_is_broken_at_its_value() -> None:
    (line,) = lines_of({"risk.schema.json": schema_text(**{"x-wmsgit": {"folder": "../x"}})})
    assert line.startswith("schemas/risk.schema.json:9:15: BROKEN-SCHEMA x-wmsgit.folder '../x'")
    (line,) = lines_of({"risk.schema.json": schema_text(**{"x-wmsgit": {"table": "r", "foldr": "x"}})})
    assert line.startswith("schemas/risk.schema.json:10:14: BROKEN-SCHEMA")


def test_a_pattern_that_cannot_be_bounded_is_broken() -> None:
    text = schema_text(properties={"title": {"type": "string", "pattern": "(a)\\1"}})
    (line,) = lines_of({"risk.schema.json": text})
    assert "cannot be run in bounded time" in line


def test_a_transition_to_no_status_is_broken() -> None:
    text = schema_text(
        properties={"status": {"type": "string", "enum": ["open", "closed"]}},
        **{"x-wmsgit": {"transitions": [{"name": "close", "from": "open", "to": "closd"}]}},
    )
    (line,) = lines_of({"risk.schema.json": text})
    assert line.endswith("the transition 'close' names 'closd', which is not a status; did you mean 'closed'?")


def test_a_reference_to_no_kind_is_a_warning() -> None:
    text = schema_text(properties={"task": {"type": "string", "x-wmsgit": {"references": "risc"}}})
    (finding,) = schemas_of({"risk.schema.json": text})
    assert finding.level == "warning"
    assert finding.message == "properties.task: 'risc' is not a kind that can be used; did you mean 'risk'?"


def test_two_kinds_of_one_folder_are_broken() -> None:
    sources = {f"{name}.schema.json": schema_text(**{"x-wmsgit": {"folder": "x"}}) for name in ("aa", "bb")}
    (line,) = lines_of(sources)
    assert line == "schemas/bb.schema.json:1:1: BROKEN-SCHEMA the folder 'x' belongs to aa"


def test_settings_whose_schema_is_broken_are_reported() -> None:
    (line,) = lines_of({"workspace.schema.json": b"{"})
    assert line.startswith("schemas/workspace.schema.json:1:2: BROKEN-SCHEMA not valid JSON")


json_values = st.recursive(
    st.integers() | st.text(max_size=5) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(json_values, st.sampled_from([None, 1, 4]))
@settings(max_examples=examples(100), deadline=None)
def test_locate_json_leads_to_every_value(value, indent) -> None:
    text = json.dumps(value, indent=indent)
    lines = text.split("\n")

    def walk(part, pointer):
        line, column = locate_json(text, pointer)
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert json.JSONDecoder().raw_decode(rest)[0] == part
        inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        for key, child in inner:
            walk(child, (*pointer, key))

    walk(value, ())
