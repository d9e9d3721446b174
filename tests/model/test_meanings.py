"""Words of other systems: what they mean here stands in the schemas that come with wmsgit."""

import pytest

from wmsgit.model.meanings import _FIELDS, _MEANINGS, meant_by
from wmsgit.schema.registry import Registry, packaged_schemas

KINDS = tuple(Registry.read(packaged_schemas()).kinds())
FIELDS = {name for kind in KINDS for name in kind.fields}
VALUES = {value for kind in KINDS for field in kind.fields.values() for value in field.enum or ()}


def test_every_meaning_is_a_field_or_a_value_of_some_kind() -> None:
    assert {ours for _, names in _FIELDS for ours in names.split()} <= FIELDS
    assert {ours for _, names in _MEANINGS for ours in names.split()} <= VALUES


@pytest.mark.parametrize(
    ("kind", "word", "meant"),
    [
        ("task", "assignee", "assigned_to"),
        ("task", "depends_on", "dependencies"),
        ("task", "Tags", "labels"),
        ("task", "due date", "due"),
        ("task", "--tag", ""),
        ("adr", "body", "decision"),
        ("repo", "url", "urls"),
        ("repo", "assignee", "owners"),
        ("issue", "prio", "severity"),
        ("milestone", "deadline", "due"),
        ("task", "colour", ""),
    ],
)
def test_a_field_of_another_system_means_the_likeliest_one_here(kind: str, word: str, meant: str) -> None:
    fields = next(item.fields for item in KINDS if item.name == kind)
    assert meant_by(word, fields) == meant


def test_an_option_of_another_system_means_an_option() -> None:
    assert meant_by("--depends-on", ["--priority", "--blocked-by", "--dependencies"]) == "--dependencies"
    assert meant_by("depends-on", ["--dependencies"]) == ""
