"""The working tree as the index sees it: the one place that knows how a read finds out which files have changed.

The plain way looks at the status of every file. Where a folder has many, a full look leaves a mark: a copy of Git's
index, each folder's status, and the files that Git cannot speak for. From then on Git says which tracked files differ
from their entries, so that only those, the marked ones, those whose entries have changed since and what is new in a
changed folder are looked at. Whatever is not certain is looked at in the plain way. See ADR-052 and ADR-105.

Who asks for ids that begin in some way needs no more than the names in changed folders, and the status of those very
files: then Git is not asked.
"""

import os
import stat
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.errors import WmsgitError
from wmsgit.model.record import Stamp
from wmsgit.store.layout import RECORDS, Scan, finding_at, in_place_order, link_on_way, scan, stamp_of

if TYPE_CHECKING:
    from wmsgit.index.refresh import FileAccess, KnownFiles, Mark, Suspects
    from wmsgit.model.finding import Finding
    from wmsgit.model.record import LoadedFile
    from wmsgit.schema.kind import Kind
    from wmsgit.schema.registry import Registry
    from wmsgit.vcs.locate import GitDirs
    from wmsgit.vcs.stat_changes import FolderLook

WORTH_ASKING = 3_000
"""So many files must a folder have: Git takes as long to start as fewer take to be looked at."""

_MOST_WATCHED = 1_000
_MOST_BEGUN = 500
"""So many files are looked at without Git being asked."""
_FRESH_NS = 2_000_000_000
"""How near to now a time must be to be doubted; see `wmsgit.index.refresh`."""


class WorkingTree:
    """The record files of a workspace on disk.

    Args:
        root: the workspace.
        registry: gives its kinds.
        strays: takes what each kind's folder holds beside records.
        dirs: the Git directories; None where Git is not asked.
        loaded: gives what takes every file that is read, by its path; None where nobody wants them.

    Attributes:
        begun: how the ids begin that alone are asked for; empty where all records are.
        looks: folder of the workspace → what the last look told of its files, where Git answered for them.
    """

    def __init__(
        self,
        root: Path,
        registry: "Callable[[], Registry]",
        strays: "dict[str, tuple[Finding, ...]]",
        dirs: "GitDirs | None",
        loaded: "Callable[[], dict[str, LoadedFile] | None]" = lambda: None,
    ) -> None:
        self._root = root
        self._registry = registry
        self._strays = strays
        self._dirs = dirs
        self._loaded = loaded
        self._scans: dict[str, tuple[Scan, Stamp, int]] = {}
        self.begun = ""
        self.looks: dict[str, FolderLook] = {}

    def access(self) -> "FileAccess":
        """These files as an index sees them."""
        from wmsgit.index.refresh import FileAccess

        return FileAccess(self.scan, self.read_digest, self.load, self)

    def scan(self, folder: str) -> Mapping[str, Stamp]:
        """A kind's folder → path → status of every record file in it."""
        before, now_ns = self._index(), time.time_ns()
        self.looks.pop(f"{RECORDS}/{folder}", None)
        result = scan(self._root, folder)
        if before is not None and len(result.files) >= WORTH_ASKING:
            self._scans[folder] = result, before, now_ns
        self._strays[folder] = result.strays
        return result.files

    def read_digest(self, path: str) -> str:
        """The digest of a file's bytes; empty where these cannot be read."""
        from wmsgit.workspace.loading import digest_at

        return digest_at(self._root, path)

    def load(self, files: list[tuple[str, str]]) -> "Iterable[LoadedFile]":
        """Read files, given as (path, kind's name)."""
        from wmsgit.workspace.loading import load_files

        return load_files(self._root, files, self.kinds_of(files), self._loaded())

    def kinds_of(self, files: list[tuple[str, str]]) -> "dict[str, Kind]":
        """The kinds of some files, by name; no others are made."""
        return {name: self._registry().kind(name) for name in dict.fromkeys(kind for _, kind in files)}

    def mark(self, folder: str, old: "Mark | None") -> "Mark | None":
        """What to keep of the last scan of a folder, so that `suspects` can answer the next time; None for nothing.

        The first time only the index is noted: one that changes before each read is not worth more.
        """
        look = self._scans.pop(folder, None)
        if look is None:
            return None
        result, before, now_ns = look
        noted = {"index": list(before)}
        if old is None or old["index"] != noted["index"] or _is_fresh(before, now_ns):
            return noted
        try:
            watched, has_unknown = self._unanswered(folder, result.files)
            checksum = self._keep(folder) if watched is not None else ""
        except WmsgitError:
            return noted
        if watched is None or any(stray.code == "UNREADABLE" for stray in result.strays) or self._index() != before:
            return noted
        folders = {path: _kept(status, now_ns) for path, status in result.folders.items()}
        kept = {"folders": folders, "watched": watched, "has_unknown": has_unknown, "strays": _rows(result.strays)}
        return {**noted, **kept, "checksum": checksum, "moved": []}

    def suspects(self, folder: str, mark: "Mark", known: "KnownFiles") -> "Suspects | None":
        """The files that may have changed since a mark was left; None where that is unknown."""
        top = f"{RECORDS}/{folder}"
        if self._dirs is None or "folders" not in mark or link_on_way(self._root, top):
            return None
        try:
            begun = known.begun(self.begun, _MOST_BEGUN) if self.begun else None
            followed = mark if begun is not None else self._follow(folder, mark)
            if followed is None:
                return None
            listing = _Relisting(self._root, followed, known)
            if not listing.follow():
                return None
            listed = self._changed(top) if begun is None else begun
            tracked = [path for path in (*listed, *followed["moved"]) if known.has(path)]
            paths = {*followed["watched"], *known.doubtful(), *tracked, *listing.new, *listing.gone}
            statuses = {path: _status_of(self._root, path) for path in paths}
        except (WmsgitError, OSError):
            return None
        new_mark = listing.mark()
        if begun is None:
            if not self._is_at(followed):
                return None
            self._note_look(top, listed, has_unknown=new_mark["has_unknown"])
        self._strays[folder] = in_place_order(listing.strays())
        from wmsgit.index.refresh import Suspects

        return Suspects(statuses, new_mark)

    def _follow(self, folder: str, mark: "Mark") -> "Mark | None":
        """The mark beside the present index, with the files of other entries; None where these are unknown."""
        status = self._index()
        if status is None or self._dirs is None:
            return None
        if list(status) == mark["index"]:
            return mark
        from wmsgit.vcs.kept_index import moved_entries

        top = f"{RECORDS}/{folder}"
        moved = moved_entries(self._dirs, _copy(folder), mark["checksum"], top, most=_MOST_WATCHED)
        if moved is None:
            return None
        has_unknown = mark["has_unknown"] or moved.is_untracked
        return {**mark, "index": list(status), "moved": moved.paths, "has_unknown": has_unknown}

    def _keep(self, folder: str) -> str:
        """Keep a copy of the index for `_follow`; its checksum, which is empty where there is none."""
        from wmsgit.vcs.kept_index import keep_index

        try:
            return keep_index(self._dirs, _copy(folder)) if self._dirs else ""
        except OSError:
            return ""

    def _changed(self, top: str) -> list[str]:
        from wmsgit.vcs.stat_changes import changed_by_status

        return changed_by_status(self._root, top)

    def _note_look(self, top: str, changed: list[str], *, has_unknown: bool) -> None:
        from wmsgit.vcs.stat_changes import FolderLook

        self.looks[top] = FolderLook(tuple(changed), has_unknown)

    def _unanswered(self, folder: str, files: Mapping[str, Stamp]) -> tuple[list[str] | None, bool]:
        """The files that Git does not know, or has not the status of; None where it does not look, or they are many.

        And whether the folder has any file that Git does not know.
        """
        from wmsgit.vcs.stat_changes import changed_by_status, has_unknown_files, tracked_files

        tracked = tracked_files(self._root, f"{RECORDS}/{folder}")
        if tracked is None:
            return None, True
        has_unknown = has_unknown_files(self._root, f"{RECORDS}/{folder}")
        listed = changed_by_status(self._root, f"{RECORDS}/{folder}")
        watched = sorted({*(files.keys() - tracked), *(path for path in listed if path in files)})
        return watched if len(watched) <= _MOST_WATCHED else None, has_unknown

    def _index(self) -> Stamp | None:
        from wmsgit.vcs.stat_changes import index_status

        return index_status(self._dirs) if self._dirs else None

    def _is_at(self, mark: "Mark") -> bool:
        status = self._index()
        return status is not None and list(status) == mark["index"]


