"""The rows of the site: building it, building it again after a change, and the live pages right after one.

As a script, `python tests/benchmarks/site_rows.py PLANE` serves the plane in its own process and prints as JSON what
pages cost after a change, when a change on the disk is seen, and what a dragged card costs to its commit.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timing import PYTHON, Cost

if TYPE_CHECKING:
    from run import Plane, Row

    from wmsgit.site.live import LivePlane

BOUNDS_S = {1_000: (3.0, 1.0), 10_000: (20.0, 2.0)}
"""Records → the most that a build, and one after a change, may take."""
MOST_BYTES = 200_000_000
PAGE_S, SEEN_S = 0.05, 1.0
PAGES = (
    "index.html", "board.html", "board-by-person.html", "lists/task.html", "graph.html", "flow.html", "changes.html",
    "repositories.html", "people.html", "releases.html", "assets/search.js", "records/task/WS-TASK-500.html",
)  # fmt: skip


def site_rows(plane: "Plane", wmsgit: list[str]) -> "Iterator[Row]":
    """The rows of a plane; none for a size that has no bounds."""
    if plane.size not in BOUNDS_S:
        return
    build_s, again_s = BOUNDS_S[plane.size]
    folder = plane.scripts / f"site-{plane.label}"
    build = [*wmsgit, "site", "build", str(folder)]
    (cost,) = plane.bench.costs(build, before=lambda _: shutil.rmtree(folder, ignore_errors=True), runs=1)
    yield plane.row("`site build`", cost, build_s, f"{build_s:g} s")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    yield plane.row(f"… its {size / 1e6:,.0f} MB", Cost(size / 1e6, 0), MOST_BYTES / 1e6, "200 MB, in MB")
    change = [*wmsgit, "task", "set", plane.task]
    (again,) = plane.bench.costs(build, before=lambda turn: plane.bench.run([*change, f"next_step=site {turn}"]))
    yield plane.row("`site build` after one change", again, again_s, f"{again_s:g} s")
    done = subprocess.run([PYTHON, __file__, str(plane.folder)], check=True, capture_output=True, text=True)
    live: dict[str, Any] = json.loads(done.stdout)
    page, took = max(live["pages"].items(), key=lambda item: item[1][0])
    yield plane.row(f"`ui`: the slowest page after a change ({page})", Cost(*took), PAGE_S, "50 ms")
    yield plane.row("`ui`: a change on the disk is seen", Cost(live["seen"], live["seen"]), SEEN_S, "1 s, by the clock")
    command_s = min(plane.bench.run([*wmsgit, "task", "defer", name]).wall_s for name in pending(plane.folder)[:3])
    moved = Cost(live["moved"], live["moved"])
    yield plane.row("`ui`: a dragged card, to its commit", moved, command_s, "`task defer`, by the clock")


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Processor time of this thread and time by the clock, in seconds."""
    start_s, start = time.thread_time(), time.monotonic()
    work()
    return time.thread_time() - start_s, time.monotonic() - start


def main(root: Path) -> dict[str, Any]:
    """What a live plane costs."""
    from wmsgit.features.catalogue import EXTENSIONS
    from wmsgit.features.survey.disclosure import WITHHELD
    from wmsgit.site.live import LivePlane
    from wmsgit.site.start import SiteRequest, site_of
    from wmsgit.workspace.workspace import Workspace

    request = SiteRequest(include=WITHHELD)
    plane = LivePlane(
        lambda: Workspace(root, extensions=EXTENSIONS),
        lambda ws, earlier: site_of(ws, request, is_live=True, earlier=earlier),
    )
    plane.start()
    for path in PAGES:
        plane.file(path).result()
    pages: dict[str, tuple[float, float]] = {}
    task = {"kind": "task", "ids": ["WS-TASK-500"]}
    for turn in range(3):
        plane.write("set", {**task, "changes": [{"field": "title", "value": f"Turn {turn}"}]}).result()
        for path in PAGES:
            took = plane._worker.submit(measured, lambda path=path: plane._new_file(path)).result()
            pages[path] = min(pages.get(path, took), took)
    version, file = plane.version, root / "records" / "tasks" / "WS-TASK-501.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# seen\n", encoding="utf-8")
    start = time.monotonic()
    while plane.version == version and time.monotonic() - start < 60:
        time.sleep(0.005)
    seen = time.monotonic() - start
    subprocess.run(["git", "checkout", "-q", "records"], cwd=root, check=True)
    moved = min(measured(lambda name=name: _dragged(plane, name))[1] for name in pending(root)[:3])
    plane.close()
    return {"pages": pages, "seen": seen, "moved": moved}


def pending(root: Path) -> list[str]:
    """The ids of the tasks that are pending."""
    paths = sorted((root / "records" / "tasks").glob("*.yaml"))
    return [path.stem for path in paths if "\nstatus: pending\n" in path.read_text(encoding="utf-8")]


def _dragged(plane: "LivePlane", name: str) -> None:
    plane.write("move", {"kind": "task", "ids": [name], "was": "pending", "to": "deferred"}).result()


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
