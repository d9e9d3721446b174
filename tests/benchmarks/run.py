"""Measure whole commands against yardsticks of the same run, and print the table of docs/speed.md.

    python tests/benchmarks/run.py [--sizes 1000 10000 100000] [--runs 7] [--instructions] [--peers]

Every figure is the best of several runs of a whole process, its processor time; every bound is a ratio to yardsticks
that ran in turn with it, so that a slow machine moves both. Planes are made in a temporary folder; --planes keeps them.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from peers import peers
from planes import make_history, make_plane, rows_for_import
from site_rows import site_rows
from timing import PYTHON, Bench, Command, Cost
from yardsticks import IMPORT, MONITOR, SCRIPTS

BIN = Path(PYTHON).parent
WMSGIT = [str(BIN / "wmsgit")]
VERSION = [*WMSGIT, "--version"]
LISTING = [*WMSGIT, "task", "list", "status=approved", "priority=HIGH"]
STATUS = ["git", "status", "--porcelain"]
TRACKED = [*STATUS, "--untracked-files=no"]
SETTLED_S = 2.5
"""So long Git's index must be as it is: a younger one may change once more without its times showing it."""


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured at which size, its cost, and the bound, in seconds and in words.

    Where no bound is set for the size, it is none: no words.
    """

    work: str
    size: str
    cost: Cost
    bound_s: float
    bound: str

    def __str__(self) -> str:
        """The line."""
        if not self.bound:
            return f"| {self.work} | {self.size} | {self.cost.cpu_s:.3f} s | {self.cost.wall_s:.3f} s | | |"
        ratio = self.cost.cpu_s / self.bound_s
        figures = f"{self.cost.cpu_s:.3f} s | {self.cost.wall_s:.3f} s | {self.bound_s:.3f} s = {self.bound}"
        return f"| {self.work} | {self.size} | {figures} | {ratio:.2f} {'within' if ratio <= 1 else 'OVER'} |"


class Plane:
    """The rows of one plane."""

    def __init__(self, folder: Path, size: int, scripts: Path, runs: int) -> None:
        self.folder = folder
        self.size = size
        self.label = f"{size:,}"
        self.scripts = scripts
        self.bench = Bench(folder, runs)
        self.few = 1 if size > 20_000 else 3
        self.merge = [
            str(BIN / "wmsgit-merge"),
            *(str(scripts / f"{side}.yaml") for side in ("base", "ours", "theirs")),
        ]
        self.task = f"WS-TASK-{size // 2:03d}"

    def rows(self) -> Iterator[Row]:
        """All of them."""
        (self.version,) = self.bench.costs(VERSION)
        for _ in range(4):  # the first makes the snapshot, the second and third the mark by which Git is asked
            self.bench.run(LISTING)
        yield from self.start_up()
        yield from self.reads()
        yield from self.after_one_change()
        yield from self.with_monitor()
        yield from self.cold()
        yield from self.past()
        yield from self.writes()
        yield from site_rows(self, WMSGIT)

    def row(self, work: str, cost: Cost, bound_s: float = 0, bound: str = "") -> Row:
        return Row(work, self.label, cost, bound_s, bound)

    def start_up(self) -> Iterator[Row]:
        version, typer = self.bench.costs(VERSION, [PYTHON, str(self.scripts / "two.py"), "one"])
        yield self.row("`--version`", version, 1.15 * typer.cpu_s, "1.15 × a two-command Typer program")
        (prompt,) = self.bench.costs([*WMSGIT, "context", "show", "--format", "prompt"])
        yield self.row("`context show --format prompt`", prompt, version.cpu_s, "`--version`")
        (completion,) = self.bench.costs(WMSGIT, environ=completing(f"wmsgit task show {self.task[:-1]}"))
        yield self.row("completion of ids", completion, version.cpu_s, "`--version`")
        (shown,) = self.bench.costs([*WMSGIT, "show", self.task])
        yield self.row("`show ID`", shown, 1.3 * version.cpu_s, "1.3 × `--version`")
        for side, step in zip(self.merge[1:], ("a", "b", "a"), strict=True):
            Path(side).write_text(f"id: T-1\ntitle: x\nstatus: pending\nnext_step: {step}\n")
        (merged,) = self.bench.costs(self.merge)
        yield self.row("merge driver, one record", merged, 0.5 * typer.cpu_s, "0.5 × a Typer program")

    def reads(self) -> Iterator[Row]:
        large = self.size >= 100_000
        for work, command in (
            ("`task list`, filtered", LISTING),
            ("`ready`", [*WMSGIT, "ready"]),
            ("`sql`", [*WMSGIT, "sql", "select count(*) as n from workspace_tasks where status='closed'"]),
            ("`search --limit 20`", [*WMSGIT, "search", "credential keyring adapter", "--limit", "20"]),
            ("`check`, nothing changed", [*WMSGIT, "check"]),
            ("`status`", [*WMSGIT, "status"]),
        ):
            cost, status = self.bench.costs(command, STATUS)
            if large:
                yield self.row(work, cost, self.version.cpu_s + 2 * status.cpu_s, "`--version` + 2 × `git status`")
            elif command is LISTING:
                yield self.row(work, cost, 1.5 * self.version.cpu_s, "1.5 × `--version`")
            else:
                yield self.row(work, cost)

    def after_one_change(self) -> Iterator[Row]:
        path = self.folder / "records" / "tasks" / f"{self.task}.yaml"
        original = path.read_bytes()
        changed, warm = self.bench.costs(
            LISTING, LISTING, before=lambda turn: path.write_bytes(original + f"# {turn}\n".encode())
        )
        path.write_bytes(original)
        yield self.row("the same after one file changed", changed, 1.15 * warm.cpu_s, "1.15 × warm")

    def with_monitor(self) -> Iterator[Row]:
        hook = self.scripts / "monitor"
        hook.write_text(MONITOR)
        hook.chmod(0o755)
        git = ["git", "-C", str(self.folder)]
        subprocess.run([*git, "config", "core.fsmonitor", str(hook)], check=True)
        subprocess.run([*git, "update-index", "--fsmonitor"], check=True)
        self.bench.run(TRACKED)
        time.sleep(SETTLED_S)
        for command in (TRACKED, LISTING, LISTING, LISTING):
            self.bench.run(command)
        cost, tracked = self.bench.costs(LISTING, TRACKED)
        bound_s = self.version.cpu_s + 1.5 * tracked.cpu_s
        yield self.row("the same with a monitor", cost, bound_s, "`--version` + 1.5 × `git status -uno`")
        subprocess.run([*git, "config", "--unset", "core.fsmonitor"], check=True)
        subprocess.run([*git, "update-index", "--no-fsmonitor"], check=True)

    def cold(self) -> Iterator[Row]:
        reader = [PYTHON, str(self.scripts / "reading.py"), str(self.folder / "records")]
        (read,) = self.bench.costs(reader, runs=self.few)
        (self.cold_list,) = self.bench.costs(LISTING, before=lambda _: forget(self.folder), runs=self.few)
        bound_s = self.version.cpu_s + 0.8 * read.cpu_s
        yield self.row("`task list`, no cache", self.cold_list, bound_s, "`--version` + 0.8 × PyYAML over the files")
        (check,) = self.bench.costs([*WMSGIT, "check"], before=lambda _: forget(self.folder), runs=self.few)
        yield self.row("`check`, no cache", check, 1.3 * self.cold_list.cpu_s, "1.3 × the cold list")

    def past(self) -> Iterator[Row]:
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=self.folder, check=True, capture_output=True, text=True)
        commit = head.stdout.strip()
        (warm,) = self.bench.costs(LISTING)
        tree = ["sh", "-c", f"git ls-tree -r {commit} records | tail -n 1 | cut -c13-52 | git cat-file --batch"]
        first, git = self.bench.costs(
            [*LISTING, "--at", commit], tree, before=lambda _: forget_commits(self.folder), runs=self.few
        )
        words = "2 × `git ls-tree -r` and `cat-file --batch` + warm list"
        yield self.row("first `--at`, the list being warm", first, 2 * git.cpu_s + warm.cpu_s, words)
        query = [*WMSGIT, "sql", "select count(*) as n from record_changes"]
        read, parsed = self.bench.costs(
            query, [PYTHON, str(self.scripts / "past.py")], before=lambda _: forget(self.folder), runs=1
        )
        bound_s = 2 * parsed.cpu_s + self.cold_list.cpu_s
        yield self.row("`record_changes`, no cache", read, bound_s, "2 × the history's blobs parsed + the cold list")

    def writes(self) -> Iterator[Row]:
        path = "records/tasks/WS-TASK-001.yaml"
        plain = ["sh", "-c", f'echo "# more" >> {path}; git add {path}; git commit -q -m one --only -- {path}']
        imported, bare, git = self.bench.costs([PYTHON, "-c", IMPORT], [PYTHON, "-c", "pass"], plain)
        values = (f"next_step=value {number}" for number in count(time.time_ns()))  # new ones in a kept plane
        one = best([self.bench.run([*WMSGIT, "task", "set", self.task, next(values)]) for _ in range(self.bench.runs)])
        bound_s = 2 * self.version.cpu_s + imported.cpu_s - bare.cpu_s + git.cpu_s
        yield self.row("`task set`, with its commit", one, bound_s, "2 × `--version` + GitPython's import + git's own")
        beyond = Cost(max(one.cpu_s - git.cpu_s, 0.001), max(one.wall_s - git.wall_s, 0.001))
        yield self.row("beyond git's own", beyond, 2 * self.version.cpu_s + imported.cpu_s, "as before, without git")
        ids = [f"WS-TASK-{number:03d}" for number in range(1, 101)]
        many = best([self.bench.run([*WMSGIT, "task", "set", *ids, next(values)]) for _ in range(self.few)])
        yield self.row("100 records in one `set`", many, 3 * one.cpu_s, "3 × one")


def best(costs: Sequence[Cost]) -> Cost:
    """The least of several runs."""
    return Cost(min(cost.cpu_s for cost in costs), min(cost.wall_s for cost in costs))


def completing(line: str) -> dict[str, str]:
    """The variables by which bash asks what may stand at the end of a line."""
    return {"_WMSGIT_COMPLETE": "complete_bash", "COMP_LINE": line, "COMP_POINT": str(len(line))}


def forget(plane: Path) -> None:
    """Remove every cache."""
    for path in (plane / ".git" / "wmsgit").glob("*"):
        if path.is_file() and path.name != "lock":
            path.unlink()
    forget_commits(plane)


def forget_commits(plane: Path) -> None:
    """Remove what is cached of commits alone."""
    for name in ("at", "parsed", "history"):
        shutil.rmtree(plane / ".git" / "wmsgit" / name, ignore_errors=True)


def imported(folder: Path, scripts: Path, size: int) -> Row:
    """The import of rows of the older system in one commit, and what reading them back cold costs."""
    source = folder / "older"
    source.mkdir()
    (source / "WORKSPACE-TASKS.json").write_text(json.dumps(rows_for_import(size)))
    subprocess.run([*WMSGIT, "init", str(folder / "imported")], check=True, capture_output=True)
    plane = Plane(folder / "imported", size, scripts, 1)
    cost = plane.bench.run([*WMSGIT, "import", "json", str(source)])
    (cold,) = plane.bench.costs(LISTING, before=lambda _: forget(plane.folder), runs=2)
    return plane.row("`import json`, one commit", cost, 2 * cold.cpu_s, "2 × reading them back cold")


def history(folder: Path, commits: int, runs: int) -> Iterator[Row]:
    """The log of one record of 10,000 in a long history, first and kept."""
    bench = Bench(make_history(folder / "history", 10_000, commits, WMSGIT), runs)
    log, path = [*WMSGIT, "log", "WS-TASK-5000"], "records/tasks/WS-TASK-5000.yaml"
    first, plain = bench.costs(log, ["git", "log", "--", path], before=lambda _: forget(bench.folder), runs=2)
    label = f"{commits:,} commits"
    yield Row("`log ID`, first time", label, first, 3 * plain.cpu_s, "3 × `git log -- path`")
    kept, warm = bench.costs(log, LISTING)
    yield Row("`log ID`, kept", label, kept, 1.5 * warm.cpu_s, "1.5 × warm list")


def memory(plane: Plane) -> Iterator[str]:
    """Lines that give the peak memory, cold and warm."""
    forget(plane.folder)
    cold = plane.bench.peak_mb(LISTING)
    for _ in range(3):
        warm = plane.bench.peak_mb(LISTING)
    for work, took, bound in (("memory, no cache", cold, 400), ("memory, warm", warm, 120)):
        verdict = "within" if took <= bound else "OVER"
        yield f"| {work} | {plane.label} | {took:.0f} MB | | {bound} MB | {took / bound:.2f} {verdict} |"


def counted(plane: Plane) -> Iterator[str]:
    """Lines that give instructions in place of times."""
    commands: list[tuple[str, Command, dict[str, str]]] = [
        ("a two-command Typer program", [PYTHON, str(plane.scripts / "two.py"), "one"], {}),
        ("`--version`", VERSION, {}),
        ("`context show --format prompt`", [*WMSGIT, "context", "show", "--format", "prompt"], {}),
        ("completion of ids", WMSGIT, completing(f"wmsgit task show {plane.task[:-1]}")),
        ("`show ID`", [*WMSGIT, "show", plane.task], {}),
        ("`task list`, filtered", LISTING, {}),
        ("`task set`", [*WMSGIT, "task", "set", plane.task, "next_step=counted"], {}),
        (
            "merge driver",
            [str(BIN / "wmsgit-merge"), *(str(plane.scripts / f"{s}.yaml") for s in ("base", "ours", "theirs"))],
            {},
        ),
    ]
    for _ in range(4):
        plane.bench.run(LISTING)
    for work, command, environ in commands:
        figure = plane.bench.instructions_m(command, environ)
        yield f"| {work} | {plane.label} | {figure:,.0f} million instructions | | | |" if figure else ""


def main() -> None:
    """Run the whole benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--planes", type=Path, help="a folder of planes, each named as its size; made where missing")
    parser.add_argument("--import-rows", type=int, default=10_000, help="0 for none")
    parser.add_argument("--commits", type=int, default=10_000, help="0 for none")
    parser.add_argument("--instructions", action="store_true", help="count instructions, too (valgrind)")
    parser.add_argument("--peers", action="store_true", help="time taskwarrior, microbeads and tk, too")
    options = parser.parse_args()
    print("| work | records | processor | clock | bound | ratio |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for script, text in SCRIPTS.items():
            (folder / script).write_text(text)
        for line in lines(options, folder):
            print(line, flush=True)


def lines(options: argparse.Namespace, folder: Path) -> Iterator[object]:
    """Every line of the table."""
    for size in options.sizes:
        place = (options.planes or folder / "planes") / str(size)
        if not place.exists():
            make_plane(place, size, WMSGIT)
        plane = Plane(place, size, folder, options.runs)
        yield from plane.rows()
        if size >= 100_000:
            yield from memory(plane)
        if options.instructions:
            yield from counted(plane)
        for peer, what, command, bench in (
            peers(folder / f"peers-{size}", rows_for_import(size), 3) if options.peers else ()
        ):
            (cost,) = bench.costs(command)
            yield f"| {peer}: {what} | {size:,} | {cost.cpu_s:.3f} s | {cost.wall_s:.3f} s | | |"
    if options.commits:
        yield from history(folder, options.commits, options.runs)
    if options.import_rows:
        yield imported(folder, folder, options.import_rows)


if __name__ == "__main__":
    main()
