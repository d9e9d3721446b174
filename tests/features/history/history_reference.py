"""The history of records as anybody would work it out: every tree of every commit, compared field by field.

Slow and obvious. What it says is what `log` and `blame` are meant to say:

- A record is the file of its id; where there are two, the one with the shorter path.
- A file that cannot be read has the fields that it had before, in the first parent that has the record.
- In a commit that renumbers, the record was before what the old id was in each parent that lacks the new one.
- A commit changes a field when no parent has the value; the old value is the first parent's.
- A value was set by the commit that no parent's value leads further back from, the first that has it going first.
"""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from git_objects import Objects

from wmsgit.schema.registry import Registry
from wmsgit.store.loading import load_bytes

Data = dict[str, Any]
Change = tuple[str, Any, Any]


@dataclass
class Seen:
    """A record at a commit: its file, its fields, what the commit changed in it, and who set each of its values."""

    path: str
    blob: str
    data: Data
    setters: dict[Any, str] = field(default_factory=dict)


class Reference:
    """Every record at every commit of a repository."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kind = Registry.read(root / "schemas").kind("task")
        self.parents: dict[str, list[str]] = {}
        self.times: dict[str, int] = {}
        self.moves: dict[str, dict[str, str]] = {}
        self.seen: dict[str, dict[str, Seen]] = {}
        self.changes: dict[str, dict[str, list[Change]]] = {}
        self.objects = Objects(root)
        self._texts: dict[tuple[str, str], Data | None] = {}
        self._behind: dict[str, set[str]] = {}
        self._orders: dict[str, list[str]] = {}
        self._read_graph()
        for commit in self.parents:
            self._ancestors(commit)
            self._see(commit)
        self.objects.close()

    def log(self, record_id: str, start: str) -> list[tuple[str, list[Change]]]:
        """The commits that changed a record, newest first, with what they changed."""
        return [(commit, self.changes[commit][name]) for commit, name in self._touches(record_id, start)]

    def blame(self, record_id: str, start: str) -> dict[Any, str]:
        """(field, item, its number among equal ones) → the commit that set it."""
        record = self.seen[start].get(record_id)
        return record.setters if record else {}

    def newest_first(self, start: str) -> list[str]:
        """The newest of those whose children have all been told, over and over."""
        left = set(self._ancestors(start))
        order = []
        while left:
            inner = {parent for commit in left for parent in self.parents[commit]}
            order.append(min(left - inner, key=lambda commit: (-self.times[commit], commit)))
            left.remove(order[-1])
        return order

    def _ancestors(self, start: str) -> set[str]:
        if start not in self._behind:
            behind = (self._ancestors(parent) for parent in self.parents[start])
            self._behind[start] = {start}.union(*behind)
        return self._behind[start]

    def _touches(self, record_id: str, start: str) -> list[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        waiting = [(record_id, self._ancestors(start))]
        while waiting:
            name, among = waiting.pop()
            for commit in among:
                if name in self.changes[commit] and (commit, name) not in found:
                    found.add((commit, name))
                    old = self.moves[commit].get(name)
                    if old and any(name not in self.seen[p] and old in self.seen[p] for p in self.parents[commit]):
                        waiting.append((old, self._ancestors(commit) - {commit}))
        places = {commit: place for place, commit in enumerate(self.order(start))}
        return sorted(found, key=lambda touch: places[touch[0]])

    def order(self, start: str) -> list[str]:
        """As `newest_first`, worked out once."""
        if start not in self._orders:
            self._orders[start] = self.newest_first(start)
        return self._orders[start]

    def _read_graph(self) -> None:
        form = "--format=%H%x1f%P%x1f%ct%x1f%B%x00"
        for row in _git(self.root, "log", "--all", "--reverse", "--topo-order", form).decode().split("\0")[:-1]:
            commit, parents, time, message = row.strip("\n").split("\x1f")
            lines = [line.split() for line in message.splitlines() if line.startswith("Wmsgit-Renumber:")]
            self.parents[commit], self.times[commit] = parents.split(), int(time)
            self.moves[commit] = {new: old for _, old, new in lines}

    def _see(self, commit: str) -> None:
        records: dict[str, Seen] = {}
        olds = [self.seen[parent] for parent in self.parents[commit]]
        tree = self.objects.read(commit)[1].split(b"\n")[0].split()[1].decode()
        files = [file for file in self.objects.files(tree, "") if file[0].startswith("records/tasks/")]
        for path, blob in sorted(files, key=lambda file: (len(file[0]), file[0])):
            records.setdefault(path.rpartition("/")[2].removesuffix(".yaml"), Seen(path, blob, {}))
        self.seen[commit] = records
        self.changes[commit] = {}
        for name in sorted({*records, *(name for old in olds for name in old)}):
            self._compare(commit, name, records.get(name), [self._before(commit, name, old) for old in olds])

    def _before(self, commit: str, name: str, old: dict[str, Seen]) -> Seen | None:
        return old.get(name) or old.get(self.moves[commit].get(name, ""))

    def _compare(self, commit: str, name: str, now: Seen | None, olds: list[Seen | None]) -> None:
        first = olds[0] if olds else None
        if now and first and (first.path, first.blob) == (now.path, now.blob):
            now.data, now.setters = first.data, first.setters
            return
        if now:
            parsed = self._parse(now.path, now.blob)
            carried = next((old.data for old in olds if old), {})
            now.data = carried if parsed is None else parsed
            now.setters = _setters(commit, now.data, olds)
        if any((old.path, old.blob) == (now.path, now.blob) if old and now else old is now for old in olds):
            return
        moved_to = [new for new, old in self.moves[commit].items() if old == name and now is None]
        changes = [("id", name, moved_to[0])] if moved_to else self._changes(commit, name, now, olds)
        is_born_or_gone = all((old is None) != (now is None) for old in olds)
        if changes or is_born_or_gone:
            self.changes[commit][name] = changes

    def _changes(self, commit: str, name: str, now: Seen | None, olds: list[Seen | None]) -> list[Change]:
        found: list[Change] = []
        if now and olds and all(olds):
            was = [
                next(n for n, seen in self.seen[p].items() if seen is old)
                for p, old in zip(self.parents[commit], olds, strict=True)
            ]
            if all(one != name for one in was):
                found.append(("id", was[0], name))
            elif all(old.path != now.path for old in olds if old):
                found.append(("record_path", olds[0].path if olds[0] else "", now.path))
        new = now.data if now else {}
        before = [old.data if old else {} for old in olds] or [{}]
        for part in {**new, **{key: 0 for data in before for key in data}}:
            if part != "id" and all(text(data.get(part)) != text(new.get(part)) for data in before):
                found += [(part, before[0].get(part), new.get(part))]
        return found

    def _parse(self, path: str, blob: str) -> Data | None:
        if (path, blob) not in self._texts:
            self._texts[path, blob] = load_bytes(self.objects.read(blob)[1], path, self.kind).data
        return self._texts[path, blob]


def _setters(commit: str, data: Data, olds: list[Seen | None]) -> dict[Any, str]:
    return {
        key: next((old.setters[key] for old in olds if old and key in old.setters), commit) for key in values_of(data)
    }


def values_of(data: Data) -> list[Any]:
    """(field, value as text, its number among equal ones) for every field and every item of a list."""
    found: list[Any] = []
    for name, value in data.items():
        items = value if isinstance(value, list) and value else [value]
        is_item = isinstance(value, list) and bool(value)
        for index, item in enumerate(items):
            number = [text(other) for other in items[: index + 1]].count(text(item))
            found.append((name, is_item, text(item), number))
    return [key for key in found if key[0] != "id"]


def text(value: Any) -> str:
    return repr(sorted(value.items())) if isinstance(value, dict) else repr(value)


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True).stdout
