"""Takes the pictures of docs/site.md: `python tests/site/take_pictures.py [FOLDER]`, with Debian's Chromium.

The plane is the older system's import, after which the work of seven weeks is done in it.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from git_environment import git_environment
from in_process import run_here
from places import LEGACY, ROOT
from playwright.sync_api import sync_playwright

from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.site.start import SiteRequest, build_site
from wmsgit.workspace.workspace import Workspace

END = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAYS = 50
NEXT = {"backlog": "pending", "planning": "pending", "pending": "in_progress", "approved": "in_progress",
        "in_progress": "completed", "blocked": "in_progress", "deferred": "pending"}  # fmt: skip
PICTURES = {
    "overview": ("index.html", 1280, "light"),
    "overview-phone": ("index.html", 390, "light"),
    "board": ("board.html", 1280, "light"),
    "board-dark": ("board.html", 1280, "dark"),
    "board-phone": ("board.html", 390, "dark"),
    "record": ("records/task/{record}.html", 1280, "light"),
    "record-phone": ("records/task/{record}.html", 390, "light"),
    "flow": ("flow.html", 1280, "light"),
    "flow-dark": ("flow.html", 1280, "dark"),
    "flow-phone": ("flow.html", 390, "light"),
    "drift": ("drift.html", 1280, "light"),
    "drift-phone": ("drift.html", 390, "light"),
    "decisions": ("decisions.html", 1280, "light"),
    "decisions-phone": ("decisions.html", 390, "light"),
}
IN_DOCS = ("board", "board-dark", "record", "flow", "overview-phone")


def plane_in(folder: Path) -> tuple[Path, str]:
    """The plane, and the id of a task of which there is something to see."""
    os.environ.update(git_environment(folder / "home"))
    environ = {**os.environ, "GIT_AUTHOR_DATE": f"{END - timedelta(days=DAYS + 1):%Y-%m-%dT%H:%M:%SZ}"}
    environ["GIT_COMMITTER_DATE"] = environ["GIT_AUTHOR_DATE"]
    run_here(("init", "acme"), folder, environ)
    root = folder / "acme"
    run_here(("import", "json", str(LEGACY), "--create-repos"), root, environ)
    chance, touched = random.Random(3), ""
    files = sorted((root / "records" / "tasks").glob("*.yaml"))
    for path in files:
        before = f"status: {chance.choice(list(NEXT))}"
        path.write_text(re.sub(r"^status: \S+", before, path.read_text(), flags=re.MULTILINE))
    for day in range(DAYS):
        for path in chance.sample(files, 3):
            text = path.read_text()
            status = re.search(r"^status: (\S+)", text, flags=re.MULTILINE)
            after = NEXT.get(status[1], "") if status else ""
            after = "blocked" if after == "completed" and chance.random() < 0.2 else after
            if after:
                path.write_text(re.sub(r"^status: \S+", f"status: {after}", text, flags=re.MULTILINE))
                touched = path.stem if after == "completed" and len(text) > 900 else touched
        moment = f"{END - timedelta(days=DAYS - day):%Y-%m-%dT%H:%M:%SZ}"
        dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        subprocess.run(["git", "commit", "-qam", "work"], cwd=root, env={**os.environ, **dates}, check=False)
    return root, touched


def take(folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        root, record = plane_in(Path(scratch))
        site = Path(scratch) / "site"
        ws = Workspace(root, clock=lambda: END, extensions=EXTENSIONS)
        build_site(ws, site, SiteRequest(include=("people", "comments"), scans=False))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (path, width, scheme) in PICTURES.items():
            size = {"width": width, "height": 820}
            page = browser.new_context(viewport=size, color_scheme=scheme).new_page()  # type: ignore[arg-type]
            page.goto((site / path.format(record=record)).as_uri())
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        take(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as all_of_them:
            take(Path(all_of_them))
            for chosen in IN_DOCS:
                shutil.copy(Path(all_of_them) / f"{chosen}.png", ROOT / "docs" / "pictures" / f"{chosen}.png")
