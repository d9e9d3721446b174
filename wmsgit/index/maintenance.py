"""Upkeep: keeps the database equal to the files, by their status, from one snapshot to the next."""

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmsgit.disk.own import OwnFolder
from wmsgit.errors import SchemaError
from wmsgit.index import snapshot
from wmsgit.index.database import Database
from wmsgit.index.files import Catalogue, Edit, KindFiles
from wmsgit.index.refresh import Contents, FileAccess, FileChanges, Mark, compare, compare_contents, compare_some
from wmsgit.index.snapshot import DamagedError

if TYPE_CHECKING:
    from wmsgit.index.full_text import FullText
    from wmsgit.index.tables import Kinds

RECORDS = "records"
"""The folder that every kind's folder lies in."""

_MIN_BUDGET, _BUDGET_SHARE = 48, 1_000
"""How many changed files a delta holds at least, and for how many records one more: each start writes their rows."""
UNUSABLE = (DamagedError, sqlite3.Error, OSError, ValueError, KeyError, TypeError, AttributeError)
"""What a damaged snapshot, or a place where none can be written, may lead to."""


class Upkeep:
    """The database of one workspace, with what is known of its files.

    Attributes:
        database: the tables; another object after a snapshot was written or turned out to be damaged.
        catalogue: the files.
        identity: what a snapshot must have been made by and for.
    """

    database: Database
    catalogue: Catalogue
    _text: "FullText | None"
    _marks: dict[str, Mark]

    def __init__(
        self,
        kinds: "Kinds",
        identity: Mapping[str, Any],
        files: FileAccess | Contents,
        cache_dir: Path | None,
        now_ns: Callable[[], int],
        *,
        is_sealed: bool = False,
    ) -> None:
        self._is_sealed, self._kinds = is_sealed, kinds
        self.identity = dict(identity)
        self._files, self._cache, self._now_ns = files, cache_dir, now_ns
        self._is_rebuilt, self._generation = False, ""
        self._fresh: set[str] = set()
        self._folders: dict[str, tuple[str, list[str]]] = {}
        try:
            self._open()
        except UNUSABLE:
            self._start_empty()

    def close(self) -> None:
        """Let go of the database and the snapshot."""
        self.database.close()

    def forget(self) -> None:
        """Look at every file's status anew when it is next needed; files that are sealed never are."""
        self._fresh = set(self._folders) if self._is_sealed and self._generation else set()

    def ready(self, names: Collection[str] | None, *, search: bool = False) -> Database:
        """The database with these kinds up to date.

        Args:
            names: kinds; None for all.
            search: whether the full text is about to be read.
        """
        self._refresh(self._folders if names is None else names)
        if search:
            try:
                self._load_text()
            except UNUSABLE:
                self.rebuild()
                self._load_text()
        return self.database

    def _load_text(self) -> None:
        from wmsgit.index.full_text import FullText

        self._text = self._text or FullText(self.database)
        self._text.load(self._cache, self._generation)

    def rebuild(self) -> None:
        """Begin anew: what was read of the snapshot cannot be."""
        self.close()
        if self._is_rebuilt:
            self._cache = None
        self._is_rebuilt = True
        self._start_empty()
        self._refresh(())

    def _refresh(self, names: Iterable[str]) -> None:
        # Without a snapshot every file must be read once anyway, and is then in the snapshot that is written.
        wanted = [name for name in (names if self._is_known else self._folders) if name not in self._fresh]
        if not wanted:
            return
        if unknown := [name for name in wanted if name not in self._folders]:
            raise SchemaError(f"the kind {unknown[0]!r} cannot be used", hint="'wmsgit check' says why")
        now_ns = self._now_ns()
        try:
            self._take(self._differences(wanted, now_ns), now_ns)
            self._fresh.update(wanted)
        except UNUSABLE:
            if self._cache is None:
                raise
            self.rebuild()

    def _open(self, generation: str = "") -> None:
        """Begin with the snapshot and its delta, or with the very snapshot that was just written."""
        if self._cache is None:
            raise DamagedError
        if not generation:
            snapshot.require_whole(self._cache, snapshot.SNAPSHOT)
        self._begin()
        self.database.base.open(self._cache / snapshot.SNAPSHOT)
        header = self.database.header()
        if header["identity"] != self.identity:
            raise DamagedError
        total, count = int(header["total"], 16), int(header["count"])
        self.catalogue = Catalogue(self.database.connection, int(header["next_number"]), total, count)
        self._folders = {name: (folder, inner) for name, (folder, inner) in header["kinds"].items()}
        self._generation = str(header["generation"])
        self._is_known = True
        self.forget()
        if self._generation != generation:
            self._read_delta(self._cache / snapshot.DELTA)
            if generation:  # another process was faster, and may have seen other files
                self._refresh(self._folders)

    def _read_delta(self, path: Path) -> None:
        """Bring what the snapshot says up to date by what was found since."""
        if path.exists():
            from wmsgit.index import delta

            edits, marks = delta.read(path, self._generation, self.catalogue)
            self.database.remember(edits)
            self._marks = marks

    def _start_empty(self) -> None:
        """Know nothing, and no file: all are read, into a snapshot or, where there can be none, into memory."""
        self._begin()
        folders = {kind.name: kind.folder for kind in self._kinds.every}
        self._folders = {
            name: (folder, [other for other in folders.values() if other.startswith(f"{folder}/")])
            for name, folder in folders.items()
        }
        self.database.base.make_in_memory(self.database.statements)
        self.database.make_indexes()
        self.catalogue = Catalogue(self.database.connection)

    def _begin(self) -> None:
        self._generation, self._is_known = "", False
        self._marks, self._has_new_marks = {}, False
        self._fresh.clear()
        self.database, self._text = Database(self._kinds), None

    def _differences(self, names: Sequence[str], now_ns: int) -> list[FileChanges]:
        if isinstance(self._files, Contents):
            return compare_contents(names, self._folders, self.catalogue, self._files)
        return [self._compare(self._files, name, now_ns) for name in names]

    def _compare(self, files: FileAccess, name: str, now_ns: int) -> FileChanges:
        folder, inner = self._folders[name]
        marks = None if inner or self._cache is None else files.marks
        if marks and name in self._marks:
            suspects = marks.suspects(folder, self._marks[name], KindFiles(self.catalogue, name))
            if suspects is not None:
                self._mark(name, suspects.mark)
                return compare_some(name, self.catalogue, suspects.statuses, now_ns, files.read_digest)
        scan = files.scan(folder)
        for other in inner:
            prefix = f"{RECORDS}/{other}/"
            scan = {path: stamp for path, stamp in scan.items() if not path.startswith(prefix)}
        if marks:
            self._mark(name, marks.mark(folder, self._marks.get(name)))
        return compare(name, self.catalogue, scan, now_ns, files.read_digest)

    def _mark(self, name: str, mark: Mark | None) -> None:
        if mark != self._marks.get(name):
            marks = {**self._marks, name: mark}
            self._marks = {kind: kept for kind, kept in marks.items() if kept}
            self._has_new_marks = True

    def _take(self, differences: Sequence[FileChanges], now_ns: int) -> None:
        is_same = not any(each.load or each.gone or each.kept for each in differences)
        if is_same and self._is_known and not self._has_new_marks:
            return
        self._watch(differences)
        if self._is_large(differences) and self._cache is not None:
            self._rewrite(self._cache, differences, now_ns)
            return
        is_changed = self._take_kept(differences)
        is_changed = self._take_content(differences, now_ns, self._remember) or is_changed
        self._is_known = True
        if (is_changed or self._has_new_marks) and self._generation:
            self._persist()

    def _remember(self, edits: Sequence[Edit]) -> None:
        self.database.remember(edits)
        if self._text is not None:
            self._text.write(edits)

    def _is_large(self, differences: Sequence[FileChanges]) -> bool:
        """Whether there is no snapshot, or with these changes a delta would hold more than it should."""
        if not self._generation:
            return True
        new = {(each.kind, path) for each in differences for path in (*each.load, *each.gone, *each.kept)}
        return len(self.catalogue.changed.keys() | new) > max(_MIN_BUDGET, self.catalogue.count // _BUDGET_SHARE)

    def _take_kept(self, differences: Iterable[FileChanges]) -> bool:
        kept = {(each.kind, path): entry for each in differences for path, entry in each.kept.items()}
        self.catalogue.changed |= kept
        return bool(kept)

    def _take_content(
        self, differences: Sequence[FileChanges], now_ns: int, write: Callable[[Sequence[Edit]], None]
    ) -> bool:
        if not any(each.load or each.gone for each in differences):
            return False
        from wmsgit.index.intake import Intake

        return Intake(self.database, self.catalogue, self._files.load, now_ns).take(differences, write)

    def _watch(self, differences: Iterable[FileChanges]) -> None:
        """Look at what has changed each time from now on: it is only beside these changes that the marks hold."""
        for each in differences:
            watched = self._marks.get(each.kind, {}).get("watched")
            if watched is not None:
                self._marks[each.kind]["watched"] = sorted({*watched, *each.load, *each.gone, *each.kept})

    def _persist(self) -> None:
        """Write what was learnt; a directory that cannot be written costs time alone."""
        if self._cache is not None:
            from wmsgit.index import delta

            with suppress(OSError, OverflowError, MemoryError):
                path = self._cache / snapshot.DELTA
                delta.write(path, self._generation, self.catalogue, self.database.pending, self._marks)
                self._has_new_marks = False

    def _rewrite(self, cache: Path, differences: Sequence[FileChanges], now_ns: int) -> None:
        """Write a new snapshot, from the one that there is or from nothing, and begin with it."""
        generation, is_known, old = os.urandom(8).hex(), bool(self._generation), self.database
        try:
            with snapshot.draft(cache, snapshot.SNAPSHOT, cache / snapshot.SNAPSHOT if is_known else None) as path:
                self.database = Database(self._kinds)
                self.catalogue.connection = self.database.connection
                if is_known:
                    self._continue(path, list(old.pending.values()))
                else:
                    self.database.base.make(path, self.database.statements)
                self._take_kept(differences)
                self._take_content(differences, now_ns, self._write)
                if not is_known:
                    self.database.make_indexes()
                self.catalogue.flush()
                self.database.put_header(self._header(generation))
                self.database.base.commit()
                self.database.close()
            OwnFolder(cache).remove(snapshot.DELTA)
        except UNUSABLE:
            # Where nothing can be kept, the disk being full or the folder another user's, memory has to do.
            self._is_rebuilt = self._is_rebuilt or not is_known
            raise
        finally:
            old.close()
        self._open(generation)

    def _continue(self, path: Path, pending: Sequence[Edit]) -> None:
        """Begin with a copy of the snapshot, and what had changed since."""
        self.database.base.rewrite(path)
        if self.database.header()["generation"] != self._generation:
            raise DamagedError  # another process has replaced it meanwhile
        self.database.write(pending)
        self.catalogue.flush()

    def _write(self, edits: Sequence[Edit]) -> None:
        self.database.write(edits)
        self.catalogue.flush()

    def _header(self, generation: str) -> dict[str, Any]:
        return {
            "generation": generation,
            "identity": self.identity,
            "kinds": self._folders,
            **self.catalogue.sums,
        }
