"""The catalogue: every record in short, by id, by kind and by what names it, kept up to date file by file."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wmsgit.features.editing.ranking import Ranking
from wmsgit.features.editing.record_line import RecordLine
from wmsgit.model.record import LoadedFile
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import references_along, strings_at


class RecordCatalogue:
    """The records of a workspace.

    Attributes:
        files: path → file, of every record file.
        kinds: name → kind.
    """

    def __init__(self, kinds: Mapping[str, Kind], files: Iterable[LoadedFile] = ()) -> None:
        self.kinds = kinds
        self.files: dict[str, LoadedFile] = {}
        self._lines: dict[str, RecordLine] = {}
        self._paths: dict[str, list[str]] = {}
        self._of_kind: dict[str, dict[str, None]] = {}
        self._namers: dict[str, dict[str, None]] = {}
        self._targets: dict[str, tuple[str, ...]] = {}
        self._ranked: dict[str, Ranking] = {}
        for file in files:
            self.put(file)

    def put(self, file: LoadedFile) -> bool:
        """Take a file in, new or changed; whether its path is new."""
        is_new = file.path not in self.files
        self.files[file.path] = file
        if is_new:
            self._paths.setdefault(file.id.casefold(), []).append(file.path)
            self._of_kind.setdefault(file.kind, {})[file.path] = None
        line, old = self._line(file), self._lines.get(file.path)
        if line != old:
            self._lines[file.path] = line
            self._rank(old, line)
        self._name(file)
        return is_new

    def drop(self, path: str) -> bool:
        """Let go of a file; whether there was one."""
        file = self.files.pop(path, None)
        if file is None:
            return False
        self._rank(self._lines.pop(path), None)
        self._of_kind[file.kind].pop(path)
        self._paths[file.id.casefold()].remove(path)
        for target in self._targets.pop(path, ()):
            self._namers[target.casefold()].pop(path, None)
        return True

    def record(self, record_id: str, kind: str = "") -> LoadedFile | None:
        """The record of an id, in any case, of this kind where one is given."""
        paths = self._paths.get(record_id.casefold(), ())
        files = sorted((self.files[path] for path in paths), key=lambda file: file.id != record_id)
        return next((file for file in files if not kind or file.kind == kind), None)

    def of_kinds(self, *kinds: str) -> list[LoadedFile]:
        """The files of these kinds."""
        return [self.files[path] for kind in kinds for path in self._of_kind.get(kind, ())]

    def same_ids(self, record_id: str) -> list[LoadedFile]:
        """The files that have an id, in any case."""
        return [self.files[path] for path in self._paths.get(record_id.casefold(), ())]

    def namers(self, record_id: str) -> list[LoadedFile]:
        """The files with a reference to an id, by path."""
        return [self.files[path] for path in sorted(self._namers.get(record_id.casefold(), ()))]

    def line(self, path: str) -> RecordLine:
        """A file's record in one line."""
        return self._lines[path]

    def lines(self) -> Iterable[RecordLine]:
        """Every record in one line."""
        return self._lines.values()

    def ranked(self, kind: str) -> Ranking:
        """A kind's records: open before closed, then the newest numbers first."""
        if kind not in self._ranked:
            self._ranked[kind] = Ranking(self._lines[path] for path in self._of_kind.get(kind, ()))
        return self._ranked[kind]

    def _rank(self, old: RecordLine | None, new: RecordLine | None) -> None:
        """Keep the order of a kind's records, where anybody has wanted it."""
        if old and old.kind in self._ranked:
            self._ranked[old.kind].discard(old)
        if new and new.kind in self._ranked:
            self._ranked[new.kind].add(new)

    def values(self, kind: str, field: str, but: str = "") -> dict[str, int]:
        """The texts that records of a kind, one path's left out, have in a field or its list, with how many have it."""
        counts: dict[str, int] = {}
        for file in self.of_kinds(kind):
            if file.path == but:
                continue
            for _, value in strings_at((file.data or {}).get(field), ()):
                counts[value] = counts.get(value, 0) + 1
        return counts

    def targets(self, path: str) -> tuple[str, ...]:
        """The ids that a file names."""
        return self._targets.get(path, ())

    def _name(self, file: LoadedFile) -> None:
        kind = self.kinds.get(file.kind)
        ways = kind.reference_ways if kind and file.data else ()
        new = tuple(dict.fromkeys(value for _, _, value in references_along(file.data, ways)))
        old = self._targets.get(file.path, ())
        if new == old:
            return
        self._targets[file.path] = new
        for target in old:
            self._namers[target.casefold()].pop(file.path, None)
        for target in new:
            self._namers.setdefault(target.casefold(), {})[file.path] = None

    def _line(self, file: LoadedFile) -> RecordLine:
        kind, data = self.kinds.get(file.kind), file.data or {}
        title = title_of(kind, data)
        status = str(data.get(kind.status) or "") if kind and kind.status else ""
        return RecordLine(
            file.id,
            file.kind,
            file.path,
            title,
            status,
            bool(kind and kind.closed and status in kind.closed),
            tuple(repositories(kind, data)),
            f"{file.id} {title}".lower(),
        )


def title_of(kind: Kind | None, data: Mapping[str, Any]) -> str:
    """A record's title; empty where it has none, or its main field is the id."""
    value = data.get(kind.argument) if kind and kind.argument not in {"", "id"} else ""
    return value if isinstance(value, str) else ""


def repositories(kind: Kind | None, data: Mapping[str, Any]) -> Iterator[str]:
    """The repositories that a record is about."""
    for field in kind.references.values() if kind else ():
        if field.references == "repo":
            yield from (value for _, value in strings_at(data.get(field.name), ()))
