"""What the tests of history share: the packaged kinds, and states made of a few records."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from wmsgit.features.review.compare import compare
from wmsgit.model.difference import Difference
from wmsgit.model.ports import Pointer
from wmsgit.model.record import Record
from wmsgit.schema.kind import Kind, kind_of
from wmsgit.schema.registry import Registry, packaged_schemas
from wmsgit.schema.state import State

MakeState = Callable[..., State]
Compare = Callable[..., dict[str, Difference]]


def nowhere(path: str, pointer: Pointer, *, key: bool = False) -> tuple[int, int]:
    return 7, 1


@pytest.fixture(scope="session")
def kinds() -> Mapping[str, Kind]:
    found = {kind.name: kind for kind in Registry.read(packaged_schemas()).kinds()}
    properties: dict[str, Any] = {
        "title": {"type": "string"},
        "status": {"type": "string", "enum": ["raised", "gone"]},
        "behind": {"type": "array", "items": {"type": "string"}, "x-wmsgit": {"references": "risk", "acyclic": True}},
    }
    risk = kind_of("risk", {"type": "object", "properties": properties, "x-wmsgit": {"closed": ["gone"]}})
    return {**found, "risk": risk}


@pytest.fixture(scope="session")
def state(kinds: Mapping[str, Kind]) -> MakeState:
    """`state(task={"T-1": {...}}, adr={...})`."""

    def make(**records: Mapping[str, Mapping[str, Any]]) -> State:
        made = {
            (kind, name): Record(kind, name, dict(data), f"records/{kinds[kind].folder}/{name}.yaml")
            for kind, named in records.items()
            for name, data in named.items()
        }
        return State(kinds, made)

    return make


@pytest.fixture(scope="session")
def differences() -> Compare:
    """Id → difference."""

    def run(old: State, new: State, **renumbered: str) -> dict[str, Difference]:
        moved = {name.replace("_", "-"): to for name, to in renumbered.items()}
        return {found.id: found for found in compare(old, new, moved, (nowhere, nowhere))}

    return run
