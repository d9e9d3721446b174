"""Where a record's work belongs: what speaks for a repository, and when it is clear."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from places import SCHEMAS

from wmsgit.features.planning.routing import Route, clear_route, routes, words_of
from wmsgit.model.record import Record
from wmsgit.schema.kind import Kind, kind_of
from wmsgit.schema.state import State

TASK, PLACEMENT = (
    kind_of(name, json.loads((SCHEMAS / f"{name}.schema.json").read_bytes())) for name in ("task", "placement")
)
REPOS = ("api", "lib", "web")
PLACES: Mapping[str, Mapping[str, Any]] = {
    "PLACE-1": {"component_name": "KeyVault", "correct_repo": "api", "owned_paths": ["src/keys/"]},
    "PLACE-2": {"component_name": "LoginForm", "correct_repo": "web"},
    "PLACE-3": {"component_name": "Moon", "correct_repo": "lib", "status": "retired"},
}


def record(kind: Kind, name: str, data: Mapping[str, Any]) -> Record:
    return Record(kind.name, name, dict(data), f"{name}.yaml")


def found(data: Mapping[str, Any], earlier: Sequence[tuple[Mapping[str, Any], float]] = ()) -> list[Route]:
    places = {("placement", name): record(PLACEMENT, name, fields) for name, fields in PLACES.items()}
    ranked = [(record(TASK, f"T-{number}", fields), fit) for number, (fields, fit) in enumerate(earlier, start=1)]
    return routes(State({"task": TASK, "placement": PLACEMENT}, places), TASK, data, REPOS, ranked)


@pytest.mark.parametrize(
    ("data", "repo", "reason"),
    [
        ({"title": "x", "placement": "PLACE-1"}, "api", "PLACE-1, which it names, belongs there"),
        ({"title": "x", "related_files": ["api/src/keys/a.py"]}, "api", "which PLACE-1 owns, belongs there"),
        ({"title": "x", "related_files": ["web/a.js"]}, "web", "web/a.js lies there"),
        ({"title": "Rotate the keys of the vault"}, "api", "PLACE-1 has KeyVault there, which the text names"),
        ({"title": "x", "repos_affected": ["web"]}, "web", "repos_affected names it"),
        ({"title": "x", "description": "It is in (lib)."}, "lib", "the text names it"),
    ],
)
def test_what_speaks_for_a_repository_makes_it_clear(data: Mapping[str, Any], repo: str, reason: str) -> None:
    chosen = clear_route(found(data))
    assert chosen is not None
    assert chosen.repo == repo
    assert any(why.endswith(reason) for why in chosen.reasons), chosen.reasons


@pytest.mark.parametrize(
    "data",
    [
        {"title": "The new moon"},  # a placement that is retired
        {"title": "x", "related_files": ["api/a", "web/b"]},
        {"title": "x", "repos_affected": ["all"]},
        {"title": "x", "related_files": ["gone/a"]},
        {"title": "A web-like apis"},
        {"title": "Turn the vault"},  # one word of two
        {},
    ],
)
def test_too_little_or_too_much_is_not_clear(data: Mapping[str, Any]) -> None:
    assert clear_route(found(data)) is None


def test_earlier_records_speak_by_their_share_and_name_the_words() -> None:
    earlier = [
        ({"title": "Login page", "assigned_repo": "web"}, 3.0),
        ({"title": "Login page", "repos_affected": ["web"]}, 3.0),
        ({"title": "Log of the page", "assigned_repo": "lib"}, 2.0),
        ({"title": "Login page", "repos_affected": ["lib", "api"]}, 2.0),  # of which no one can say where it was
    ]
    first, second = found({"title": "Pages after login"}, earlier)
    assert (first.repo, second.repo) == ("web", "lib")
    assert first.reasons[0].startswith("T-1, whose work is there, says pages, login")
    assert clear_route([first, second]) == first
    assert clear_route(found({"title": "Moonlit page"}, [({"title": "A page", "assigned_repo": "lib"}, 9.0)])) is None


def test_words_are_those_that_say_something() -> None:
    assert words_of("Add the KeyVault2 to a KEY, für Ärzte") == ["key", "vault", "für", "ärzte"]
