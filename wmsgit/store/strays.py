"""Strays: what lies below `records/` where no kind looks for records, and what no command looks at."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from wmsgit.model.finding import Finding
from wmsgit.store.layout import (
    PASSING_SUFFIXES,
    RECORDS,
    SETTINGS_PATH,
    SUFFIX,
    finding_at,
    in_place_order,
    stray_at,
)

_ARCHIVE, _ARCHIVED = f"{RECORDS}/archive", ".jsonl"
HIDDEN = "HIDDEN"
HIDDEN_FOLDER = "nothing looks into a hidden folder: move what it holds, or remove it"
HIDDEN_RECORD = "a record's file name does not begin with '.'"
_GIT = ".git"
_LOCK = ".#"


def scan_records_root(root: Path, folders: Iterable[str]) -> tuple[Finding, ...]:
    """What lies below `records/` outside of every kind's folder and is not the workspace's settings.

    Args:
        root: the workspace.
        folders: the kinds' folders, below `records/`.
    """
    return in_place_order(list(_strays_in(root, RECORDS, {f"{RECORDS}/{folder}" for folder in folders})))


def scan_hidden(root: Path, top: str) -> Iterator[Finding]:
    """What lies below a folder where no command looks, though a person might: in hidden folders, and hidden records.

    Args:
        root: the workspace.
        top: `records` or `schemas`.
    """
    waiting = [top]
    for folder in waiting:
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError:  # missing, or named by the other scans
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.name[0] == ".":
                yield from _hidden(root, path, entry)
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(path)


def _hidden(root: Path, path: str, entry: "os.DirEntry[str]") -> Iterator[Finding]:
    """Every file of a hidden folder, a hidden record, or a hidden link that is no editor's lock."""
    if entry.is_dir(follow_symlinks=False):
        below = [path] if entry.name == _GIT else _files_below(root, path)
        yield from (finding_at(file, HIDDEN, HIDDEN_FOLDER) for file in below or [path])
    elif entry.is_symlink():
        if not is_editor_lock(path):
            yield stray_at(path, is_link=True, is_file=False)
    elif entry.name.endswith(SUFFIX) and entry.name != SUFFIX:
        yield finding_at(path, HIDDEN, HIDDEN_RECORD)


def is_editor_lock(path: str) -> bool:
    """Whether this is the link by which Emacs says that a file is being edited (Emacs manual, "Interlocking")."""
    return path.rpartition("/")[2].startswith(_LOCK)


def _files_below(root: Path, path: str) -> list[str]:
    return sorted(
        f"{Path(folder).relative_to(root).as_posix()}/{name}"
        for folder, _, names in os.walk(root / path)
        for name in names
    )


def is_archive(path: str) -> bool:
    """Whether a path is that of a file of rows of an older system, which have no record of their own."""
    return path.startswith(f"{_ARCHIVE}/") and path.endswith(_ARCHIVED) and path.count("/") == _ARCHIVE.count("/") + 1


def _strays_in(root: Path, folder: str, known: set[str]) -> Iterator[Finding]:
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        yield finding_at(folder, "UNREADABLE", f"the folder cannot be read: {error.strerror or error}")
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        is_folder, is_file = entry.is_dir(follow_symlinks=False), entry.is_file(follow_symlinks=False)
        if entry.name.startswith(".") or entry.name.endswith(PASSING_SUFFIXES) or path in known:
            continue
        if is_file and (path == SETTINGS_PATH or is_archive(path)):
            continue
        if is_folder and (path == _ARCHIVE or any(name.startswith(f"{path}/") for name in known)):
            yield from _strays_in(root, path, known)
        elif entry.is_symlink():
            yield finding_at(path, "SYMLINK", "symbolic links are not followed")
        else:
            yield finding_at(path, "STRAY", f"the {'folder' if is_folder else 'file'} belongs to no kind")
