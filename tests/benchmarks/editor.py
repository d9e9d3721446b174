"""Time the language server as an editor does, and print the table of docs/speed.md.

    python tests/benchmarks/editor.py [--sizes 10000 100000] [--requests 40]

Each request goes over the pipe of a real server; the figures are percentiles of what one client waits. Bounds are those
that people notice: a hover that takes 50 ms is there when the eye is. "Work" is what the server's own thread did of it,
which does not depend on who else uses the machine.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
from git_environment import git_environment
from lsp_client import RawClient
from planes import make_plane

WMSGIT = [sys.executable, "-m", "wmsgit"]
BOUNDS_MS = {"hover": 50, "completion": 50, "definition": 50, "diagnostics of a keystroke": 100}
START_S, MEMORY_MIB, LARGE_MS = 2.0, 200, 200


def percentile(figures: list[float], share: float) -> float:
    """The figure under which this share of them lies."""
    return sorted(figures)[min(int(len(figures) * share), len(figures) - 1)]


def resident_mib(process: int) -> float:
    """How much memory a process holds, in MiB (proc(5), `VmRSS`)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def work_ms(process: int) -> float:
    """How long a process' first thread has worked, in ms: others may use the machine (proc(5), `schedstat`)."""
    return int(Path(f"/proc/{process}/task/{process}/schedstat").read_text(encoding="ascii").split()[0]) / 1e6


def record_of(plane: Path, number: int) -> str:
    """The path of a task."""
    return f"records/tasks/WS-TASK-{number:03d}.yaml"


def start(plane: Path, environ: dict[str, str], size: int) -> tuple[float, RawClient]:
    """How long a client waits for the first diagnostics of the file that it opens, and the client."""
    began = time.perf_counter()
    client = RawClient(plane, environ)
    uri = client.open(record_of(plane, size // 2))
    client.diagnostics(uri, 1)
    return time.perf_counter() - began, client


Figures = list[tuple[float, float]]
"""What a client waited for each of several requests, and how long the server worked for it, in ms."""


def request_times(client: RawClient, plane: Path, size: int, requests: int) -> Iterator[tuple[str, Figures]]:
    """The figures of each sort of request."""
    chance = random.Random(7)
    figures: dict[str, Figures] = {name: [] for name in BOUNDS_MS}
    timed = partial(_timed, client.process.pid)
    for _ in range(requests):
        path = record_of(plane, chance.randint(2, size - 1))
        text = (plane / path).read_text(encoding="utf-8")
        uri = client.open(path)
        client.diagnostics(uri, 1)
        lines = text.splitlines()
        number = next(number for number, line in enumerate(lines) if line.startswith("  - WS-TASK"))
        place = client.at(uri, number, 6)
        figures["hover"].append(timed(lambda place=place: client.ask("textDocument/hover", place)))
        figures["definition"].append(timed(lambda place=place: client.ask("textDocument/definition", place)))
        end = client.at(uri, number, len(lines[number]) - 2)
        figures["completion"].append(timed(lambda end=end: client.ask("textDocument/completion", end)))
        figures["diagnostics of a keystroke"].append(timed(lambda uri=uri, number=number: type_at(client, uri, number)))
        client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    yield from figures.items()


def type_at(client: RawClient, uri: str, line: int) -> None:
    """Change the last digit of a reference, and wait for what is said of it."""
    end = {"line": line, "character": 100}
    client.change(uri, 2, [{"range": {"start": end, "end": end}, "text": "7"}])
    client.diagnostics(uri, 2)


def _timed(process: int, work: Callable[[], object]) -> tuple[float, float]:
    began, before = time.perf_counter(), work_ms(process)
    work()
    return (time.perf_counter() - began) * 1000, work_ms(process) - before


def measure(plane: Path, environ: dict[str, str], size: int, requests: int) -> Iterator[tuple[str, str, str, bool]]:
    """The rows of the table: what, the figure, the bound, whether it holds."""
    subprocess.run([*WMSGIT, "check"], cwd=plane, env=environ, stdout=subprocess.DEVNULL, check=True)
    first_s, client = start(plane, environ, size)
    first_work_s = work_ms(client.process.pid) / 1000
    is_large = size > 10_000
    yield (
        "start to first diagnostics",
        f"{first_s:.1f} s; work {first_work_s:.1f} s",
        f"{START_S:.0f} s",
        is_large or first_s <= START_S,
    )
    client.wait_for("$/progress", lambda p: p["value"]["kind"] == "end", timeout_s=300)
    for name, pairs in request_times(client, plane, size, requests):
        times, works = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        bound = LARGE_MS if is_large else BOUNDS_MS[name]
        share, shown = (1.0, "most") if is_large else (0.95, "p95")
        figure = percentile(times, share)
        words = f"{percentile(times, 0.5):.0f} ms, {shown} {figure:.0f} ms; work {percentile(works, share):.0f} ms"
        yield name, words, f"{bound} ms", figure <= bound
    memory = resident_mib(client.process.pid)
    yield "memory", f"{memory:.0f} MiB", "" if is_large else f"{MEMORY_MIB} MiB", is_large or memory <= MEMORY_MIB
    client.end()


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000])
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--plane", type=Path, help="a plane that exists already, of the first size")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="wmsgit-editor-"))
    environ = git_environment(folder / "home")
    os.environ.update(environ)
    print("| records | what an editor waits for | takes | bound | |\n|---|---|---|---|---|")
    try:
        for size in options.sizes:
            plane = options.plane or make_plane(folder / str(size), size, WMSGIT)
            for what, figure, bound, holds in measure(plane.resolve(), environ, size, options.requests):
                print(f"| {size:,} | {what} | {figure} | {bound} | {'yes' if holds else 'NO'} |", flush=True)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