class _Relisting:
    """The folders of a mark as they are now: those that have changed are listed again, by name.

    Args:
        root: the workspace.
        mark: it is not changed.
        known: the files that are known.
    """

    def __init__(self, root: Path, mark: "Mark", known: "KnownFiles") -> None:
        self._root = root
        self._mark = mark
        self._known = known
        self._folders = dict(mark["folders"])
        self._strays = [list(row) for row in mark["strays"]]
        self._is_relisted = False
        self.new: set[str] = set()
        self.gone: set[str] = set()

    def follow(self) -> bool:
        """Look at every folder; False where there are others than there were."""
        return all(self._is_same(path, status) or self._relist(path) for path, status in self._mark["folders"].items())

    def strays(self) -> "list[Finding]":
        """What the folders hold beside records."""
        return [finding_at(*row) for row in self._strays]

    def mark(self) -> "Mark":
        """The mark with the folders as they are now."""
        has_unknown = self._mark["has_unknown"] or self._is_relisted
        return {**self._mark, "folders": self._folders, "has_unknown": has_unknown, "strays": self._strays}

    def _is_same(self, path: str, status: list[int] | None) -> bool:
        return status is not None and list(stamp_of(os.lstat(self._root / path))) == status

    def _relist(self, path: str) -> bool:
        from wmsgit.store.names import names_in_folder

        self._is_relisted = True
        now_ns = time.time_ns()
        listing = names_in_folder(self._root, path)
        inside = {other for other in self._mark["folders"] if other.rpartition("/")[0] == path}
        if listing.status is None or listing.below != inside:
            return False
        here = self._known.in_folder(path)
        self.new |= listing.records - here
        self.gone |= here - listing.records
        self._folders[path] = _kept(listing.status, now_ns)
        elsewhere = [row for row in self._strays if row[0].rpartition("/")[0] != path]
        self._strays = elsewhere + _rows(listing.strays)
        return True


def _copy(folder: str) -> str:
    """The file that keeps the index beside which a folder's mark was left."""
    return f"index-{folder.replace('/', '-')}"


def _kept(status: Stamp, now_ns: int) -> list[int] | None:
    """A folder's status as a mark keeps it; None where it may change without its times showing it."""
    return None if _is_fresh(status, now_ns) else list(status)


def _is_fresh(status: Stamp, now_ns: int) -> bool:
    return max(status.mtime_ns, status.ctime_ns) > now_ns - _FRESH_NS


def _rows(strays: "Iterable[Finding]") -> list[list[str]]:
    return [[stray.path, stray.code, stray.message] for stray in strays]


def _status_of(root: Path, path: str) -> Stamp | None:
    """A record file's status; None where there is none."""
    try:
        status = os.lstat(f"{root}/{path}")
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stamp_of(status) if stat.S_ISREG(status.st_mode) else None
