"""The packaged schemas as kinds, and what a schema may not say."""

import json
from pathlib import Path
from typing import Any

import pytest

from wmsgit.errors import NotFoundError, SchemaError
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind, kind_of
from wmsgit.schema.registry import Registry, packaged_schemas
from wmsgit.schema.reserved import RESERVED
from wmsgit.schema.validate import check_schema

KINDS = ("adr", "context", "drift", "issue", "placement", "repo", "session", "state", "task")
TABLES = {
    "task": "workspace_tasks",
    "issue": "cross_repo_issues",
    "adr": "architecture_decisions",
    "baseline": "drift_baselines",
    "session": "workspace_sessions",
    "state": "architecture_states",
    "placement": "component_placements",
    "drift": "drift_detections",
    "context": "context_switches",
    "repo": "repos",
    "milestone": "milestones",
    "person": "people",
}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.read(packaged_schemas())


def schema(**own: Any) -> dict[str, Any]:
    return {
        "properties": {"title": {"type": "string"}, "status": {"enum": ["open", "closed"]}},
        "x-wmsgit": own,
    }


def all_fields(fields: Any) -> list[Field]:
    found = list(fields.values())
    return found + [inner for field in found for inner in all_fields(field.properties)]


def test_kinds_are_those_of_the_design_with_their_tables(registry: Registry) -> None:
    assert {kind.name: kind.table for kind in registry.kinds()} == TABLES
    assert registry.broken == {}


@pytest.mark.parametrize("name", TABLES)
def test_of_our_own_schemas_every_keyword_is_sound_so_that_none_is_looked_at(registry: Registry, name: str) -> None:
    kind = registry.kind(name)
    looked_at = kind_of(name, kind.schema)
    assert looked_at.faults == ()
    for attribute in Kind.__match_args__:
        assert getattr(kind, attribute) == getattr(looked_at, attribute)


@pytest.mark.parametrize("name", KINDS)
def test_every_property_has_a_description(registry: Registry, name: str) -> None:
    missing = [field.name for field in all_fields(registry.kind(name).fields) if not field.description]
    assert missing == []


@pytest.mark.parametrize("name", KINDS)
def test_every_schema_is_valid_by_the_meta_schema(registry: Registry, name: str) -> None:
    check_schema(registry.kind(name).schema, name)


def test_schema_of_the_settings_is_right(registry: Registry) -> None:
    check_schema(registry.settings_schema, "workspace")


@pytest.mark.parametrize("name", KINDS)
def test_transitions_name_statuses_that_exist(registry: Registry, name: str) -> None:
    kind = registry.kind(name)
    statuses = set(kind.fields[kind.status].enum) if kind.status else set()
    for step in kind.transitions.values():
        assert {step.target, *step.sources} <= statuses
        assert step.target not in step.sources
    assert set(kind.closed) <= statuses


@pytest.mark.parametrize("name", KINDS)
def test_references_name_kinds_that_exist(registry: Registry, name: str) -> None:
    assert {field.references for field in registry.kind(name).references.values()} <= set(KINDS)


def test_every_status_of_a_kind_with_transitions_can_be_left_or_reached(registry: Registry) -> None:
    for kind in registry.kinds():
        if kind.transitions:
            reached = {step.target for step in kind.transitions.values()} | {kind.fields[kind.status].default}
            left = {status for step in kind.transitions.values() for status in step.sources}
            assert set(kind.fields[kind.status].enum) <= reached | left


def test_kind_is_found_by_its_alias(registry: Registry) -> None:
    assert registry.kind("decision").name == "adr"


def test_only_the_schema_that_was_asked_for_is_read() -> None:
    broken = Registry({"task.schema.json": b'{"properties": {"title": {}}}', "other.schema.json": b"{"})
    assert broken.kind("task").name == "task"
    assert set(broken.broken) == {"other"}


def test_unknown_kind_names_the_known_ones(registry: Registry) -> None:
    with pytest.raises(NotFoundError, match="task"):
        registry.kind("tsk")


