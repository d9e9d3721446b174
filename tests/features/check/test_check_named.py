"""What a schema names as a status, a field, a kind or a rule kind is looked up, and said where there is none."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from wmsgit.features.check.checks.schemas import keyword_findings, usability_findings
from wmsgit.schema.keyword_values import Use, keyword_uses
from wmsgit.schema.keywords import KEYWORDS
from wmsgit.schema.registry import Registry, packaged_schemas

STRING: dict[str, Any] = {"type": "string"}
STRINGS: dict[str, Any] = {"type": "array", "items": STRING}
SHORT = {"banned": {"kind": "forbidden_import", "fills": "modules"}}
RULES = {
    "when": {"status": ["open"]}, "reports": {"status": ["done"]}, "repo": "repo", "paths": "commits",
    "component": "title", "type": "who", "location": "file", "packs": "twin", "short": SHORT,
}  # fmt: skip
FINISH = {
    "name": "finish", "from": ["open"], "to": "done", "stamps": {"at": "now"}, "clears": ["why"], "message": "why",
    "options": {"until": "until"}, "links": {"twin-of": {"kind": "zz", "field": "twin"}}, "claims": "who",
    "merged": "commits",
}  # fmt: skip
WHOLE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": STRING, "title": STRING, "who": STRING, "why": STRING, "commits": STRINGS, "twin": STRINGS,
        "status": {"type": "string", "enum": ["open", "done", "frozen"], "default": "open"},
        "at": {"type": "string", "format": "date-time"},
        "until": {"type": "string", "format": "date"},
        "repo": {"type": "string", "x-wmsgit": {"references": "repo"}},
        "tasks": {"type": "array", "items": STRING,
                  "x-wmsgit": {"references": "task", "also": ["issue"], "takes": "complete"}},
        "file": {"type": "string", "x-wmsgit": {"file_of": "repo"}},
        "items": {"type": "array", "items": {"type": "object", "properties": {"name": STRING}},
                  "x-wmsgit": {"merge": "keyed", "key": ["name"]}},
        "mine": {"type": "object", "properties": {"banned": STRINGS}, "x-wmsgit": {"rules": RULES}},
    },
    "x-wmsgit": {
        "folder": "zzs", "table": "zzs", "argument": "title", "date": "at", "status": "status", "closed": ["done"],
        "dropped": ["done"], "order": ["title"], "columns": ["id", "title"], "search": ["title"], "id_of": "repo",
        "known_by": ["title"],
        "fingerprint": ["title"], "frozen": {"statuses": ["frozen"], "fields": ["title"], "amendments": "items"},
        "transitions": [FINISH],
    },
}  # fmt: skip
USES = {f"{use.keyword.level}.{use.keyword.name}": use for use in keyword_uses(WHOLE) if use.keyword.names}


def messages(schema: dict[str, Any]) -> list[str]:
    text = json.dumps(schema).encode()
    sources = {path.name: path.read_bytes() for path in packaged_schemas().glob("*.schema.json")}
    registry = Registry({**sources, "zz.schema.json": text})
    kinds = {kind.name: kind for kind in registry.kinds()}
    own = {"zz.schema.json": text}
    findings = [*usability_findings(own, kinds, registry.broken, dict), *keyword_findings(own, kinds)]
    return [finding.message for finding in findings]


def changed(use: Use, value: Any) -> dict[str, Any]:
    schema = deepcopy(WHOLE)
    place: Any = schema
    for key in use.pointer[:-1]:
        place = place[key]
    place[use.pointer[-1]] = value
    return schema


def with_nothing(use: Use) -> Iterator[Any]:
    """The values of a keyword with a name in them that names nothing."""
    if isinstance(use.value, str):
        yield "nosuch"
    elif isinstance(use.value, list):
        yield [*use.value, "nosuch"]
    elif use.keyword.name == "options":
        yield {"until": "nosuch"}
    else:
        yield {**use.value, "nosuch": next(iter(use.value.values()))}


def test_every_keyword_that_names_something_is_tried() -> None:
    assert messages(WHOLE) == []
    assert {f"{keyword.level}.{keyword.name}" for keyword in KEYWORDS if keyword.names} == set(USES)


@pytest.mark.parametrize("name", USES)
def test_a_name_of_nothing_is_a_finding(name: str) -> None:
    for value in with_nothing(USES[name]):
        assert any("nosuch" in message for message in messages(changed(USES[name], value)))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("transition.from", [], "names no status"),
        ("rules.when", {"status": ["opne"]}, "did you mean 'open'?"),
        ("kind.closed", ["dome"], "did you mean 'done'?"),
    ],
)
def test_what_would_be_without_effect_is_a_finding(name: str, value: Any, words: str) -> None:
    (message,) = messages(changed(USES[name], value))
    assert words in message


def test_a_transition_that_stands_twice_is_a_finding() -> None:
    whole = deepcopy(WHOLE)
    whole["x-wmsgit"]["transitions"].append({"name": "finish", "to": "open"})
    assert messages(whole) == ["x-wmsgit.transitions: the transition 'finish' stands twice"]
