"""Clones of one bare repository, for tests of what happens between them."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.features.records.actions.write import add, set_fields
from wmsgit.features.records.assignments import parse_assignment
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@dataclass
class Clone:
    """A clone, and what tests do with it."""

    root: Path

    @property
    def ws(self) -> Workspace:
        return Workspace.find(self.root, clock=lambda: NOW, extensions=EXTENSIONS)

    def git(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            capture_output=True,
            check=check,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
        )
        return done.stdout.strip()

    def add(self, kind: str, title: str, *texts: str, record_id: str | None = None) -> Place:
        ws = self.ws
        given = [parse_assignment(text) for text in texts]
        change = add(ws, ws.kind(kind), argument=title, record_id=record_id, assignments=given).changes[0]
        return Place(kind, change.id, change.path)

    def task(self, title: str, *texts: str, record_id: str | None = None) -> Place:
        return self.add("task", title, *texts, record_id=record_id)

    def set(self, record_id: str, *texts: str) -> None:
        ws = self.ws
        set_fields(ws, ws.places([record_id]), [parse_assignment(text) for text in texts])

    def data(self, record_id: str) -> dict[str, object]:
        ws = self.ws
        return ws.record(ws.locate(record_id, exact=True)).data

    def text(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())

    def commit_all(self, message: str = "by hand") -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", message)

    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def tree(self, revision: str = "HEAD") -> str:
        return self.git("rev-parse", f"{revision}^{{tree}}")

    def status(self) -> str:
        return self.git("status", "--porcelain")

    def titles(self) -> dict[str, str]:
        """Id → title of every task."""
        ws = self.ws
        return {record.id: str(record.data["title"]) for record in ws.index().documents(ws.kind("task"))}

    def pull(self) -> None:
        self.git("pull", "-q", "--no-rebase", "--no-edit")

    def push(self, *arguments: str) -> None:
        self.git("push", "-q", *arguments)


def clones_of(template: Path, folder: Path, names: Sequence[str]) -> list[Clone]:
    """A bare repository that has what the template has, and clones of it, each with a name of its own."""
    bare = folder / "bare.git"
    if not bare.exists():
        subprocess.run(["git", "clone", "-q", "--bare", str(template), str(bare)], check=True)
    found = []
    for name in names:
        subprocess.run(["git", "clone", "-q", str(bare), str(folder / name)], check=True)
        found.append(Clone(folder / name))
        found[-1].git("config", "user.name", name)
        found[-1].git("config", "user.email", f"{name}@example.org")
    return found
