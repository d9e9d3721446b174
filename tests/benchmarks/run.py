"""Time whole commands against yardsticks measured in the same run, and print the table of docs/speed.md.

    python tests/benchmarks/run.py [--sizes 1000 10000 100000] [--runs 7]

Every figure is the best of several runs of a whole process, since noise only ever adds; every bound is a ratio to a
yardstick that ran in turn with it, so that a slow machine moves both. Planes are made in a temporary folder.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from planes import make_history, make_plane, rows_for_import

PYTHON = sys.executable
WMSGIT = [str(Path(PYTHON).with_name("wmsgit"))]
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

TYPER_PROGRAM = """
import typer
app = typer.Typer()
@app.command()
def one(name: str = typer.Option("x")): print(name)
@app.command()
def two(name: str = typer.Option("x")): print(name)
app()
"""
READING = """
import os, sys, yaml
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            yaml.load(file, yaml.CSafeLoader)
"""
IMPORTS = "import yaml, jsonschema, git"


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, against what, and the bound."""

    work: str
    size: str
    took_ms: float
    yardstick_ms: float
    bound: str

    @property
    def verdict(self) -> str:
        """Whether the bound holds."""
        return "within" if self.took_ms <= self.yardstick_ms else "OVER"


class Bench:
    """Times commands in one plane."""

    def __init__(self, plane: Path, runs: int) -> None:
        self.plane = plane
        self.runs = runs
        self.env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"NO_COLOR": "1"}

    def time(self, *commands: list[str], before: Callable[[int], None] | None = None, runs: int = 0) -> list[float]:
        """The best milliseconds of each command, run in turn; `before` prepares the first one of each turn.

        A busy machine slows whole seconds: turns go on, up to four times as many, until every best was met again.
        """
        runs = runs or self.runs
        taken: list[list[float]] = [[] for _ in commands]
        for turn in range(4 * runs + 1):
            if turn > runs and all(map(_is_settled, taken)):
                break
            for position, command in enumerate(commands):
                if before and position == 0:
                    before(turn)
                elapsed = self.run(command)
                if turn:
                    taken[position].append(elapsed)
        return [min(figures) for figures in taken]

    def run(self, command: list[str]) -> float:
        """The milliseconds of one run."""
        start = time.perf_counter()
        done = subprocess.run(command, cwd=self.plane, env=self.env, check=False, **QUIET)
        elapsed = (time.perf_counter() - start) * 1000
        if done.returncode not in {0, 1}:
            raise SystemExit(f"{command} ended with {done.returncode}")
        return elapsed

    def peak_mib(self, command: list[str]) -> float:
        """The peak resident memory of one run, in MiB, its child processes included one by one."""
        program = (
            "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        done = subprocess.run(
            [PYTHON, "-c", program, *command], cwd=self.plane, env=self.env, check=True, capture_output=True
        )
        return int(done.stdout.split()[-1]) / 1024


def _is_settled(figures: list[float]) -> bool:
    """Whether the best figure was met at least twice, within a twentieth."""
    return sum(figure <= 1.05 * min(figures) for figure in figures) > 1


def forget(plane: Path) -> None:
    """Remove every cache."""
    for path in (plane / ".git" / "wmsgit").glob("*"):
        if path.is_file() and path.name != "lock":
            path.unlink()
    forget_commits(plane)


def forget_commits(plane: Path) -> None:
    """Remove what is cached of commits alone."""
    for name in ("at", "parsed"):
        shutil.rmtree(plane / ".git" / "wmsgit" / name, ignore_errors=True)


