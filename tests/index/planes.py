"""Planes: files of records in memory, as the index sees a workspace's files."""

import hashlib
import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wmsgit.index.index import Index
from wmsgit.index.opening import open_index
from wmsgit.index.refresh import FileAccess
from wmsgit.model.finding import Finding
from wmsgit.model.record import LoadedFile, Stamp
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import Registry, packaged_schemas

REGISTRY = Registry.read(packaged_schemas())
KINDS = {kind.name: kind for kind in REGISTRY.kinds()}
TASK = KINDS["task"]
SECOND = 1_000_000_000
WORDS = [f"word{number}" for number in range(400)]


class Plane:
    """Records by path, with a clock that only the test moves. `loaded` and `digested` tell what was read."""

    def __init__(self, kinds: Mapping[str, Kind] | None = None) -> None:
        self.kinds = dict(kinds or KINDS)
        self.files: dict[str, bytes] = {}
        self.stamps: dict[str, Stamp] = {}
        self.now_ns = 1_000 * SECOND
        self.inode = 1
        self.loaded: list[str] = []
        self.digested: list[str] = []
        self.scanned: list[str] = []

    def put(self, kind: str, identifier: str, data: Any, *, folder: str = "", stamp: Stamp | None = None) -> str:
        """Write a file now; bytes stand for a file that cannot be parsed. Gives its path."""
        path = "/".join(filter(None, ("records", self.kinds[kind].folder, folder, f"{identifier}.yaml")))
        self.files[path] = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.inode += 1
        fresh = Stamp(len(self.files[path]), self.now_ns, self.now_ns, self.inode)
        self.stamps[path] = stamp or fresh
        return path

    def remove(self, path: str) -> None:
        del self.files[path], self.stamps[path]

    def settle(self) -> None:
        """Let so much time pass that every stamp can be trusted."""
        self.now_ns += 10 * SECOND

    def scan(self, folder: str) -> dict[str, Stamp]:
        self.scanned.append(folder)
        return {path: stamp for path, stamp in self.stamps.items() if path.startswith(f"records/{folder}/")}

    def read_digest(self, path: str) -> str:
        self.digested.append(path)
        return "" if self.files[path] == b"locked" else hashlib.sha256(self.files[path]).hexdigest()

    def load(self, files: list[tuple[str, str]]) -> Iterable[LoadedFile]:
        for path, kind in files:
            self.loaded.append(path)
            if path in self.files:
                yield self.load_one(path, kind)

    def load_one(self, path: str, kind: str) -> LoadedFile:
        identifier = path.rpartition("/")[2].removesuffix(".yaml")
        raw = self.files[path]
        digest = "" if raw == b"locked" else hashlib.sha256(raw).hexdigest()
        try:
            return LoadedFile(path, kind, identifier, digest, json.loads(raw))
        except ValueError:
            problem = Finding(path, 1, 2, "YAML", f"cannot be parsed: {raw[:20]!r}")
            return LoadedFile(path, kind, identifier, digest, None, problem)

    def open(
        self,
        cache: Path | None = None,
        *,
        only: Iterable[str] | None = None,
        digest: str = "schemas",
        root: str = "/plane",
    ) -> Index:
        """The index of these files."""
        self.loaded, self.digested, self.scanned = [], [], []
        return open_index(
            kinds=tuple(self.kinds.values()),
            digest=digest,
            root=root,
            cache_dir=cache,
            files=FileAccess(self.scan, self.read_digest, self.load),
            only=None if only is None else list(only),
            now_ns=lambda: self.now_ns,
        )


def task(number: int, **fields: Any) -> dict[str, Any]:
    """A small task; fields given as None are left out."""
    data = {
        "title": f"Task {number}",
        "status": "pending",
        "created": f"2026-01-{number % 28 + 1:02d}T10:00:00Z",
    }
    return {key: value for key, value in (data | fields).items() if value is not None}


def filled(*tasks: dict[str, Any]) -> Plane:
    """A plane of tasks WS-TASK-001 and so on."""
    plane = Plane()
    for number, data in enumerate(tasks, 1):
        plane.put("task", f"WS-TASK-{number:03d}", data)
    plane.settle()
    return plane


def large(count: int) -> Plane:
    """A plane of tasks of some 950 bytes each, always the same."""
    plane, chance = Plane(), random.Random(7)
    for number in range(1, count + 1):
        plane.put("task", f"WS-TASK-{number:03d}", _large_task(number, chance))
    plane.settle()
    return plane


def _large_task(number: int, chance: random.Random) -> dict[str, Any]:
    return task(
        number,
        title=" ".join(chance.choices(WORDS, k=6)),
        status=chance.choice(["pending", "approved", "closed", "completed"]),
        priority=chance.choice(["HIGH", "LOW", "MEDIUM"]),
        created=f"2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}T10:00:00Z",
        description=" ".join(chance.choices(WORDS, k=60)),
        notes=" ".join(chance.choices(WORDS, k=25)),
        repos_affected=chance.sample(["core", "research", "trading"], 2),
        dependencies=[f"WS-TASK-{max(1, number - 1):03d}"],
        assigned_to=chance.choice(["ann", "bob", None]),
    )


def tables_of(index: Index) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, without the rowids, in an order that does not depend on them."""
    database = index._upkeep.ready((), search=True)
    names = ["records", "record_links", "unreadable", "record_documents", "record_search"]
    names += [table.name for layout in database.layouts.values() for table in layout.tables]
    rows = {name: database.connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    found = {name: sorted(some, key=repr) for name, some in rows.items()}
    matched = "SELECT id FROM record_search WHERE record_search MATCH 'task OR word1' ORDER BY id"
    return found | {"matched": database.connection.execute(matched).fetchall()}
