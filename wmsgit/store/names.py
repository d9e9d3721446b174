"""Names: which records a folder has, without a look at any file: that takes a tenth of the time."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from wmsgit.model.finding import Finding
from wmsgit.model.record import Stamp
from wmsgit.store.layout import RECORDS, SUFFIX, link_on_way, scan_folder


class FolderNames(NamedTuple):
    """What one folder holds, by name.

    Attributes:
        status: the folder's own, from before it was listed; None where it could not be.
        records: the paths of its record files.
        below: the folders in it.
        strays: what else it holds.
    """

    status: Stamp | None
    records: frozenset[str]
    below: frozenset[str]
    strays: tuple[Finding, ...]


def names_in_folder(root: Path, folder: str) -> FolderNames:
    """What a folder holds, by the rules of `wmsgit.store.layout.scan`; `folder` is relative to the workspace."""
    records: dict[str, None] = {}
    strays: list[Finding] = []
    folders: dict[str, Stamp] = {}
    below = scan_folder(root, folder, records, strays, folders, look=lambda _: None)
    return FolderNames(folders.get(folder), frozenset(records), frozenset(below), tuple(strays))


def record_names(root: Path, folder: str) -> Iterator[tuple[str, list[str]]]:
    """Each folder in `records/<folder>` with the names of the record files in it, by the rules of `scan`.

    No file is looked at: that takes a tenth of the time of `scan`.
    """
    top = f"{RECORDS}/{folder}"
    waiting = [] if link_on_way(root, top) else [top]
    for path in waiting:
        names: list[str] = []
        try:
            with os.scandir(root / path) as entries:
                for entry in entries:
                    if entry.name.endswith(SUFFIX) and entry.is_file(follow_symlinks=False):
                        names.append(entry.name)
                    elif entry.name[0] != "." and entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{path}/{entry.name}")
        except OSError:  # missing, or named by `scan`
            continue
        yield path, names
