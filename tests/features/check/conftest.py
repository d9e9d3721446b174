"""What the tests of checks share: the packaged kinds, and files as values."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from wmsgit.model.ports import Places, Pointer, Positions
from wmsgit.model.record import LoadedFile
from wmsgit.schema.kind import Kind, kind_of
from wmsgit.schema.registry import Registry, packaged_schemas

MakeFile = Callable[..., LoadedFile]


@pytest.fixture(scope="session")
def kinds() -> Mapping[str, Kind]:
    return {kind.name: kind for kind in Registry.read(packaged_schemas()).kinds()}


@pytest.fixture(scope="session")
def risk() -> Kind:
    """A kind with references and paths inside a list of objects, as a workspace of its own might add."""
    properties: dict[str, Any] = {
        "title": {"type": "string"},
        "status": {"type": "string", "enum": ["open", "closed"]},
        "steps": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "task": {"type": "string", "x-wmsgit": {"references": "task"}},
                    "files": {"type": "array", "items": {"type": "string"}, "x-wmsgit": {"path": True}},
                },
            },
        },
        "parent": {"type": "string", "x-wmsgit": {"references": "risk", "acyclic": True}},
    }
    return kind_of("risk", {"type": "object", "properties": properties})


@pytest.fixture(scope="session")
def record(kinds: Mapping[str, Kind], risk: Kind) -> MakeFile:
    def make(kind: str, record_id: str, /, path: str = "", **fields: Any) -> LoadedFile:
        folder = {**kinds, "risk": risk}[kind].folder
        return LoadedFile(path or f"records/{folder}/{record_id}.yaml", kind, record_id, "d", fields)

    return make


@pytest.fixture(scope="session")
def place() -> Places:
    """A place that tells which pointer was asked for: as many lines as parts, the last number as column."""

    def at(path: str, pointer: Pointer, *, key: bool = False) -> tuple[int, int]:
        numbers = [part for part in pointer if isinstance(part, int)]
        return len(pointer), (numbers[-1] + 1 if numbers else 1)

    return at


@pytest.fixture(scope="session")
def position(place: Places) -> Positions:
    """The same for one file."""
    return lambda pointer, *, key=False: place("", pointer, key=key)
