"""Several processes that write at once: nothing is lost, nothing is refused."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from acceptance_program import Run

HERE = """
from wmsgit.cli.main import main
def run(words):
    try:
        main(words)
    except SystemExit as ended:
        return ended.code
"""
AS_A_PROGRAM = """
import subprocess
def run(words):
    return subprocess.run([sys.executable, "-m", "wmsgit", *words], stdout=subprocess.DEVNULL).returncode
"""
WRITER = """
worker, count = sys.argv[1], int(sys.argv[2])
for turn in range(count):
    added, changed = ["task", "add", f"Task {worker}.{turn}"], ["task", "set", "1", f"labels+=w{worker}-{turn}"]
    for words in (added, changed):
        code = run(words)
        if code:
            sys.exit(f"{words}: {code}")
"""


# Many writes of a few processes, which start once; and one write after another as users do it, each a process.
@pytest.mark.parametrize(("way", "workers", "turns"), [(HERE, 4, 8), (AS_A_PROGRAM, 3, 1)], ids=["here", "program"])
def test_every_write_of_several_processes_is_in_git(
    plane: Path, run: Run, git: Callable[..., str], environment: dict[str, str], way: str, workers: int, turns: int
) -> None:
    run("task", "add", "Shared", cwd=plane)
    before = int(git(plane, "rev-list", "--count", "HEAD"))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", "import sys\n" + way + WRITER, str(worker), str(turns)],
            cwd=plane,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for worker in range(workers)
    ]
    errors = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * workers, errors
    names = git(plane, "ls-tree", "-r", "--name-only", "HEAD", "records/tasks").split()
    assert len(names) == 1 + workers * turns
    shared = yaml.safe_load(git(plane, "show", "HEAD:records/tasks/WS-TASK-001.yaml"))
    assert set(shared["labels"]) == {f"w{worker}-{turn}" for worker in range(workers) for turn in range(turns)}
    assert int(git(plane, "rev-list", "--count", "HEAD")) == before + 2 * workers * turns
    assert git(plane, "status", "--porcelain") == ""
