"""What is read for the ready list alone decides as all open records do."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from wmsgit.features.planning.actions.open_records import claimable_state, levels, open_state, readiness
from wmsgit.features.planning.actions.ready import ready_keys
from wmsgit.workspace.workspace import Workspace

STATUSES = ("backlog", "pending", "approved", "deferred", "blocked", "in_progress", "completed", "closed")


@pytest.mark.parametrize("seed", range(6))
def test_the_ready_list_reads_less_and_says_the_same(root: Path, seed: int) -> None:
    chance = random.Random(seed)
    names = [f"WS-TASK-{number:03d}" for number in range(1, 81)]
    for name in names:
        (root / "records" / "tasks").mkdir(exist_ok=True)
        (root / "records" / "tasks" / f"{name}.yaml").write_text(json.dumps(task(name, names, chance)) + "\n")
    if seed % 2:
        (root / "records" / "people").mkdir(exist_ok=True)
        (root / "records" / "people" / "ann.yaml").write_text('{"name": "Ann Lee", "aliases": ["Annie"]}\n')
    ws = Workspace(root)
    whole, part = readiness(ws, open_state(ws)), readiness(ws, claimable_state(ws))
    ready = list(whole.in_order())
    assert list(part.in_order()) == ready
    assert len(ready) > 3
    assert [part.rank(key) for key in ready] == [whole.rank(key) for key in ready]
    assert list(ready_keys(ws, are_few=True)) == list(ready_keys(ws)) == ready


def test_what_weighs_less_is_read_only_when_it_is_needed(root: Path) -> None:
    (root / "records" / "tasks").mkdir(exist_ok=True)
    for number, priority in enumerate(("LOW", "CRITICAL", None, "low", "HIGH", "CRITICAL")):
        name = f"WS-TASK-00{number}"
        text = json.dumps({"title": name, "status": "pending", "priority": priority})
        (root / "records" / "tasks" / f"{name}.yaml").write_text(text + "\n")
    ws = Workspace(root)
    read = [[key[1][-1] for key in claimable_state(ws, level).records] for level in levels(ws)]
    assert read == [["1", "5"], ["4"], [], ["0"], ["2", "3"], []]  # an issue has one severity more


@pytest.mark.parametrize(
    ("values", "admitted"),
    [([3, 1, 2], "integer"), ([2.5, 1], "number"), (["", "3", "1"], "string"), (["3", "1", "3"], "string")],
)
def test_a_part_of_the_ready_list_is_its_beginning_whatever_orders_it(
    root: Path, values: list[Any], admitted: str
) -> None:
    path = root / "schemas" / "task.schema.json"
    schema = json.loads(path.read_text())
    schema["properties"]["priority"] = {"type": admitted, "enum": values}
    path.write_text(json.dumps(schema))
    (root / "records" / "tasks").mkdir(exist_ok=True)
    for number, priority in enumerate((None, *reversed(values), "", *values)):
        text = json.dumps({"title": "x", "status": "pending", "priority": priority})
        (root / "records" / "tasks" / f"WS-TASK-00{number}.yaml").write_text(text + "\n")
    ws = Workspace(root)
    assert list(ready_keys(ws, are_few=True)) == list(ready_keys(ws))


def task(name: str, names: list[str], chance: random.Random) -> dict[str, Any]:
    """A task in a graph with cycles, of others that are closed, do not exist, or are the task itself."""
    data: dict[str, Any] = {"title": name, "status": chance.choice(STATUSES), "created": "2026-11-01T00:00:00Z"}
    if chance.random() < 0.7:
        data["priority"] = chance.choice(("CRITICAL", "HIGH", "MEDIUM", "LOW", "high", "urgent"))
    for field in ("dependencies", "blocked_by"):
        if chance.random() < 0.4:
            data[field] = chance.sample([*names, "WS-TASK-999"], chance.choice((1, 1, 2)))
    if chance.random() < 0.2:
        data["parent"] = chance.choice([*names, "WS-TASK-999"])
    if chance.random() < 0.3:
        data["assigned_to"] = chance.choice(("Ann Lee", "bob", "annie"))
    if chance.random() < 0.2:
        data["defer_until"] = chance.choice(("2020-01-01", "2999-01-01"))
    return data
