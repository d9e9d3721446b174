"""Upkeep: keeps the database equal to the files, by their status, from one snapshot to the next."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from wmsgit.disk.own import OwnFolder
from wmsgit.errors import SchemaError
from wmsgit.index import delta, snapshot
from wmsgit.index.database import PARTS, Database, Edit, Part
from wmsgit.index.files import Catalogue, FileEntry, KindFiles
from wmsgit.index.refresh import FileChanges, compare, is_trusted
from wmsgit.index.snapshot import DamagedError, Snapshot
from wmsgit.model.loaded import LoadedFile
from wmsgit.model.stamp import Stamp
from wmsgit.schema.kind import Kind

RECORDS = "records"
"""The folder that every kind's folder lies in."""

_MIN_BUDGET = 64
_BUDGET_SHARE = 50
_CHUNK = 500
_FILES = "files:"


@dataclass(frozen=True, slots=True)
class FileAccess:
    """How the index sees the files; the workspace gives these.

    Attributes:
        scan: a kind's folder (below `records/`) → path → status of every record file in it, at any depth. An
            empty mapping where there is no such folder.
        read_digest: the digest of a file's bytes, as `LoadedFile.digest` has it; empty where there is none.
        load: reads files, given as (path, kind's name), in any order. A file that has gone may be left out.
    """

    scan: Callable[[str], Mapping[str, Stamp]]
    read_digest: Callable[[str], str]
    load: Callable[[list[tuple[str, str]]], Iterable[LoadedFile]]