def measure(bench: Bench, size: int, typer_program: Path, reading: Path) -> Iterator[Row]:
    """The rows of one plane."""
    label = f"{size:,}"
    task = f"WS-TASK-{size // 2:03d}"
    path = bench.plane / "records" / "tasks" / f"{task}.yaml"
    listing = [*WMSGIT, "task", "list", "status=approved", "priority=HIGH", "--format", "table"]
    version = [*WMSGIT, "--version"]
    own, plain = bench.time(version, [PYTHON, str(typer_program), "one"])
    yield Row("`--version`", label, own, 1.3 * plain, "1.3 × a two-command Typer program")
    shown, own = bench.time([*WMSGIT, "show", task], version)
    yield Row("`show ID`", label, shown, 1.4 * own, "1.4 × `--version`")
    warm, own, status = bench.time(listing, version, ["git", "status"])
    yield Row("`task list`, filtered, warm", label, warm, own + 4 * status, "`--version` + 4 × `git status`")
    yield from _after_one_change(bench, label, path, listing)
    yield from _others(bench, label, listing)
    yield from _cold(bench, label, listing, version, reading, size)
    yield from _set(bench, label, task, version)
    yield from _past(bench, label, listing, size)


def _after_one_change(bench: Bench, label: str, path: Path, listing: list[str]) -> Iterator[Row]:
    original = path.read_bytes()

    def touch(turn: int) -> None:
        path.write_bytes(original + f"# {turn}\n".encode())

    (changed,) = bench.time(listing, before=touch)
    path.write_bytes(original)
    (warm,) = bench.time(listing)
    yield Row("the same after one file changed", label, changed, 1.2 * warm, "1.2 × warm")


def _others(bench: Bench, label: str, listing: list[str]) -> Iterator[Row]:
    for name, command in (
        ("`search`", [*WMSGIT, "search", "credential keyring adapter portfolio"]),
        ("`sql`", [*WMSGIT, "sql", "select count(*) as n from workspace_tasks where status='closed'"]),
        ("`ready`", [*WMSGIT, "ready"]),
        ("`status`", [*WMSGIT, "status"]),
        ("`check`, nothing changed", [*WMSGIT, "check"]),
    ):
        took, warm = bench.time(command, listing)
        yield Row(name, label, took, 1.3 * warm, "1.3 × warm list")


def _cold(bench: Bench, label: str, listing: list[str], version: list[str], reading: Path, size: int) -> Iterator[Row]:
    reader = [PYTHON, str(reading), str(bench.plane / "records")]
    runs = 2 if size > 20_000 else 3
    cold, own, read = bench.time(listing, version, reader, before=lambda _turn: forget(bench.plane), runs=runs)
    yield Row("`task list`, no cache", label, cold, own + 1.5 * read, "`--version` + 1.5 × PyYAML reading the files")


def _past(bench: Bench, label: str, listing: list[str], size: int) -> Iterator[Row]:
    """The same list at the commit before last: with no cache, beside a warm working tree, and once it is known."""
    before = subprocess.run(
        ["git", "rev-parse", "HEAD~1"], cwd=bench.plane, check=True, capture_output=True, text=True
    ).stdout.strip()
    past = [*listing, "--at", before]
    reading = ["sh", "-c", f"git ls-tree -r {before} | cut -c13-52 | git cat-file --batch"]
    bound = "3 × `git ls-tree -r` and `cat-file --batch`"
    runs = 2 if size > 20_000 else 3
    cold, git = bench.time(past, reading, before=lambda _turn: forget(bench.plane), runs=runs)
    yield Row("`task list --at`, no cache", label, cold, 3 * git, bound)
    bench.time(listing, runs=1)
    beside, git = bench.time(past, reading, before=lambda _turn: forget_commits(bench.plane), runs=runs)
    yield Row("the same, the list being warm", label, beside, 3 * git, bound)
    known, warm = bench.time(past, listing)
    yield Row("the same, asked for before", label, known, 1.5 * warm, "1.5 × warm list")


def _set(bench: Bench, label: str, task: str, version: list[str]) -> Iterator[Row]:
    other = bench.plane / "records" / "tasks" / "WS-TASK-001.yaml"
    own, imports, start_up = bench.time(version, [PYTHON, "-c", IMPORTS], [PYTHON, "-c", "pass"])
    relative = str(other.relative_to(bench.plane))
    commit = f'echo "# more" >> {relative}; git add {relative}; git commit -q -m one --only -- {relative}'
    (plain,) = bench.time(["sh", "-c", commit])
    values = (f"next_step=value {n}" for n in count())
    taken = [bench.run([*WMSGIT, "task", "set", task, next(values)]) for _ in range(2 * bench.runs)]
    bound = "`--version` + imports of PyYAML, jsonschema, GitPython + 2 × `git add` and `git commit --only`"
    yield Row("`task set`, with its commit", label, min(taken), own + imports - start_up + 2 * plain, bound)


