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
