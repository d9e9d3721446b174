"""The layout: where records lie below `records/`, and what lies there that is none."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wmsgit.model.identity import is_safe_id
from wmsgit.model.record import Stamp
from wmsgit.model.value import immutable

if TYPE_CHECKING:
    from datetime import datetime

    from wmsgit.model.finding import Finding
    from wmsgit.schema.kind import Kind

_Look = TypeVar("_Look")
RECORDS = "records"
SETTINGS_PATH = f"{RECORDS}/workspace.yaml"
SUFFIX = ".yaml"
PASSING_SUFFIXES = ("~", ".swp", ".swo", ".tmp", ".orig", ".bak", ".rej")
"""What editors and Git leave beside a file while or after it is changed."""
_LINKED_FOLDER = "symbolic links are not followed: make it a real folder"


@immutable
class Listing:
    """What a list of files holds.

    Attributes:
        files: path → the folder, below `records/`, of the kind whose record it is.
        strays: such a folder → what lies in it and is no record file.
    """

    files: dict[str, str]
    strays: "dict[str, list[Finding]]"


@immutable
class Scan:
    """What lies below one folder of `records/`.

    Attributes:
        files: path (relative to the workspace, with `/`) → status, for every record file.
        strays: what is no record file, and folders that cannot be read.
        folders: path → status of every folder that was looked into, from before it was.
    """

    files: dict[str, Stamp]
    strays: "tuple[Finding, ...]"
    folders: dict[str, Stamp]


def record_path(kind: "Kind", record_id: str, written: "datetime | None" = None) -> str:
    """The usual path of a record, relative to the workspace; of a new one, where the kind's layout puts it."""
    below = record_id
    if written is not None:
        times = {"year": f"{written:%Y}", "month": f"{written:%m}", "day": f"{written:%d}"}
        below = kind.layout.format(id=record_id, **times)
    return f"{RECORDS}/{kind.folder}/{below}{SUFFIX}"


def path_of(root: Path, kind: "Kind", record_id: str) -> str | None:
    """The usual path of a record if a file is there, else None: it may still lie in a folder below."""
    path = record_path(kind, record_id)
    return path if is_safe_id(record_id) and os.path.lexists(root / path) else None


def scan(root: Path, folder: str) -> Scan:
    """Walks `records/<folder>`, at any depth, without following symbolic links.

    Args:
        root: the workspace.
        folder: a kind's folder, below `records/`.
    """
    files: dict[str, Stamp] = {}
    strays: list[Finding] = []
    folders: dict[str, Stamp] = {}
    top = f"{RECORDS}/{folder}"
    if link := link_on_way(root, top):
        return Scan({}, (finding_at(link, "SYMLINK", _LINKED_FOLDER),), {})
    waiting = [top] if (root / top).exists() else []
    look = lambda entry: stamp_of(entry.stat(follow_symlinks=False))  # noqa: E731
    while waiting:
        waiting += scan_folder(root, waiting.pop(), files, strays, folders, look=look)
    return Scan(files, in_place_order(strays), folders)


def link_on_way(root: Path, top: str) -> str | None:
    """The first symbolic link on the way to a folder of records; None where there is none."""
    return next((part for part in _folders_to(top) if (root / part).is_symlink()), None)


def sort_listing(files: Iterable[tuple[str, bool]], folders: Collection[str]) -> Listing:
    """Tells records from strays among the files of a tree that is not on the disk, by the rules of `scan`.

    Args:
        files: each file's path, relative to the workspace, and whether it is a symbolic link.
        folders: the kinds' folders, below `records/`.
    """
    listing = Listing({}, {folder: [] for folder in folders})
    tops = {f"{RECORDS}/{folder}": folder for folder in folders}
    known: dict[str, str | None] = {}
    for path, is_link in files:
        above, _, name = path.rpartition("/")
        if above not in known:
            known[above] = _kind_folder(above, tops)
        folder = known[above]
        linked = [inner for top, inner in tops.items() if f"{top}/".startswith(f"{path}/")] if is_link else []
        for inner in linked:
            listing.strays[inner].append(finding_at(path, "SYMLINK", _LINKED_FOLDER))
        if linked:
            continue
        if folder is not None and not is_link and name.endswith(SUFFIX) and is_safe_id(name[:-5]):
            listing.files[path] = folder
        elif folder is not None and name[0] != "." and not name.endswith(PASSING_SUFFIXES):
            listing.strays[folder].append(stray_at(path, is_link=is_link, is_file=not is_link))
    return listing