def measure_import(folder: Path, runs: int, reading: Path, size: int) -> Iterator[Row]:
    """The time to take in rows of the older system, in one commit."""
    source = folder / "older"
    source.mkdir()
    (source / "WORKSPACE-TASKS.json").write_text(json.dumps(rows_for_import(size)))
    taken, read = [], 0.0
    for turn in range(2):
        plane = folder / f"imported-{turn}"
        bench = Bench(folder, runs)
        subprocess.run([*WMSGIT, "init", str(plane)], env=bench.env, check=True, **QUIET)
        start = time.perf_counter()
        subprocess.run([*WMSGIT, "-C", str(plane), "import", "json", str(source)], env=bench.env, check=True, **QUIET)
        taken.append((time.perf_counter() - start) * 1000)
        read = bench.time([PYTHON, str(reading), str(plane / "records")], runs=2)[0]
    yield Row("`import json`, one commit", f"{size:,}", min(taken), 3 * read, "3 × PyYAML reading them back")


def measure_history(folder: Path, runs: int, commits: int) -> Iterator[Row]:
    """The log of one record of 10,000 in a long history, first and kept."""
    bench = Bench(make_history(folder / "history", 10_000, commits, WMSGIT), runs)
    log, path = [*WMSGIT, "log", "WS-TASK-5000"], "records/tasks/WS-TASK-5000.yaml"
    first, plain = bench.time(log, ["git", "log", "--", path], before=lambda _turn: forget(bench.plane), runs=2)
    label = f"{commits:,} commits"
    yield Row("`log ID`, first time", label, first, 3 * plain, "3 × `git log -- path`")
    listing = [*WMSGIT, "task", "list", "status=approved", "priority=HIGH", "--format", "table"]
    kept, warm = bench.time(log, listing)
    yield Row("`log ID`, kept", label, kept, 1.5 * warm, "1.5 × warm list")


def memory(bench: Bench, size: int) -> Iterator[str]:
    """Lines that give the peak memory, cold and warm."""
    listing = [*WMSGIT, "task", "list", "status=approved", "priority=HIGH"]
    forget(bench.plane)
    cold = bench.peak_mib(listing)
    warm = bench.peak_mib(listing)
    for work, took, bound in (("memory, no cache, largest process", cold, 1024), ("memory, warm", warm, 400)):
        verdict = "within" if took <= bound else "OVER"
        yield f"| {work} | {size:,} | {took:.0f} MiB | {bound:,} MiB | {took / bound:.2f} {verdict} |"


def show(row: Row) -> str:
    """A line of the table."""
    ratio = row.took_ms / row.yardstick_ms
    return (
        f"| {row.work} | {row.size} | {row.took_ms:,.0f} ms | {row.yardstick_ms:,.0f} ms = {row.bound} "
        f"| {ratio:.2f} {row.verdict} |"
    )


def main() -> None:
    """Run the whole benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--import-rows", type=int, default=10_000)
    parser.add_argument("--commits", type=int, default=10_000)
    options = parser.parse_args()
    print("| work | records | took | bound | ratio |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        typer_program, reading = folder / "two.py", folder / "reading.py"
        typer_program.write_text(TYPER_PROGRAM)
        reading.write_text(READING)
        for size in options.sizes:
            bench = Bench(make_plane(folder / f"plane-{size}", size, WMSGIT), options.runs)
            for row in measure(bench, size, typer_program, reading):
                print(show(row), flush=True)
            if size >= 100_000:
                print("\n".join(memory(bench, size)), flush=True)
        if options.commits:
            for row in measure_history(folder, options.runs, options.commits):
                print(show(row), flush=True)
        if options.import_rows:
            for row in measure_import(folder, options.runs, reading, options.import_rows):
                print(show(row), flush=True)


if __name__ == "__main__":
    main()