class Upkeep:
    """The database of one workspace, with what is known of its files.

    Attributes:
        database: the tables; another object after a snapshot turned out to be damaged.
        catalogue: the files.
        identity: what a snapshot must have been made by and for.
    """

    database: Database
    catalogue: Catalogue

    def __init__(
        self,
        kinds: Callable[[], Sequence[Kind]],
        identity: Mapping[str, Any],
        files: FileAccess,
        cache_dir: Path | None,
        now_ns: Callable[[], int],
        *,
        is_sealed: bool = False,
    ) -> None:
        self._is_sealed = is_sealed
        self._kinds = kinds
        self.identity = dict(identity)
        self._files = files
        self._cache = cache_dir if hasattr(sqlite3.Connection, "deserialize") else None
        self._now_ns = now_ns
        self._fresh: set[str] = set()
        self._snapshot: Snapshot | None = None
        self._generation = ""
        self._folders: dict[str, tuple[str, list[str]]] = {}
        try:
            self._open()
        except DamagedError:
            self._start_empty()

    def close(self) -> None:
        """Let go of the database and the snapshot."""
        self.database.close()
        if self._snapshot:
            self._snapshot.close()

    def forget(self) -> None:
        """Look at every file's status anew when it is next needed; files that are sealed never are."""
        self._fresh = set(self._folders) if self._is_sealed and self._generation else set()

    def ready(self, names: Collection[str] | None, *parts: Part) -> Database:
        """The database with these kinds up to date and these parts loaded.

        Args:
            names: kinds; None for all.
            parts: what is about to be read.
        """
        self._refresh(self._folders if names is None else names)
        try:
            self._load(parts)
        except (DamagedError, sqlite3.Error):
            self._rebuild()
        return self.database

    def _refresh(self, names: Iterable[str]) -> None:
        # Without a snapshot every file must be read once anyway, and is then in the snapshot that is written.
        wanted = [name for name in (names if self._generation else self._folders) if name not in self._fresh]
        if not wanted:
            return
        unknown = [name for name in wanted if name not in self._folders]
        if unknown:
            raise SchemaError(f"the kind {unknown[0]!r} cannot be used", hint="'wmsgit check' says why")
        now_ns = self._now_ns()
        try:
            self._take([self._compare(name, now_ns) for name in wanted], now_ns)
            self._fresh.update(wanted)
        except (DamagedError, sqlite3.Error):
            if not self._generation:
                raise
            self._rebuild()

    def _rebuild(self) -> None:
        self.close()
        self._start_empty()
        self._refresh(())

    def _open(self) -> None:
        if self._cache is None:
            raise DamagedError
        self._snapshot = Snapshot(self._cache / snapshot.SNAPSHOT, self.identity)
        header = self._snapshot.header
        sections = {name: KindFiles(self._snapshot.read(_FILES + name)) for name in header["kinds"]}
        self.catalogue = Catalogue(sections, header["next_number"], int(header["total"], 16))
        self._folders = {name: (folder, inner) for name, (folder, inner) in header["kinds"].items()}
        self._generation = self._snapshot.generation
        edits = delta.read(self._cache / snapshot.DELTA, self._generation, self.catalogue)
        self.database = Database(self._kinds)
        self.database.apply(edits, keep=True)
        self.forget()

    def _start_empty(self) -> None:
        self._snapshot, self._generation = None, ""
        self._fresh.clear()
        folders = {kind.name: kind.folder for kind in self._kinds()}
        self._folders = {
            name: (folder, [other for other in folders.values() if other.startswith(f"{folder}/")])
            for name, folder in folders.items()
        }
        self.catalogue = Catalogue({name: KindFiles() for name in folders})
        self.database = Database(self._kinds)
        self.database.create()

    def _load(self, parts: Iterable[Part]) -> None:
        for part in parts:
            if part not in self.database.loaded:
                if self._snapshot is None:
                    raise DamagedError
                self.database.load(part, self._snapshot.read(part))

    def _compare(self, name: str, now_ns: int) -> FileChanges:
        folder, inner = self._folders[name]
        scan = self._files.scan(folder)
        for other in inner:
            prefix = f"{RECORDS}/{other}/"
            scan = {path: stamp for path, stamp in scan.items() if not path.startswith(prefix)}
        return compare(name, self.catalogue.sections[name], scan, now_ns, self._files.read_digest)

    def _take(self, differences: Sequence[FileChanges], now_ns: int) -> None:
        content = sum(len(each.load) + len(each.gone) for each in differences)
        count = content + sum(len(each.kept) for each in differences)
        if not count and self._generation:
            return
        is_large = self._is_large(count)
        if content and is_large:
            self._load(PARTS)
        is_changed = self._take_kept(differences)
        is_changed = self._take_content(differences, now_ns, keep=not is_large) or is_changed
        if is_changed or not self._generation:
            self._persist(is_large=is_large)

    def _is_large(self, count: int) -> bool:
        """Whether so many further changes are more than a delta should hold."""
        budget = max(_MIN_BUDGET, len(self.catalogue) // _BUDGET_SHARE)
        known = max(self.catalogue.changes, len(self.database.pending))
        return not self._generation or known + count > budget

    def _take_kept(self, differences: Iterable[FileChanges]) -> bool:
        kept = [(each.kind, path, entry) for each in differences for path, entry in each.kept.items()]
        for kind, path, entry in kept:
            self.catalogue.renew(kind, path, entry)
        return bool(kept)

    def _take_content(self, differences: Sequence[FileChanges], now_ns: int, *, keep: bool) -> bool:
        wanted = {path: (each.kind, stamp) for each in differences for path, stamp in each.load.items()}
        gone = {path: each.kind for each in differences for path in each.gone}
        is_changed = False
        files = self._files.load([(path, kind) for path, (kind, _) in wanted.items()]) if wanted else ()
        for chunk in _chunks(files):
            edits = [self._know(file, wanted.pop(file.path)[1], now_ns) for file in chunk if file.path in wanted]
            is_changed = self._apply(edits, keep=keep) or is_changed
        gone |= {path: kind for path, (kind, _) in wanted.items()}
        return self._apply([self._lose(kind, path) for path, kind in gone.items()], keep=keep) or is_changed

    def _apply(self, edits: Iterable[Edit | None], *, keep: bool) -> bool:
        some = [edit for edit in edits if edit]
        self.database.apply(some, keep=keep)
        return bool(some)

    def _know(self, file: LoadedFile, stamp: Stamp, now_ns: int) -> Edit | None:
        """Take down a file that was read; None where it is as unreadable as before."""
        old = self.catalogue.sections[file.kind].entry(file.path)
        if old and not old.digest and not file.digest and old.stamp == stamp and self._is_same_failure(old, file):
            return None
        number = old.number if old else self.catalogue.take_number()
        trusted = bool(file.digest) and is_trusted(stamp, now_ns)
        self.catalogue.put(file.kind, file.path, FileEntry(number, stamp, file.digest, trusted))
        return Edit(number, file.kind, file, is_new=old is None)

    def _is_same_failure(self, old: FileEntry, file: LoadedFile) -> bool:
        self._load(["records"])
        query = "SELECT code, message FROM main.unreadable WHERE rowid = ?"
        row = self.database.connection.execute(query, (old.number,)).fetchone()
        return file.problem is not None and row == (file.problem.code, file.problem.message)

    def _lose(self, kind: str, path: str) -> Edit | None:
        old = self.catalogue.sections[kind].entry(path)
        if old is None:
            return None
        self.catalogue.put(kind, path, None)
        return Edit(old.number, kind, None)

    def _persist(self, *, is_large: bool) -> None:
        """Write what was learnt; a directory that cannot be written costs time alone."""
        if self._cache is None:
            return
        try:
            if is_large:
                self._rewrite(self._cache)
            else:
                path = self._cache / snapshot.DELTA
                delta.write(path, self._generation, self.catalogue, self.database.pending)
        except (OSError, OverflowError, MemoryError):
            return

    def _rewrite(self, cache: Path) -> None:
        files = {name: section.encode() for name, section in self.catalogue.sections.items()}
        header = {
            "identity": self.identity,
            "kinds": self._folders,
            "next_number": self.catalogue.next_number,
            "total": f"{self.catalogue.total:x}",
        }
        self._generation = snapshot.write(cache / snapshot.SNAPSHOT, header, self._blobs(files))
        OwnFolder(cache).remove(snapshot.DELTA)
        # Parts that are not loaded yet have no edits: the snapshot that is open serves them as well.
        self.database.settle()
        self.catalogue.sections = {name: KindFiles(image) for name, image in files.items()}

    def _blobs(self, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        yield from ((_FILES + name, image) for name, image in files.items())
        for part in PARTS:
            if self.database.pending:
                self._load([part])
            if part in self.database.loaded or self._snapshot is None:
                yield part, self.database.image(part)
            else:
                yield part, self._snapshot.read(part)


def _chunks(files: Iterable[LoadedFile]) -> Iterator[list[LoadedFile]]:
    """The files in lists that are long enough for SQLite and short enough for memory."""
    rest = iter(files)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