def _kind_folder(path: str, tops: Mapping[str, str]) -> str | None:
    """The folder of the kind that a folder belongs to: the innermost; None where it is hidden or no kind's."""
    parts = path.split("/")
    for count in range(len(parts), 1, -1):
        top = "/".join(parts[:count])
        if top in tops:
            return tops[top]
        if parts[count - 1].startswith("."):
            return None
    return None


def scan_folder(
    root: Path,
    folder: str,
    files: dict[str, _Look],
    strays: "list[Finding]",
    folders: dict[str, Stamp],
    *,
    look: "Callable[[os.DirEntry[str]], _Look]",
) -> list[str]:
    """Adds what one folder holds, its records as `look` sees them, and its own status; gives the folders in it."""
    below: list[str] = []
    try:
        with _entries(root / folder) as (status, entries):
            folders[folder] = stamp_of(status)
            for entry in entries:
                name = entry.name
                if name[0] == ".":
                    continue
                path = f"{folder}/{name}"
                if name.endswith(SUFFIX) and entry.is_file(follow_symlinks=False) and is_safe_id(name[:-5]):
                    files[path] = look(entry)
                elif entry.is_dir(follow_symlinks=False):
                    below.append(path)
                elif not name.endswith(PASSING_SUFFIXES):
                    is_file = entry.is_file(follow_symlinks=False)
                    strays.append(stray_at(path, is_link=entry.is_symlink(), is_file=is_file))
    except OSError as error:
        strays.append(finding_at(folder, "UNREADABLE", f"the folder cannot be read: {error.strerror or error}"))
    return below


def stamp_of(status: os.stat_result) -> Stamp:
    """What of a file's status shows that it has changed."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


@contextmanager
def _entries(folder: Path) -> "Iterator[tuple[os.stat_result, Iterator[os.DirEntry[str]]]]":
    """A folder's status and what it holds. An open folder saves looking up the way to it for every file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        status = os.fstat(handle)
        with os.scandir(handle) as entries:
            yield status, entries
    finally:
        os.close(handle)


def stray_at(path: str, *, is_link: bool, is_file: bool) -> "Finding":
    """What there is to say of something in a kind's folder that is no record file."""
    name = path.rpartition("/")[2]
    if is_link:
        return finding_at(path, "SYMLINK", "symbolic links are not followed: put a real file here")
    if name.endswith(SUFFIX) and is_file:
        return finding_at(path, "NAME", f"{name[:-5]!r} is not a safe id: letters, digits, '.', '_' and '-' are")
    if not is_file:
        return finding_at(path, "UNREADABLE", "neither a file nor a folder")
    if name.lower().endswith((".yml", ".yaml")):
        stem = name.rpartition(".")[0]
        return finding_at(path, "STRAY", f"a record's file name ends in .yaml: rename it to {stem}.yaml")
    return finding_at(path, "STRAY", "not a record: only .yaml files belong here")


def _folders_to(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]


def finding_at(path: str, code: str, message: str) -> "Finding":
    """A finding about a whole file or folder."""
    from wmsgit.model.finding import Finding

    return Finding(path, 0, 0, code, message)


def in_place_order(strays: "Collection[Finding]") -> "tuple[Finding, ...]":
    """Strays by place; most folders have none, and a read of these loads nothing for it."""
    if not strays:
        return ()
    from wmsgit.model.finding import in_order

    return tuple(in_order(strays))


def folder_of(path: str, folders: Collection[str]) -> str:
    """The kind's folder that a path below `records/` lies in, the innermost of several; empty for none."""
    parts = path.split("/")[:-1]
    ways = ("/".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((way for way in ways if way in folders), "")