def test_defaults_serve_a_schema_without_keywords_of_ours() -> None:
    kind = kind_of("risk", {"properties": {"title": {"type": "string"}, "owner": {"type": "string"}}})
    assert (kind.folder, kind.table, kind.id_form.template) == ("risks", "risks", "RISK-{number}")
    assert kind.argument == "title"


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"folder": "../secrets"}, "stay inside"),
        ({"folder": "/etc"}, "stay inside"),
        ({"folder": ".git"}, "stay inside"),
        ({"folder": "a\\b"}, "stay inside"),
        ({"folder": "a b\n"}, "plain name"),
        ({"folder": "x" * 300}, "plain name"),
        ({"folder": "/".join(["x" * 90] * 3)}, "plain name"),
        ({"layout": "../{id}"}, "names no folder"),
        ({"layout": "/{id}"}, "names no folder"),
        ({"layout": "{status}/{id}"}, "names no folder"),
        ({"layout": ".{year}/{id}"}, "names no folder"),
        ({"layout": "{year}"}, "end in {id}"),
        ({"layout": "{year}/{id}.yaml"}, "end in {id}"),
        ({"table": "sqlite_sequence"}, "name a table"),
        ({"table": ""}, "name a table"),
        ({"table": "\udc80"}, "name a table"),
        ({"id": "no-placeholder"}, "placeholder"),
        ({"id": "../{number}"}, "safe"),
        ({"columns": ["nothing"]}, "no property"),
        ({"transitions": [{"name": "close", "to": "closed", "stamps": ["nothing"]}]}, "no property"),
    ],
)
def test_keyword_that_cannot_be_used_is_refused(own: dict[str, Any], words: str) -> None:
    with pytest.raises(SchemaError, match=words):
        kind_of("risk", schema(**own))


@pytest.mark.parametrize("name", sorted({"check", "sql", "list", "init", "record_links"}))
def test_kind_named_like_a_command_is_broken(name: str) -> None:
    assert name in RESERVED
    assert set(Registry({f"{name}.schema.json": json.dumps(schema()).encode()}).broken) == {name}


def test_two_kinds_with_one_table_clash_and_only_the_later_is_broken() -> None:
    text = json.dumps(schema(table="things")).encode()
    registry = Registry({"alpha.schema.json": text, "beta.schema.json": text})
    assert [kind.name for kind in registry.kinds()] == ["alpha"]
    assert set(registry.broken) == {"beta"}


@pytest.mark.parametrize(
    "own", [{"folder": "tasks"}, {"folder": "Tasks"}, {"aliases": ["task"]}, {"table": "workspace_tasks"}]
)
def test_kind_that_takes_from_one_of_wmsgit_is_the_broken_one(own: dict[str, Any]) -> None:
    task = (packaged_schemas() / "task.schema.json").read_bytes()
    registry = Registry({"alpha.schema.json": json.dumps(schema(**own)).encode(), "task.schema.json": task})
    assert [kind.name for kind in registry.kinds()] == ["task"]
    assert set(registry.broken) == {"alpha"}


def test_child_table_that_sqlite_keeps_for_itself_is_refused() -> None:
    kids = {"type": "array", "items": {"type": "object", "properties": {"x": {}}}, "x-wmsgit": {"table": "sqlite_kids"}}
    with pytest.raises(SchemaError, match="name a table"):
        kind_of("risk", {"properties": {"title": {"type": "string"}, "kids": kids}})


@pytest.mark.parametrize("tables", [("kid", "KID"), ("records", "kid"), ("alphas", "kid")])
def test_child_table_that_is_taken_breaks_the_kind(tables: tuple[str, str]) -> None:
    lists = {
        name: {"type": "array", "items": {"type": "object", "properties": {"x": {}}}, "x-wmsgit": {"table": name}}
        for name in tables
    }
    text = json.dumps({"properties": {"title": {"type": "string"}, **lists}}).encode()
    assert set(Registry({"alpha.schema.json": text}).broken) == {"alpha"}


def test_id_may_be_a_column_without_being_a_property() -> None:
    assert kind_of("risk", {**schema(), "x-wmsgit": {"columns": ["id"]}}).columns == ("id",)


@pytest.mark.parametrize("text", [b"null", b"[]", b"5"])
def test_schema_of_the_settings_that_is_no_object_is_broken(text: bytes) -> None:
    with pytest.raises(SchemaError, match="object"):
        _ = Registry({"workspace.schema.json": text}).settings_schema


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"properties": 3}', b'{"properties": {}}']
)
def test_schema_that_is_no_schema_is_broken_and_never_raises(text: bytes) -> None:
    registry = Registry({"risk.schema.json": text})
    assert set(registry.broken) == {"risk"}
    assert list(registry.kinds()) == []


def test_transition_leads_from_its_sources_only(registry: Registry) -> None:
    task = registry.kind("task")
    assert task.transitions["complete"].leads_from("in_progress")
    assert not task.transitions["complete"].leads_from("closed")
    assert "closed" in {step.target for step in task.legal_transitions("completed")}


def test_options_have_short_names(registry: Registry) -> None:
    task: Kind = registry.kind("task")
    assert task.options["repo"] == task.options["repos-affected"] == "repos_affected"


def test_link_to_a_schema_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text(json.dumps(schema()))
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "risk.schema.json").symlink_to(tmp_path / "outside.json")
    assert Registry.read(tmp_path / "schemas").names == ()
