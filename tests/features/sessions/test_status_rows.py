"""The rows of a screen are the first of all rows, and how many there are is said of them all."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from wmsgit.features.sessions.actions.status import MOST, workspace_status
from wmsgit.workspace.workspace import Workspace

NAMES = ("Ann Lee", "bob", "annie", None)


@pytest.mark.parametrize("count", [0, 3, 60])
def test_the_rows_of_a_screen_are_the_first_of_all(root: Path, count: int) -> None:
    chance = random.Random(count)
    for number in range(count):
        when = f"2026-01-{number % 28 + 1:02d}T10:00:00Z"
        status = chance.choice(("in_progress", "pending", "closed"))
        put(root, f"tasks/WS-TASK-{number:03d}", title=f"{number}", status=status, created=when,
            priority=chance.choice(("CRITICAL", "HIGH", None)), assigned_to=chance.choice(NAMES))  # fmt: skip
        status = chance.choice(("open", "in_progress", "closed"))
        put(root, f"issues/ISSUE-{number:03d}", title=f"{number}", issue_type="x", detected=when, status=status,
            severity=chance.choice(("HIGH", "CRITICAL", "LOW")))  # fmt: skip
    put(root, "people/ann", name="Ann Lee", aliases=["Annie"])
    whole, screen = workspace_status(Workspace(root)), workspace_status(Workspace(root), whole=False)
    for title in ("in_progress", "urgent"):
        assert screen[title] == whole[title][: MOST[title]]
        assert screen[title].total == len(whole[title])
    assert {**screen, "in_progress": 0, "urgent": 0} == {**whole, "in_progress": 0, "urgent": 0}
    weights = [row["urgency"] for row in whole["urgent"]]
    assert weights == sorted(weights)  # CRITICAL before HIGH


def put(root: Path, where: str, **fields: Any) -> None:
    path = root / "records" / f"{where}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({key: value for key, value in fields.items() if value is not None}) + "\n")
