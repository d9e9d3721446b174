"""Older component maps and import rules as placements."""

import json
from typing import Any

import pytest

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.components import Components, read_components

LOADER = {
    "name": "DataLoader",
    "location": "src/core/data",
    "type": "service",
    "allowed_imports": ["stdlib", "pydantic"],
    "forbidden_imports": ["pandas"],
    "owner": "Ann",
}


def read(value: Any, **repositories: str) -> Components:
    return read_components(json.dumps(value).encode(), "c.json", repositories)


def test_component_becomes_a_placement_with_rules_and_what_has_no_field_is_kept() -> None:
    found = read({"repo": "core", "components": [LOADER]})
    (record,) = found.records
    assert (record.kind, record.data) == (
        "placement",
        {
            "component_name": "DataLoader",
            "component_type": "service",
            "correct_location": "src/core/data",
            "correct_repo": "core",
            "owned_paths": ["/src/core/data/**"],
            "rules": {"allowed_imports": ["stdlib", "pydantic"], "forbidden_imports": ["pandas"]},
            "metadata": {"imported": {"owner": "Ann"}},
        },
    )
    assert [(one.id, one.key) for one in found.placed] == [("core/DataLoader", "owner")]


def test_rules_by_group_hold_for_the_whole_repository_and_keep_their_groups() -> None:
    groups = {"data": ["pandas", "numpy"], "web": ["flask", "pandas"]}
    (record,) = read({"old": {"forbidden_imports": groups}}, old="core").records
    assert record.data["correct_repo"] == "core"
    assert (record.data["component_type"], record.data["owned_paths"]) == ("repository", ["**"])
    assert record.data["rules"] == {"forbidden_imports": ["pandas", "numpy", "flask"]}
    assert record.data["metadata"] == {"imported": {"forbidden_imports": groups}}


@pytest.mark.parametrize(
    ("location", "patterns"),
    [
        ("./src/a/", ["/src/a/**"]),
        ("src/a.py", ["/src/a.py"]),
        ("core.data", ["**/core/data.py", "**/core/data/**"]),
        ("../elsewhere", None),
        ("", None),
    ],
)
def test_location_becomes_the_patterns_of_the_files(location: str, patterns: list[str] | None) -> None:
    (record,) = read([{"repo": "core", "components": [{"name": "A", "location": location}]}]).records
    assert record.data.get("owned_paths") == patterns


def test_what_cannot_be_taken_is_named_with_its_place_and_reason() -> None:
    found = read(
        [
            {"components": []},
            {"repo": "core", "components": [{"location": "x"}, {"name": "A", "allowed_imports": "os"}, 3], "v": 1},
            "text",
            {"repo": "core", "components": [{"name": "B"}, {"name": "B"}]},
        ]
    )
    assert [record.id for record in found.records] == ["core/B"]
    assert [(one.place, one.id) for one in found.refused] == [
        ("[0]", ""),
        ("[1].components[0]", ""),
        ("[1].components[1]", "A"),
        ("[1].components[2]", ""),
        ("[1].v", "core"),
        ("[2]", ""),
        ("[3].components[1]", "core/B"),
    ]


@pytest.mark.parametrize("content", [b"3", b'"text"', b"{", b"\xff"])
def test_file_of_no_known_shape_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidError):
        read_components(content, "c.json", {})


RULE = {"name": "no-pandas", "repo": "core", "forbidden": ["pandas"], "severity": "high", "message": "no data frames"}


def test_a_list_of_rules_becomes_rules_of_the_states_of_its_repositories() -> None:
    both = {"name": "thin api", "repos": ["api", "web"], "type": "allowed_imports", "modules": {"a": ["x"], "b": ["y"]}}
    found = read({"rules": [RULE, {**RULE, "name": "no-flask", "forbidden_imports": "flask", "owner": "Ann"}, both]})
    assert [(record.kind, record.id) for record in found.records] == [("state", "core/rules"), ("state", "all/rules")]
    core, everywhere = (record.data for record in found.records)
    assert core["rules"][0] == {
        "id": "no-pandas", "kind": "forbidden_import", "severity": "HIGH", "message": "no data frames",
        "modules": ["pandas"],
    }  # fmt: skip
    assert (core["repo"], core["rules"][1]["modules"]) == ("core", ["pandas", "flask"])
    assert core["metadata"]["imported"]["no-flask"] == {"severity": "high", "owner": "Ann"}
    (rule,) = everywhere["rules"]
    assert (rule["kind"], rule["modules"], rule["scope"]) == ("allowed_imports", ["x", "y"], {"repos": ["api", "web"]})
    assert everywhere["metadata"]["imported"][rule["id"]] == {"name": "thin api", "type": "allowed_imports"}


@pytest.mark.parametrize(
    "whole", [[RULE], {"rules": [RULE]}, {"rules": [RULE], "repo": "core", "components": [LOADER]}]
)
def test_rules_are_taken_in_every_shape_of_file(whole: Any) -> None:
    found = read(whole)
    assert found.refused == []
    assert [record.kind for record in found.records][-1] == "state"


def test_a_rule_that_no_rule_kind_can_say_is_refused_once_and_by_name() -> None:
    rules = [{"name": "logic", "repo": "core", "keywords": ["order"], "severity": "HIGH"}, RULE, RULE, {"repo": "x"}, 3]
    assert [(one.place, one.id) for one in read({"rules": rules, "version": 1}).refused] == [
        ("rules[0]", "logic"),
        ("rules[2]", "no-pandas"),
        ("rules[3]", ""),
        ("rules[4]", ""),
        ("version", "version"),
    ]
