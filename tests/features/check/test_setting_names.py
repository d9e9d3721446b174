"""Every name in the settings that refers to something is looked up; every place in their schema is listed here.

A new setting fails `test_every_place_of_the_settings_is_known` until it stands in one of the two tables.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from wmsgit.features.check.actions.setting_names import setting_faults
from wmsgit.schema.registry import Registry, packaged_schemas
from wmsgit.schema.validate import problems_by, spell_pointer

REGISTRY = Registry.read(packaged_schemas())
KINDS = {kind.name: kind for kind in REGISTRY.kinds()}
WHOLE: dict[str, Any] = {
    "name": "plane",
    "review": ["adr"],
    "gates": {"task": {"complete": {"review": {"type": "plan", "grade": "A", "on_reject": "block"},
                                    "nothing_open": ["drift"]}}},
    "views": {"mine": {"kind": "task", "filter": ["status=pending"], "sort": ["-created"], "columns": ["title"]}},
    "wip": {"task": {"pending": 3}},
    "branches": {"template": "{id}-{title}"},
}  # fmt: skip

NAMES: dict[str, tuple[tuple[str | int, ...], str, str]] = {
    "review[]": (("review", 0), "ard", "did you mean 'adr'?"),
    "gates.*": (("gates", "task"), "tsk", "did you mean 'task'?"),
    "gates.*.*": (("gates", "task", "complete"), "complet", "did you mean 'complete'?"),
    "gates.*.*.review.type": (("gates", "task", "complete", "review", "type"), "plann", "did you mean 'plan'?"),
    "gates.*.*.review.grade": (("gates", "task", "complete", "review", "grade"), "A+++", "is not a grade"),
    "gates.*.*.review.on_reject": (("gates", "task", "complete", "review", "on_reject"), "blok", "mean 'block'?"),
    "gates.*.*.nothing_open[]": (("gates", "task", "complete", "nothing_open", 0), "drfit", "did you mean 'drift'?"),
    "views.*.kind": (("views", "mine", "kind"), "taks", "did you mean 'task'?"),
    "views.*.filter[]": (("views", "mine", "filter", 0), "statsu=pending", "did you mean 'status'?"),
    "views.*.sort[]": (("views", "mine", "sort", 0), "-creatd", "did you mean 'created'?"),
    "views.*.columns[]": (("views", "mine", "columns", 0), "titel", "did you mean 'title'?"),
    "wip.*": (("wip", "task"), "tsak", "did you mean 'task'?"),
    "wip.*.*": (("wip", "task", "pending"), "pendng", "did you mean 'pending'?"),
    "branches.template": (("branches", "template"), "{idd}-{title}", "it knows {id}, {title}, {actor}"),
}
"""Place in the settings → where it is in `WHOLE`, a wrong name, and what is said of that. A `*` is any key."""

FREE = {
    "name": "a name of its own",
    "requires_wmsgit": "releases: `version_findings`, and every write refuses what it cannot read",
    "description": "text",
    "rules[]": "text",
    "checklist[]": "text",
    "commits.words.closes[]": "the words of the user's own trailers",
    "commits.words.refs[]": "as above",
    "commits.words.part_of[]": "as above",
    "commits.words.depends_on[]": "as above",
    "commits.words.session[]": "as above",
    "scale.domains.*": "a name of its own",
    **dict.fromkeys(
        (
            f"scale.{where}.{name}"
            for where in ("tiers[]", "domains.*[]")
            for name in ("name", "use", "next", "avoid[]")
        ),
        "text",
    ),
    "views.*": "a name of its own",
    "views.*.description": "text",
    "views.*.where": "SQL, judged by SQLite when the view is asked for",
    "metadata": "whatever has no field",
}
"""The places whose text refers to nothing in the workspace, and why."""


def places(schema: Any, path: str = "") -> Iterator[str]:
    """Every place that holds text or keys of the user's choice; what the schema lists itself is no such place."""
    options = [schema, *schema.get("anyOf", ()), *(schema[word] for word in ("then", "else") if word in schema)]
    for part in options:
        for name, inner in part.get("properties", {}).items():
            yield from places(inner, f"{path}.{name}".lstrip("."))
        more = part.get("additionalProperties")
        if isinstance(more, dict):
            yield f"{path}.*"
            yield from places(more, f"{path}.*")
        if "items" in part:
            yield from places(part["items"], f"{path}[]")
        is_open = part.get("type") == "object" and not {"properties", "additionalProperties"} & part.keys()
        is_text = part.get("type") == "string" and not {"enum", "const"} & part.keys()
        if (is_open and "anyOf" not in schema) or (is_text and "if" not in schema):
            yield path


def closed(schema: Any, path: str = "") -> Iterator[str]:
    """The objects of the schema that take keys which it does not name, and do not say what these are."""
    if isinstance(schema, dict):
        if "properties" in schema and "additionalProperties" not in schema:
            yield path
        for key, inner in schema.items():
            yield from closed(inner, f"{path}/{key}")
    elif isinstance(schema, list):
        for inner in schema:
            yield from closed(inner, path)


def said(settings: dict[str, Any]) -> list[str]:
    return [f"{spell_pointer(pointer)}: {message}" for pointer, message in setting_faults(settings, KINDS)]


def changed(pointer: tuple[str | int, ...], value: str) -> dict[str, Any]:
    """The settings with another value at a place, or with another key where a mapping or a number stands."""
    settings = deepcopy(WHOLE)
    place: Any = settings
    for key in pointer[:-1]:
        place = place[key]
    if isinstance(place[pointer[-1]], dict | int):
        place[value] = place.pop(pointer[-1])
    else:
        place[pointer[-1]] = value
    return settings


def test_every_place_of_the_settings_is_known() -> None:
    found = set(places(REGISTRY.settings_schema))
    assert found == NAMES.keys() | FREE.keys()
    assert not NAMES.keys() & FREE.keys()
    assert list(closed(REGISTRY.settings_schema)) == []


def test_right_names_are_no_faults() -> None:
    assert said(WHOLE) == []
    assert problems_by(REGISTRY.settings_schema, WHOLE, "workspace") == []


@pytest.mark.parametrize("place", NAMES)
def test_a_name_of_nothing_is_said_with_the_nearest(place: str) -> None:
    pointer, wrong, words = NAMES[place]
    (message,) = said(changed(pointer, wrong))
    assert words in message
    assert wrong.partition("=")[0].lstrip("-").strip("{}").partition("}")[0] in message


@pytest.mark.parametrize("settings", [{"views": [1]}, {"wip": 3}, {"branches": []}, {"gates": "x"}, {"review": 1}])
def test_what_is_of_another_shape_is_left_to_the_schema(settings: dict[str, Any]) -> None:
    assert said(settings) == []
    assert problems_by(REGISTRY.settings_schema, {"name": "p", **settings}, "workspace")
    assert json.dumps(settings)
