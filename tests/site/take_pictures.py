"""Takes the pictures of docs/site.md: `python tests/site/take_pictures.py [FOLDER]`, with Debian's Chromium.

With a folder, every page is taken, wide and narrow, light and dark; without, the pictures of the docs are made anew.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from git_environment import git_environment
from in_process import run_here
from picture_plane import END, PicturePlane
from places import ROOT
from playwright.sync_api import sync_playwright

from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.site.start import SiteRequest, build_site
from wmsgit.workspace.workspace import Workspace

PAGES = {
    "overview": "index.html", "board": "board.html", "lanes": "board-by-person.html",
    "record": "records/task/{record}.html", "flow": "flow.html", "drift": "drift.html", "decisions": "decisions.html",
    "list": "lists/task.html", "graph": "graph.html", "people": "people.html", "sessions": "sessions.html",
    "changes": "changes.html", "repositories": "repositories.html", "releases": "releases.html", "lists": "lists.html",
    "decision": "records/adr/ADR-004.html",
}  # fmt: skip
WIDE, NARROW, HEIGHT = 1280, 390, 820
IN_DOCS = {
    "board": ("board", WIDE, "light"), "board-dark": ("board", WIDE, "dark"), "record": ("record", WIDE, "light"),
    "flow": ("flow", WIDE, "light"), "overview": ("overview", WIDE, "light"),
    "overview-phone": ("overview", NARROW, "light"), "decisions": ("decisions", WIDE, "light"),
    "drift": ("drift", WIDE, "light"), "board-phone": ("board", NARROW, "dark"),
}  # fmt: skip
SETTINGS = """\
name: Lantern Payments
description: What we decided, what we are at, and what waits.
requires_wmsgit: ">=0.2"
ids:
  task: {prefix: LAN-}
wip:
  task: {in_progress: 20, blocked: 6}
views:
  stuck: {kind: task, description: What waits for something else., filter: [status=blocked], sort: [priority]}
"""
_EVERYTHING = {f"{name}-{width}-{scheme}": (name, width, scheme)
               for name in PAGES for width in (WIDE, NARROW) for scheme in ("light", "dark")}  # fmt: skip


def take(folder: Path, wanted: dict[str, tuple[str, int, str]]) -> None:
    """Take pictures, by their names: which page, how wide, light or dark."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        os.environ.update(git_environment(Path(scratch) / "home"))
        run_here(("init", "lantern"), Path(scratch), dict(os.environ))
        root = Path(scratch) / "lantern"
        record = PicturePlane().write(root)
        (root / "records" / "workspace.yaml").write_text(SETTINGS)
        ws = Workspace(root, clock=lambda: END, extensions=EXTENSIONS)
        include = ("people", "comments", "sessions")
        build_site(ws, Path(scratch) / "site", SiteRequest(include=include, scans=False))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (page_name, width, scheme) in wanted.items():
            size = {"width": width, "height": HEIGHT}
            page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
            page.goto((Path(scratch) / "site" / PAGES[page_name].format(record=record)).as_uri())
            page.screenshot(path=folder / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        take(Path(sys.argv[1]), _EVERYTHING)
    else:
        take(ROOT / "docs" / "pictures", IN_DOCS)
