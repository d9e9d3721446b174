"""Time `drift scan` against yardsticks measured in the same run.

    python tests/benchmarks/drift.py SOURCES [--runs 3]

SOURCES is a folder of Python files, such as Django's unpacked source archive. A workspace with it as its member is
made in a temporary folder. Every figure is the best of several runs of a whole process.
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
from pathlib import Path

PYTHON = sys.executable
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Whoever starts a program twice has its modules compiled; a machine that keeps none would time the compiler."""
WMSGIT = [PYTHON, "-m", "wmsgit"]
PARSING = """
import ast, multiprocessing, os, sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
def parse(path):
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        pass
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(len(os.sched_getaffinity(0))) as pool:
        pool.map(parse, sorted(Path(sys.argv[1]).rglob("*.py")), chunksize=50)
"""
LINTER = """
[importlinter]
root_package = {package}
include_external_packages = True
[importlinter:contract:one]
name = one
type = forbidden
source_modules = {package}
forbidden_modules = pandas
"""
RULES = [
    {"id": "no-pandas", "kind": "forbidden_import", "modules": ["pandas"]},
    {"id": "no-numpy", "kind": "forbidden_import", "modules": ["numpy.**", "scipy"]},
    {"id": "no-flask", "kind": "forbidden_import", "modules": ["flask", "werkzeug"]},
    {"id": "only", "kind": "allowed_imports", "modules": ["**"]},
    {"id": "layers", "kind": "import_layers", "layers": ["(contrib)", "(core)", "(utils)"]},
]


def git(folder: Path, *arguments: str) -> None:
    """Run git with an identity of its own, and without the upkeep that it starts in the background after a commit.

    That takes folders away while a yardstick walks over them, and the time of what is measured.
    """
    settings = ("user.name=Ann Lee", "user.email=ann@example.org", "commit.gpgSign=false", "maintenance.auto=false")
    options = [word for setting in (*settings, "gc.auto=0") for word in ("-c", setting)]
    subprocess.run(["git", *options, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def make_workspace(folder: Path, sources: Path, package: str) -> Path:
    """A workspace with the sources as its member, and no rules yet."""
    shutil.copytree(sources, folder / "member", ignore=shutil.ignore_patterns(".git"))
    # What does not parse would be unknown, here and for every peer.
    for path in (folder / "member").rglob("*.py"):
        try:
            compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            path.unlink()
    git(folder / "member", "init", "-q")
    git(folder / "member", "add", "-A", "-f")
    git(folder / "member", "commit", "-q", "-m", "sources")
    subprocess.run([*WMSGIT, "init", "plane"], cwd=folder, check=True, capture_output=True)
    plane = folder / "plane"
    write(plane / "records/repos/member.yaml", {"path": "../member"})
    git(plane, "config", "wmsgit.repo.member.path", "../member")
    rules = [rule | ({"package": package} if rule["kind"] == "import_layers" else {}) for rule in RULES]
    decide(plane, rules)
    return plane


def decide(plane: Path, rules: list[dict[str, object]]) -> None:
    """Give the workspace's only decision these rules."""
    head = {"title": "Imports", "status": "accepted", "date": "2026-11-23T09:30:00Z", "decision": "As follows."}
    write(plane / "records/decisions/ADR-001.yaml", {**head, "rules": rules})


def write(path: Path, data: object) -> None:
    """Write a record; JSON is YAML."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data))


def best_ms(command: list[str], cwd: Path, runs: int, before: Callable[[], None] = lambda: None) -> float:
    """The fastest of several runs. A scan may end with 1, for what it finds; whatever else fails is no yardstick."""
    times = []
    for _ in range(runs):
        before()
        start = time.perf_counter()
        done = subprocess.run(
            command, cwd=cwd, env=ENVIRONMENT, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        times.append((time.perf_counter() - start) * 1000)
        if done.returncode and not (done.returncode == 1 and "scan" in command):
            sys.exit(f"{command[:4]} ended with {done.returncode}:\n{done.stderr.decode(errors='replace')[-2000:]}")
    return min(times)


def measure(folder: Path, sources: Path, package: str, runs: int) -> Iterator[tuple[str, float, float, str]]:
    """What was measured, its time and its bound in ms, and the bound in words."""
    plane = make_workspace(folder, sources, package)
    member = folder / "member"
    scan = [*WMSGIT, "drift", "scan"]
    forget = lambda: shutil.rmtree(plane / ".git/wmsgit/facts", ignore_errors=True)  # noqa: E731
    start_up = best_ms([*WMSGIT, "--version"], plane, runs)
    parsing = best_ms([PYTHON, "-c", PARSING, str(member)], folder, runs)
    yield (
        "cold scan, five import rules",
        best_ms(scan, plane, runs, forget),
        1.2 * parsing,
        "1.2 × ast.parse, all cores",
    )
    yield "second scan", best_ms(scan, plane, runs), start_up + 300, "start-up + 300 ms"
    some = sorted((member / package).rglob("*.py"))[10]
    some.write_text(some.read_text() + "\nimport os\n")
    git(member, "add", "-A")
    staged = [*scan, "--ref", "staged", "--changed"]
    yield "one staged file", best_ms(staged, plane, runs), start_up + 200, "start-up + 200 ms"
    (folder / "linter.ini").write_text(LINTER.format(package=package))
    linter = "import sys; sys.path.insert(0, 'member'); from importlinter.cli import lint_imports_command as run; run()"
    lint = best_ms([PYTHON, "-c", linter, "--config", "linter.ini", "--no-cache"], folder, runs)
    decide(plane, [{**RULES[0], "scope": {"paths": [f"/{package}/**"]}}])
    yield "one forbidden_import, cold", best_ms(scan, plane, runs, forget), 1.5 * lint, "1.5 × import-linter, cold"


def main() -> None:
    """Measure, and print the rows of a Markdown table."""
    parser = argparse.ArgumentParser(description="Time drift scans.")
    parser.add_argument("sources", type=Path)
    parser.add_argument("--package", default="django")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print("| work | took | bound | |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for work, took, bound, words in measure(Path(folder), options.sources, options.package, options.runs):
            verdict = "within" if took <= bound else "OVER"
            print(f"| {work} | {took:,.0f} ms | {words} = {bound:,.0f} ms | {verdict} |", flush=True)


if __name__ == "__main__":
    main()
