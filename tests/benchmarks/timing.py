"""Timing: what whole commands cost, in processor time and by the clock, in memory and in instructions."""

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PYTHON = sys.executable
_QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
_PEAK = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
Command = Sequence[str]


class Cost(NamedTuple):
    """What a command cost, in seconds: processor time with that of its children, and the clock's."""

    cpu_s: float
    wall_s: float


class Bench:
    """Runs commands in one folder.

    Args:
        folder: where they run.
        runs: how often, at least.
        environ: variables beside those of this process.
    """

    def __init__(self, folder: Path, runs: int, environ: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.runs = runs
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        self.env |= {"NO_COLOR": "1", **(environ or {})}

    def costs(
        self,
        *commands: Command,
        before: Callable[[int], None] | None = None,
        runs: int = 0,
        environ: Mapping[str, str] = {},
    ) -> list[Cost]:
        """The best of each command, run in turn, for noise only ever adds; `before` prepares the first of each turn.

        A busy machine slows whole seconds: turns go on, up to four times as many, until every best was met again; but
        what is to run once, because it takes minutes, runs once.
        """
        runs = runs or self.runs
        taken: list[list[Cost]] = [[] for _ in commands]
        for turn in range(4 * runs + 1 if runs > 1 else 1):
            if turn > runs and all(map(_is_settled, taken)):
                break
            for position, command in enumerate(commands):
                if before and position == 0:
                    before(turn)
                cost = self.run(command, environ)
                if turn or runs == 1:
                    taken[position].append(cost)
        return [Cost(min(c.cpu_s for c in costs), min(c.wall_s for c in costs)) for costs in taken]

    def run(self, command: Command, environ: Mapping[str, str] = {}) -> Cost:
        """One run."""
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(command, cwd=self.folder, env={**self.env, **environ}, check=False, **_QUIET)
        wall_s, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in {0, 1}:
            raise SystemExit(f"{command} ended with {done.returncode}")
        return Cost(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, wall_s)

    def peak_mb(self, command: Command) -> float:
        """The peak resident memory of the largest process of one run, in MB."""
        done = subprocess.run(
            [PYTHON, "-c", _PEAK, *command], cwd=self.folder, env=self.env, check=True, capture_output=True
        )
        return int(done.stdout.split()[-1]) * 1024 / 1e6

    def instructions_m(self, command: Command, environ: Mapping[str, str] = {}) -> float | None:
        """Millions of instructions of the command's own process; None where valgrind is not there."""
        if shutil.which("valgrind") is None:
            return None
        words = [shutil.which(command[0]) or command[0], *command[1:]]
        if Path(words[0]).read_bytes()[:2] == b"#!":  # a script: what is counted is its interpreter
            words.insert(0, PYTHON)
        valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        done = subprocess.run(
            [*valgrind, *words], cwd=self.folder, env={**self.env, **environ}, check=False, capture_output=True
        )
        counts = re.findall(rb"Collected : (\d+)", done.stderr)  # its own is the last; a child's begins as its parent's
        return int(counts[-1]) / 1e6 if counts else None


def _is_settled(costs: Sequence[Cost]) -> bool:
    """Whether the best figure was met at least twice, within a twentieth."""
    best = min(cost.cpu_s for cost in costs)
    return sum(cost.cpu_s <= 1.05 * best + 0.01 for cost in costs) > 1
