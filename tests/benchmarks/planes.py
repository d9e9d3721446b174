"""Planes of many tasks for the benchmark: real records of some 950 bytes, the same ones every time."""

import random
import subprocess
from pathlib import Path
from typing import Any

WORDS = (
    "credential",
    "keyring",
    "service",
    "adapter",
    "trading",
    "research",
    "core",
    "bridge",
    "placeholder",
    "governance",
    "session",
    "handoff",
    "scan",
    "index",
    "snapshot",
    "migration",
    "placement",
    "review",
    "import",
    "export",
    "queue",
    "engine",
    "learning",
    "portfolio",
    "signal",
    "risk",
    "report",
)
STATUSES = ("pending", "approved", "in_progress", "blocked", "deferred", "completed", "closed")
PRIORITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW")
REPOS = ("meridian-core", "meridian-research", "meridian-trading", "all")


def rows_for_import(count: int) -> list[dict[str, Any]]:
    """Task rows as the older system had them."""
    chance = random.Random(20261123)
    return [_row(number, chance) for number in range(1, count + 1)]


def make_plane(folder: Path, count: int, wmsgit: list[str]) -> Path:
    """A workspace with this many committed tasks."""
    subprocess.run([*wmsgit, "init", str(folder)], check=True, capture_output=True)
    subprocess.run(["git", "config", "gc.auto", "0"], cwd=folder, check=True)
    tasks = folder / "records" / "tasks"
    tasks.mkdir(parents=True)
    for row in rows_for_import(count):
        (tasks / f"{row['id']}.yaml").write_text(_yaml(row), encoding="utf-8")
    repos = folder / "records" / "repos"
    repos.mkdir()
    for name in REPOS[:3]:
        (repos / f"{name}.yaml").write_text(f"id: {name}\npath: ../{name}\n", encoding="utf-8")
    subprocess.run(["git", "add", "records"], cwd=folder, check=True)
    subprocess.run(["git", "commit", "-q", "-m", "plane"], cwd=folder, check=True)
    subprocess.run(["git", "repack", "-a", "-d", "-q"], cwd=folder, check=True)
    return folder


def make_history(folder: Path, count: int, commits: int, wmsgit: list[str]) -> Path:
    """A workspace with this many tasks and a history of this many commits, each of which changes one task."""
    subprocess.run([*wmsgit, "init", str(folder)], check=True, capture_output=True)
    subprocess.run(["git", "config", "gc.auto", "0"], cwd=folder, check=True)
    chance, rows = random.Random(20261124), rows_for_import(count)
    changed = [chance.choice(rows) for _ in range(commits)]
    parts = [_commit(1, rows)]
    for number, row in enumerate(changed, 2):
        row["status"], row["next_step"] = chance.choice(STATUSES), f"step {number}"
        parts.append(_commit(number, [row]))
    subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=folder, input=b"".join(parts), check=True)
    subprocess.run(["git", "repack", "-a", "-d", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "reset", "-q", "--hard"], cwd=folder, check=True)
    return folder


def _commit(number: int, rows: list[dict[str, Any]]) -> bytes:
    head = f"commit HEAD\nmark :{number}\ncommitter Ann <ann@example.org> {1_767_225_600 + number * 60} +0000\n"
    begun = b"from HEAD^0\n" if number == 1 else b""
    texts = [(row["id"], _yaml(row).encode()) for row in rows]
    files = [
        f"M 100644 inline records/tasks/{name}.yaml\ndata {len(text)}\n".encode() + text + b"\n" for name, text in texts
    ]
    return head.encode() + b"data 6\nchange\n" + begun + b"".join(files)


def _row(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "id": f"WS-TASK-{number:03d}",
        "title": _sentence(chance, 7),
        "description": "\n".join(_sentence(chance, 14) for _ in range(4)),
        "status": chance.choice(STATUSES),
        "priority": chance.choice(PRIORITIES),
        "repos_affected": sorted(chance.sample(REPOS[:3], chance.randint(1, 2))),
        "dependencies": [f"WS-TASK-{chance.randint(1, number - 1):03d}"] if number > 1 else [],
        "created": f"2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}T10:{chance.randint(0, 59):02d}:00",
        "session_created": None,
        "assigned_to": chance.choice((None, "ann", "bob")),
        "notes": _sentence(chance, 20),
        "related_files": [],
        "metadata": {},
    }


def _sentence(chance: random.Random, length: int) -> str:
    return " ".join(chance.choices(WORDS, k=length)).capitalize()


def _yaml(row: dict[str, Any]) -> str:
    lines = ["# yaml-language-server: $schema=../../schemas/task.schema.json"]
    for key, value in row.items():
        if key == "description":
            lines += ["description: |-", *(f"  {line}" for line in value.splitlines())]
        elif isinstance(value, list) and value:
            lines += [f"{key}:", *(f"  - {item}" for item in value)]
        elif key == "created":
            lines.append(f"created: {value}Z")
        elif value:
            lines.append(f"{key}: {value}")
    return "\n".join(lines) + "\n"
