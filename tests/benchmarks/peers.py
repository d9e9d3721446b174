"""Peers: what other programs of this sort cost beside, where they are installed: taskwarrior, microbeads and tk."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from timing import Bench, Command

_MARKS = {"CRITICAL": "H", "HIGH": "H", "MEDIUM": "M", "LOW": "L"}
Row = Mapping[str, Any]


def peers(folder: Path, rows: Sequence[Row], runs: int) -> Iterator[tuple[str, str, Command, Bench]]:
    """Each peer that is here, what it is asked, the command, and where it runs; its data is made of the same tasks."""
    folder.mkdir(parents=True)
    for name, program, make in (
        ("taskwarrior", "task", _taskwarrior),
        ("microbeads", "mb", _microbeads),
        ("tk", "tk", _tk),
    ):
        if shutil.which(program) is None:
            continue
        place = folder / program
        place.mkdir()
        yield from ((name, what, command, bench) for what, command, bench in make(place, rows, runs))


def _taskwarrior(place: Path, rows: Sequence[Row], runs: int) -> Iterator[tuple[str, Command, Bench]]:
    settings = place / "taskrc"
    settings.write_text(f"data.location={place}\nconfirmation=off\ngc=off\nhooks=off\nverbose=nothing\n")
    bench = Bench(place, runs, {"TASKRC": str(settings), "TASKDATA": str(place)})
    tasks = [
        {
            "description": row["title"],
            "status": "completed" if row["status"] in {"completed", "closed"} else "pending",
            "priority": _MARKS[row["priority"]],
            "entry": "20260101T100000Z",
            "tags": [row["status"]],
            **({"end": "20260102T100000Z"} if row["status"] in {"completed", "closed"} else {}),
        }
        for row in rows
    ]
    source = place / "tasks.json"
    source.write_text(json.dumps(tasks))
    subprocess.run(["task", "import", str(source)], cwd=place, env=bench.env, check=True, capture_output=True)
    yield "a filtered export", ["task", "+approved", "priority:H", "export"], bench
    yield "one field of one task", ["task", "1", "modify", "project:bench"], bench


def _microbeads(place: Path, rows: Sequence[Row], runs: int) -> Iterator[tuple[str, Command, Bench]]:
    bench = Bench(place, runs)
    commit = [
        "git",
        "-c",
        "user.name=Ann",
        "-c",
        "user.email=ann@example.org",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x",
    ]
    for command in (["git", "init", "-q"], commit, ["mb", "init"]):
        subprocess.run(command, cwd=place, env=bench.env, check=True, capture_output=True)
    folder = place / ".git" / "microbeads-worktree" / ".microbeads" / "issues" / "active"
    folder.mkdir(parents=True, exist_ok=True)
    for number, row in enumerate(rows):
        issue = {
            **dict.fromkeys(("acceptance_criteria", "design", "notes"), ""),
            **dict.fromkeys(("closed_at", "closed_reason")),
            "dependencies": [],
            "labels": [],
            "type": "task",
            "priority": list(_MARKS).index(row["priority"]),
            "created_at": "2026-01-01T10:00:00Z",
            "updated_at": "2026-01-01T10:00:00Z",
            "id": f"mb-{number:08x}",
            "title": row["title"],
            "description": row["description"],
            "status": "blocked" if row["status"] == "approved" else "open",
        }
        (folder / f"{issue['id']}.json").write_text(json.dumps(issue, indent=2, sort_keys=True) + "\n")
    yield "a filtered list", ["mb", "list", "--status", "blocked", "--priority", "1"], bench
    yield "one field of one issue", ["mb", "update", "mb-00000001", "--title", "another"], bench


def _tk(place: Path, rows: Sequence[Row], runs: int) -> Iterator[tuple[str, Command, Bench]]:
    bench = Bench(place, runs)
    folder = place / ".tickets"
    folder.mkdir()
    for number, row in enumerate(rows, 1):
        fields = f"id: t-{number}\nstatus: open\ndeps: []\nlinks: []\ntype: task\npriority: 1\n"
        text = f"---\n{fields}created: 2026-01-01T10:00:00Z\n---\n# {row['title']}\n"
        (folder / f"t-{number}.md").write_text(text)
    yield "a filtered list", ["tk", "ls", "--status=open"], bench
