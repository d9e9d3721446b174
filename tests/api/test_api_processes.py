"""Two processes of the older API's kind on one plane: every call that returned is there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from git_environment import git_environment

from wmsgit import WorkspaceDB
from wmsgit.features.setup.actions.initialise import initialise, plan_init

CALLER = """
import json, sys, time
from wmsgit import WorkspaceDB
root, name, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
db = WorkspaceDB(workspace_root=root)
db.add_session(f"S-{name}")
until, number = time.monotonic() + seconds, 0
while time.monotonic() < until:
    number += 1
    task = f"T-{name}-{number}"
    db.add_task(task, "one", repos_affected=["core"])
    db.update_task_status(task, "in_progress")
    db.add_session_activity(f"S-{name}", "code", task)
    db.add_session_activity("S-shared", "code", task)
    if number % 3 == 0:
        with db.transaction(f"both of {task}"):
            db.add_issue(f"I-{name}-{number}", "general", "LOW", "of it", related_task_id=task)
            db.update_task_status(task, "completed")
print(json.dumps(number))
"""


@pytest.mark.parametrize("seconds", [2, pytest.param(60, marks=pytest.mark.deep)])
def test_two_processes_lose_nothing_of_each_other(tmp_path: Path, seconds: int) -> None:
    root = tmp_path / "plane"
    initialise(plan_init(root))
    WorkspaceDB(workspace_root=root).add_session("S-shared")
    environ = git_environment(tmp_path / "home")
    lines = [[sys.executable, "-c", CALLER, str(root), name, str(seconds)] for name in ("a", "b")]
    callers = [subprocess.Popen(line, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for line in lines]
    ended = [caller.communicate(timeout=seconds + 120) for caller in callers]
    assert [(caller.returncode, errors) for caller, (_, errors) in zip(callers, ended, strict=True)] == [(0, b"")] * 2
    counts = {name: json.loads(output) for name, (output, _) in zip("ab", ended, strict=True)}
    db = WorkspaceDB(workspace_root=root)
    tasks = {task.id: task.status for task in db.get_tasks()}
    expected = [(f"T-{name}-{number}", number) for name, count in counts.items() for number in range(1, count + 1)]
    assert tasks == {task: "completed" if number % 3 == 0 else "in_progress" for task, number in expected}
    assert len(db.get_issues()) == sum(count // 3 for count in counts.values())
    sessions = db.records("session")
    activities = {item.id: sorted(row["description"] for row in item.activities) for item in sessions}
    assert activities["S-shared"] == sorted(tasks)
    assert [len(activities[f"S-{name}"]) for name in "ab"] == list(counts.values())
    status = ["git", "status", "--porcelain"]
    assert subprocess.run(status, cwd=root, env=environ, capture_output=True, check=True).stdout == b""
