"""Several processes that write at once: nothing is lost, nothing is refused."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from acceptance_program import Run
from warm_program import fork_program

AS_A_PROGRAM = """
import subprocess, sys
for words in {commands!r}:
    code = subprocess.run([sys.executable, "-m", "wmsgit", *words], stdout=subprocess.DEVNULL).returncode
    if code:
        sys.exit(f"{{words}}: {{code}}")
"""


def commands_of(worker: int, turns: int) -> list[tuple[str, ...]]:
    """Two writes a turn: of a record of its own, and of one that all change."""
    both = (
        (("task", "add", f"Task {worker}.{turn}"), ("task", "set", "1", f"labels+=w{worker}-{turn}"))
        for turn in range(turns)
    )
    return [words for pair in both for words in pair]


# Many writes of a few processes, which start once; and one write after another as users do it, each a process.
@pytest.mark.parametrize(("way", "workers", "turns"), [("here", 4, 6), ("program", 3, 1)], ids=["here", "program"])
def test_every_write_of_several_processes_is_in_git(
    plane: Path, run: Run, git: Callable[..., str], environment: dict[str, str], way: str, workers: int, turns: int
) -> None:
    run("task", "add", "Shared", cwd=plane)
    before = int(git(plane, "rev-list", "--count", "HEAD"))
    with (plane.parent / "output").open("wb") as output:
        streams = (output.fileno(), output.fileno(), output.fileno())
        lists = [commands_of(worker, turns) for worker in range(workers)]
        if way == "here":
            children = [fork_program(commands, plane, environment, streams) for commands in lists]
            codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        else:
            scripts = [[sys.executable, "-c", AS_A_PROGRAM.format(commands=commands)] for commands in lists]
            started = [subprocess.Popen(line, cwd=plane, env=environment, stderr=output) for line in scripts]
            codes = [process.wait() for process in started]
    assert codes == [0] * workers, (plane.parent / "output").read_text()
    names = git(plane, "ls-tree", "-r", "--name-only", "HEAD", "records/tasks").split()
    assert len(names) == 1 + workers * turns
    shared = yaml.safe_load(git(plane, "show", "HEAD:records/tasks/WS-TASK-001.yaml"))
    assert set(shared["labels"]) == {f"w{worker}-{turn}" for worker in range(workers) for turn in range(turns)}
    assert int(git(plane, "rev-list", "--count", "HEAD")) == before + 2 * workers * turns
    assert git(plane, "status", "--porcelain") == ""
