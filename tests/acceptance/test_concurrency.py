"""Several processes that write at once: nothing is lost, nothing is refused."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import yaml
from acceptance_program import Run

WRITER = """
import subprocess, sys
worker, count = sys.argv[1], int(sys.argv[2])
for turn in range(count):
    added, changed = ["task", "add", f"Task {worker}.{turn}"], ["task", "set", "1", f"labels+=w{worker}-{turn}"]
    for words in (added, changed):
        done = subprocess.run([sys.executable, "-m", "wmsgit", *words], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{words}: {done.returncode} {done.stderr}")
"""
WORKERS, TURNS = 4, 15


def test_every_write_of_four_processes_is_in_git(
    plane: Path, run: Run, git: Callable[..., str], environment: dict[str, str]
) -> None:
    run("task", "add", "Shared", cwd=plane)
    before = int(git(plane, "rev-list", "--count", "HEAD"))
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(worker), str(TURNS)],
            cwd=plane,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for worker in range(WORKERS)
    ]
    errors = [worker.communicate()[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * WORKERS, errors
    names = git(plane, "ls-tree", "-r", "--name-only", "HEAD", "records/tasks").split()
    assert len(names) == 1 + WORKERS * TURNS
    shared = yaml.safe_load(git(plane, "show", "HEAD:records/tasks/WS-TASK-001.yaml"))
    assert set(shared["labels"]) == {f"w{worker}-{turn}" for worker in range(WORKERS) for turn in range(TURNS)}
    assert int(git(plane, "rev-list", "--count", "HEAD")) == before + 2 * WORKERS * TURNS
    assert git(plane, "status", "--porcelain") == ""
