"""What is ready agrees with a reference that knows nothing of kinds, on graphs of every shape."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from places import SCHEMAS

from wmsgit.features.planning.readiness import Readiness
from wmsgit.model.record import Record
from wmsgit.schema.kind import Kind, kind_of
from wmsgit.schema.state import State

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SCHEMA = SCHEMAS / "task.schema.json"
TASK: Kind = kind_of("task", json.loads(SCHEMA.read_bytes()))
STATUSES = TASK.fields["status"].enum
IDS = [f"T-{number}" for number in range(8)]
Tasks = Mapping[str, Mapping[str, Any]]

fields = st.fixed_dictionaries(
    {"status": st.sampled_from(STATUSES), "created": st.sampled_from(["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"])},
    optional={
        "dependencies": st.lists(st.sampled_from([*IDS, "T-gone"]), max_size=3, unique=True),
        "blocked_by": st.lists(st.sampled_from([*IDS, "T-gone"]), max_size=2, unique=True),
        "parent": st.sampled_from([*IDS, "T-gone"]),
        "assigned_to": st.sampled_from(["ann", "bob"]),
        "defer_until": st.sampled_from(["2026-11-22", "2026-11-24", "2026-11-23T11:59:59Z"]),
        "priority": st.sampled_from(["CRITICAL", "LOW"]),
        "due": st.sampled_from(["2026-11-30", "2026-12-01T00:00:01Z"]),
    },
)


def readiness(tasks: Tasks) -> Readiness:
    records = {("task", name): Record("task", name, dict(data), f"{name}.yaml") for name, data in tasks.items()}
    return Readiness(State({"task": TASK}, records), NOW, "ann")


def reference(tasks: Tasks) -> list[str]:
    """What is ready, said once more in the plainest way."""
    closed = {"completed", "closed", "cancelled"}
    found = []
    for name, task in tasks.items():
        until = task.get("defer_until")
        later = until is not None and until > "2026-11-23T12"
        waits = [*task.get("dependencies", ()), *task.get("blocked_by", ())]
        holding = [other for other in waits if other in tasks and tasks[other]["status"] not in closed]
        has_open_part = any(o.get("parent") == name and o["status"] not in closed for o in tasks.values())
        is_free = task["status"] in {"backlog", "planning", "pending", "approved"} or (
            task["status"] == "deferred" and until is not None
        )
        if is_free and not (later or holding or has_open_part) and task.get("assigned_to", "ann") == "ann":
            found.append(name)
    return sorted(found, key=lambda name: order(tasks, name))


def order(tasks: Tasks, name: str) -> tuple[Any, ...]:
    closed = {"completed", "closed", "cancelled"}
    task = tasks[name]
    waiting = [
        other
        for other, data in tasks.items()
        if data["status"] not in closed and name in {*data.get("dependencies", ()), *data.get("blocked_by", ())}
    ]
    priority = {"CRITICAL": 0, "LOW": 3}.get(task.get("priority", ""), 4)
    return priority, task.get("due", "9999"), task["created"], -len(waiting), name


@settings(max_examples=examples(150))
@given(st.dictionaries(st.sampled_from(IDS), fields))
def test_ready_agrees_with_the_reference_on_any_graph(tasks: Tasks) -> None:
    assert [name for _, name in readiness(tasks).in_order()] == reference(tasks)


@settings(max_examples=examples(50))
@given(st.dictionaries(st.sampled_from(IDS), fields))
def test_what_is_open_is_either_ready_or_said_why_not(tasks: Tasks) -> None:
    asked = readiness(tasks)
    ready = set(asked.in_order())
    for key in asked.candidates():
        assert (key in ready) == (not list(asked.hindrances(key)))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"status": "blocked", "blocked_reason": "no access"}, "is blocked: no access"),
        ({"status": "deferred"}, "is deferred"),
        ({"status": "deferred", "defer_until": "2026-12-01"}, "is put off until 2026-12-01"),
        ({"status": "pending", "defer_until": "soon"}, "defer_until 'soon' is no moment"),
        ({"status": "in_progress", "assigned_to": "bob"}, "is in_progress already, by bob"),
        ({"status": "pending", "assigned_to": "bob"}, "is held by bob"),
        ({"status": "pending", "title": "the whole"}, "has open parts: T-2 (pending)"),
        ({"status": "pending", "dependencies": ["T-0", "T-9"]}, "waits for T-0 (in_progress)"),
    ],
)
def test_a_hindrance_says_what_is_against_it(data: Mapping[str, Any], reason: str) -> None:
    whole = {"parent": "T-1"} if "title" in data else {}
    others = {
        "T-0": {"status": "in_progress"},
        "T-2": {"status": "pending", **whole},
        "T-3": {"status": "closed", **whole},
    }
    asked = readiness({**others, "T-1": data})
    assert list(asked.hindrances(("task", "T-1"))) == [reason]


def test_the_grounds_name_what_weighs() -> None:
    tasks = {
        "T-1": {"status": "pending", "priority": "HIGH", "due": "2026-12-01", "created": "2026-11-20T00:00:00Z"},
        "T-2": {"status": "pending", "dependencies": ["T-1"]},
    }
    grounds = readiness(tasks).grounds(("task", "T-1"))
    assert grounds == ["priority HIGH", "due 2026-12-01", "3 days old", "unblocks T-2"]
